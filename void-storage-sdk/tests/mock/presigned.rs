//! Requests and forms that are presigned by who has credentials, and sent by who has none.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderValue, Request, StatusCode};
use void_core::{Body, Timestamp, Transport, clock::ManualClock};
use void_storage_sdk::{
    Config, Credentials, ErrorKind, PresignedPost, PresignedRequest, VoidStorageClient,
    mock::MockStorage,
    types::{LifecycleRule, Tag},
};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A mock that verifies signatures, its client, and its clock.
fn verifying() -> (MockStorage, VoidStorageClient, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(Timestamp::parse_rfc3339("2026-03-01T10:30:00Z").unwrap()));
    let storage = MockStorage::builder()
        .clock(Arc::clone(&clock) as _)
        .credentials(Credentials::new("AKID", "secret"))
        .credentials(temporary())
        .verify_signatures()
        .build();
    storage.create_bucket("photos");
    let client = storage.client();
    (storage, client, clock)
}

/// The client of somebody with other credentials.
fn client_with(storage: &MockStorage, credentials: Credentials) -> VoidStorageClient {
    let config = Config::builder()
        .transport(storage.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .credentials(credentials)
        .clock(storage.config().clock().clone());
    VoidStorageClient::new(config.build())
}

fn temporary() -> Credentials {
    let mut credentials = Credentials::new("TEMPORARY", "other secret");
    credentials.session_token = Some("token".to_owned());
    credentials
}

/// The status and the body that are answered.
async fn send(storage: &MockStorage, request: Request<Body>) -> (u16, String) {
    let response = storage.transport().send(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().into_bytes(10_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn refused(storage: &MockStorage, request: Request<Body>, status: u16, words: &str) {
    let (answered, body) = send(storage, request).await;
    assert_eq!(answered, status, "{words}: {body}");
    assert!(body.contains(words), "{words}: {body}");
}

async fn put(client: &VoidStorageClient) -> PresignedRequest {
    client.put_object("photos", "a b", "").content_type("text/plain").presign(HOUR).await.unwrap()
}

/// With another value of a parameter, or another parameter.
fn with_query(mut request: PresignedRequest, from: &str, to: &str) -> PresignedRequest {
    assert!(request.url.contains(from), "{from} is not in the URL");
    request.url = request.url.replacen(from, to, 1);
    request
}

#[tokio::test]
async fn a_presigned_put_and_get_need_no_credentials() {
    let (storage, client, _) = verifying();
    assert_eq!(send(&storage, put(&client).await.into_request("bytes")).await, (200, String::new()));
    let get = client.get_object("photos", "a b").presign(HOUR).await.unwrap();
    assert_eq!(send(&storage, get.into_request("")).await, (200, "bytes".to_owned()));
    let object = client.head_object("photos", "a b").await.unwrap();
    assert_eq!(object.headers.content_type.as_deref(), Some("text/plain"));
    let unsigned = Request::get("http://localhost:4566/photos/a%20b").body(Body::empty()).unwrap();
    refused(&storage, unsigned, 403, "AccessDenied").await;
}

#[tokio::test]
async fn a_presigned_request_that_is_changed_does_not_have_its_signature() {
    let (storage, client, _) = verifying();
    let mismatch = "<Code>SignatureDoesNotMatch</Code>";
    let signed = put(&client).await;
    for (from, to) in [
        ("a%20b", "a%20c"),
        ("/photos/", "/other/"),
        ("X-Amz-Expires=3600", "X-Amz-Expires=36000"),
        ("X-Amz-Signature=", "versionId=null&X-Amz-Signature="),
    ] {
        let changed = with_query(signed.clone(), from, to);
        refused(&storage, changed.into_request("bytes"), 403, mismatch).await;
    }
    let mut other_header = signed.clone();
    other_header.headers.insert("content-type", HeaderValue::from_static("text/html"));
    refused(&storage, other_header.into_request("bytes"), 403, mismatch).await;
    let mut no_header = signed.clone();
    no_header.headers.clear();
    refused(&storage, no_header.into_request("bytes"), 403, mismatch).await;
    let mut other_method = signed.clone();
    other_method.method = http::Method::DELETE;
    refused(&storage, other_method.into_request(""), 403, mismatch).await;
    assert!(storage.bucket("photos").keys().is_empty());
    assert_eq!(send(&storage, signed.into_request("bytes")).await.0, 200);
}

#[tokio::test]
async fn a_presigned_request_is_taken_until_it_expires_and_not_before_it_is_signed() {
    let (storage, client, clock) = verifying();
    let signed = put(&client).await;
    clock.advance(HOUR);
    assert_eq!(send(&storage, signed.clone().into_request("1")).await.0, 200);
    clock.advance(Duration::from_secs(1));
    let (status, body) = send(&storage, signed.into_request("2")).await;
    assert_eq!(status, 403);
    let told = "<Code>AccessDenied</Code><Message>Request has expired</Message>\
        <X-Amz-Expires>3600</X-Amz-Expires><Expires>2026-03-01T11:30:00Z</Expires>\
        <ServerTime>2026-03-01T11:30:01Z</ServerTime>";
    assert!(body.contains(told), "{body}");

    let future = Arc::new(ManualClock::new(Timestamp::parse_rfc3339("2026-03-02T00:00:00Z").unwrap()));
    let config = Config::builder()
        .transport(storage.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .credentials(Credentials::new("AKID", "secret"))
        .clock(future);
    let early = put(&VoidStorageClient::new(config.build())).await;
    refused(&storage, early.into_request("3"), 403, "Request is not yet valid").await;
}

#[tokio::test]
async fn a_presigned_request_is_one_of_known_credentials_for_at_most_seven_days() {
    let (storage, client, clock) = verifying();
    let stranger = client_with(&storage, Credentials::new("AKID", "another secret"));
    refused(&storage, put(&stranger).await.into_request("1"), 403, "SignatureDoesNotMatch").await;
    let unknown = client_with(&storage, Credentials::new("UNKNOWN", "secret"));
    refused(&storage, put(&unknown).await.into_request("1"), 403, "InvalidAccessKeyId").await;
    let temporary = client_with(&storage, temporary());
    let signed = put(&temporary).await;
    assert!(signed.url.contains("X-Amz-Security-Token=token"));
    assert_eq!(send(&storage, signed.into_request("1")).await.0, 200);

    for duration in [DAY * 7 + Duration::from_secs(1), Duration::ZERO] {
        let error = client.get_object("photos", "a b").presign(duration).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("1 s to 7 days"), "{error}");
    }
    let week = client.get_object("photos", "a b").presign(DAY * 7).await.unwrap();
    let longer = with_query(week.clone(), "X-Amz-Expires=604800", "X-Amz-Expires=604801");
    refused(&storage, longer.into_request(""), 400, "AuthorizationQueryParametersError").await;
    clock.advance(DAY * 7);
    assert_eq!(send(&storage, week.into_request("")).await, (200, "1".to_owned()));
}

async fn form(client: &VoidStorageClient) -> PresignedPost {
    client
        .presign_post("photos", "user/eric/${filename}")
        .content_length_range(2, 5)
        .content_type_starts_with("image/")
        .metadata("who", "eric")
        .tags([Tag::new("team", "a+b = c")])
        .await
        .unwrap()
        .with_field("Content-Type", "image/png")
}

#[tokio::test]
async fn a_presigned_form_makes_the_object_that_it_is_for() {
    let (storage, client, _) = verifying();
    assert_eq!(send(&storage, form(&client).await.into_request("C:\\me\\a b.png", "12345")).await.0, 204);
    let key = "user/eric/a b.png";
    let object = client.get_object("photos", key).await.unwrap();
    assert_eq!(object.headers.content_type.as_deref(), Some("image/png"));
    assert_eq!(object.headers.metadata["who"], "eric");
    assert_eq!(object.body.bytes(5).await.unwrap(), "12345");
    assert_eq!(
        client.get_object_tagging("photos", key).await.unwrap().tagging.tag_set,
        [Tag::new("team", "a+b = c")]
    );

    let done = client.presign_post("photos", "b").success_action_status(201).await.unwrap();
    let (status, body) = send(&storage, done.into_request("x", "--void-\r\n")).await;
    assert_eq!(status, 201);
    assert!(body.contains("<Key>b</Key>"), "{body}");
    assert_eq!(client.get_object("photos", "b").await.unwrap().body.bytes(9).await.unwrap(), "--void-\r\n");
    let go_on =
        client.presign_post("photos", "c").success_action_redirect("https://example.com/").await.unwrap();
    let response = storage.transport().send(go_on.into_request("x", "")).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);

    let rule = LifecycleRule::new("short").prefix("log/").expire_after_days(1);
    client.put_bucket_lifecycle_configuration("photos", [rule]).await.unwrap();
    let log = client.presign_post("photos", "log/1").await.unwrap();
    let response = storage.transport().send(log.into_request("x", "")).await.unwrap();
    let expiration = "expiry-date=\"Tue, 03 Mar 2026 00:00:00 GMT\", rule-id=\"short\"";
    assert_eq!(response.headers()["x-amz-expiration"], expiration);

    let temporary = client_with(&storage, temporary());
    let signed = form(&temporary).await;
    assert!(signed.fields.contains(&("x-amz-security-token".to_owned(), "token".to_owned())));
    assert_eq!(send(&storage, signed.clone().into_request("d", "123")).await.0, 204);
    let without = signed.with_field("x-amz-security-token", "another");
    refused(&storage, without.into_request("d", "123"), 403, "<Code>InvalidAccessKeyId</Code>").await;
}

#[tokio::test]
async fn a_form_is_refused_where_it_is_not_as_its_policy_says() {
    let (storage, client, _) = verifying();
    let signed = form(&client).await;
    refused(&storage, signed.clone().into_request("a", "1"), 400, "<Code>EntityTooSmall</Code>").await;
    refused(&storage, signed.clone().into_request("a", "123456"), 400, "<Code>EntityTooLarge</Code>").await;
    for (name, value, words) in [
        ("key", "user/emma/a", "Policy Condition failed"),
        ("content-type", "text/html", "Policy Condition failed"),
        ("x-amz-meta-who", "emma", "Policy Condition failed"),
        ("x-amz-date", "20260301T103001Z", "Policy Condition failed"),
        ("acl", "public-read", "Extra input fields: acl"),
    ] {
        let changed = signed.clone().with_field(name, value);
        let words = format!("<Code>AccessDenied</Code><Message>Invalid according to Policy: {words}");
        refused(&storage, changed.into_request("a", "123"), 403, &words).await;
    }
    let mut elsewhere = signed.clone();
    storage.create_bucket("other");
    elsewhere.url = elsewhere.url.replace("/photos", "/other");
    refused(&storage, elsewhere.into_request("a", "123"), 403, "Policy Condition failed").await;
    assert!(storage.bucket("photos").keys().is_empty() && storage.bucket("other").keys().is_empty());
    let chosen = signed.with_field("key", "user/eric/else").into_request("a", "123");
    assert_eq!(send(&storage, chosen).await.0, 204);
    assert_eq!(storage.bucket("photos").keys(), ["user/eric/else"]);
}

#[tokio::test]
async fn a_form_with_another_policy_or_signature_is_refused() {
    let (storage, client, _) = verifying();
    let signed = form(&client).await;
    let policy = &signed.fields.iter().find(|(name, _)| name == "policy").unwrap().1;
    let policy = String::from_utf8(BASE64_STANDARD.decode(policy).unwrap()).unwrap();
    let larger = BASE64_STANDARD
        .encode(policy.replace(r#""content-length-range",2,5"#, r#""content-length-range",2,500"#));
    for (name, value, words) in [
        ("policy", &*larger, "SignatureDoesNotMatch"),
        ("x-amz-signature", &*"0".repeat(64), "SignatureDoesNotMatch"),
        ("x-amz-credential", "OTHER/20260301/us-east-1/s3/aws4_request", "InvalidAccessKeyId"),
    ] {
        let changed = signed.clone().with_field(name, value);
        refused(&storage, changed.into_request("a", "123"), 403, words).await;
    }
    let stranger = client_with(&storage, Credentials::new("AKID", "another secret"));
    refused(&storage, form(&stranger).await.into_request("a", "123"), 403, "SignatureDoesNotMatch").await;
    let mut unsigned = signed;
    unsigned.fields.retain(|(name, _)| !name.starts_with("x-amz-signature"));
    refused(&storage, unsigned.into_request("a", "123"), 403, "AccessDenied").await;
    assert!(storage.bucket("photos").keys().is_empty());
}

#[tokio::test]
async fn a_form_is_taken_until_its_policy_expires() {
    let (storage, client, clock) = verifying();
    let hour = client.presign_post("photos", "a").await.unwrap();
    let week = client.presign_post("photos", "a").expires_in(DAY * 7).await.unwrap();
    clock.advance(HOUR - Duration::from_secs(1));
    assert_eq!(send(&storage, hour.clone().into_request("x", "")).await.0, 204);
    clock.advance(Duration::from_secs(1));
    let told = "<Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message>";
    refused(&storage, hour.into_request("x", ""), 403, told).await;
    clock.advance(DAY * 7 - HOUR - Duration::from_secs(1));
    assert_eq!(send(&storage, week.clone().into_request("x", "")).await.0, 204);
    clock.advance(Duration::from_secs(2));
    refused(&storage, week.into_request("x", ""), 403, told).await;
    let error = client.presign_post("photos", "a").expires_in(DAY * 8).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::InvalidRequest, "PostObject"));
    assert!(error.to_string().contains("1 s to 7 days"), "{error}");
}
