//! Presigned requests, sent to the mock by somebody without credentials.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::StatusCode;
use serde_json::{Value, json};
use void_core::{Timestamp, Transport, clock::ManualClock};
use void_storage_sdk::{
    AddressingStyle, Config, Credentials, ErrorKind, VoidStorageClient, mock::MockStorage,
};

#[tokio::test]
async fn an_object_is_put_and_read_by_presigned_requests() {
    let mock = MockStorage::new();
    mock.create_bucket("photos");
    let config = Config::builder()
        .transport(mock.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret"))
        .clock(mock.config().clock().clone());
    let client = VoidStorageClient::new(config.build());
    let hour = Duration::from_secs(3600);
    let put = client.put_object("photos", "a b", "").content_type("text/plain").presign(hour).await.unwrap();
    assert_eq!((put.method.as_str(), put.headers["content-type"].to_str().unwrap()), ("PUT", "text/plain"));
    assert!(put.url.contains("X-Amz-Signature=") && !format!("{put:?}").contains("X-Amz-Signature"));
    assert_eq!(mock.transport().send(put.into_request("bytes")).await.unwrap().status(), StatusCode::OK);
    let get = client.get_object("photos", "a b").presign(hour).await.unwrap();
    assert!(get.headers.is_empty(), "a browser sends none");
    let answer = mock.transport().send(get.into_request("")).await.unwrap();
    assert_eq!(answer.into_body().into_bytes(5).await.unwrap(), "bytes");

    let error = client.get_object("photos", "k").presign(hour * 24 * 8).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("1 s to 7 days"), "{error}");
}

/// The client of `AKIDEXAMPLE` at an endpoint, on 2026-03-01.
fn client(endpoint: Option<&str>, session_token: Option<&str>) -> VoidStorageClient {
    let mut credentials = Credentials::new("AKIDEXAMPLE", "secret");
    credentials.session_token = session_token.map(str::to_owned);
    let now = Timestamp::parse_rfc3339("2026-03-01T10:30:00Z").unwrap();
    let config = Config::builder()
        .transport(MockStorage::new().transport())
        .region("us-east-1")
        .credentials(credentials)
        .clock(Arc::new(ManualClock::new(now)));
    let config = match endpoint {
        Some(url) => config.endpoint_url(url),
        None => config,
    };
    VoidStorageClient::new(config.build())
}

#[tokio::test]
async fn a_form_has_its_fields_in_order_and_a_policy_about_each() {
    let client = client(Some("http://localhost:4566"), Some("token"));
    let post = client.presign_post("photos", "user/${filename}").field("acl", "private");
    let form = post.content_length_range(1, 10).await.unwrap();
    assert_eq!(form.url, "http://localhost:4566/photos");
    let names: Vec<_> = form.fields.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        [
            "key",
            "acl",
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-security-token",
            "policy",
            "x-amz-signature"
        ]
    );
    let value = |name: &str| &*form.fields.iter().find(|(known, _)| known == name).unwrap().1;
    assert_eq!(value("x-amz-algorithm"), "AWS4-HMAC-SHA256");
    let policy = BASE64_STANDARD.decode(value("policy")).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&policy).unwrap(),
        json!({
            "expiration": "2026-03-01T11:30:00.000Z",
            "conditions": [
                { "bucket": "photos" },
                { "acl": "private" },
                ["starts-with", "$key", "user/"],
                ["content-length-range", 1, 10],
                { "x-amz-algorithm": "AWS4-HMAC-SHA256" },
                { "x-amz-credential": "AKIDEXAMPLE/20260301/us-east-1/s3/aws4_request" },
                { "x-amz-date": "20260301T103000Z" },
                { "x-amz-security-token": "token" },
            ],
        })
    );
    let shown = format!("{form:?}");
    assert!(shown.contains("x-amz-signature") && shown.contains("photos"), "{shown}");
    for secret in ["x-amz-signature", "policy", "x-amz-security-token"].map(value) {
        assert!(!shown.contains(&format!("\"{secret}\"")), "{shown}");
    }
}

#[tokio::test]
async fn a_form_is_posted_to_where_the_buckets_requests_go() {
    let url = async |client: VoidStorageClient| client.presign_post("photos", "a").await.unwrap().url;
    assert_eq!(url(client(None, None)).await, "https://photos.s3.us-east-1.amazonaws.com/");
    let path = client(None, None).with_addressing(AddressingStyle::Path);
    assert_eq!(url(path).await, "https://s3.us-east-1.amazonaws.com/photos");
    assert_eq!(url(client(Some("http://127.0.0.1:9000/s3"), None)).await, "http://127.0.0.1:9000/s3/photos");
}

#[tokio::test]
async fn what_no_form_can_be_is_refused_before_it_is_signed() {
    let client = client(None, None);
    for (post, words) in [
        (client.presign_post("photos", ""), "a key has 1 to 1024 bytes"),
        (client.presign_post("", "a"), "not the name of a bucket"),
        (client.presign_post("photos", "a").content_length_range(2, 1), "at least 2 and at most 1"),
        (client.presign_post("photos", "a").key_starts_with("b"), "has to start with \"b\""),
        (client.presign_post("photos", "a").success_action_status(302), "200, 201 or 204"),
        (client.presign_post("photos", "a").metadata("n\r\n", "x"), "not the name of a field"),
        (client.presign_post("photos", "a").field("policy", "e30="), "to fill in"),
        (client.presign_post("photos", "a").metadata("n", "x".repeat(20_000)), "20480 bytes at most"),
    ] {
        let error = post.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(words), "{error}");
    }
    let error = MockStorage::new().client().presign_post("photos", "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "without credentials");
}
