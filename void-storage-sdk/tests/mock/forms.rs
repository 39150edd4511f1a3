//! Browser-based uploads: an object as a form posts it.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{Request, Response};
use void_core::{Body, Pipeline, Transport};
use void_storage_sdk::{Credentials, ErrorKind, mock::MockStorage};

/// Names and values.
type FormFields = Vec<(String, String)>;

const POLICY: &str = r#"{"expiration": "2999-01-01T00:00:00Z", "conditions": [
    {"bucket": "photos"}, ["starts-with", "$key", "user/"], ["eq", "$Content-Type", "text/plain"],
    ["content-length-range", 2, 10], ["starts-with", "$success_action_status", ""],
    ["starts-with", "$x-amz-credential", ""], ["starts-with", "$x-amz-date", ""], ["starts-with", "$x-amz-algorithm", ""]]}"#;

fn form(fields: &[(&str, &str)], file: &str) -> Request<Body> {
    let mut body = String::from("a preamble\r\n");
    for (name, value) in fields {
        body.push_str(&format!(
            "--xYz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str(&format!(
        "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\me\\a b.txt\"\r\n\
         Content-Type: text/plain\r\n\r\n{file}\r\n--xYz--\r\n"
    ));
    Request::post("http://localhost:4566/photos")
        .header("content-type", "multipart/form-data; boundary=xYz")
        .body(body.into())
        .unwrap()
}

async fn post(storage: &MockStorage, request: Request<Body>) -> (Response<()>, Bytes) {
    let (parts, body) = storage.transport().send(request).await.unwrap().into_parts();
    (Response::from_parts(parts, ()), body.into_bytes(10_000).await.unwrap())
}

/// The fields of a signed form, with `policy`.
async fn signed(storage: &MockStorage, policy: &str) -> Vec<(String, String)> {
    let pipeline = Pipeline::new(void_storage_sdk::service(), storage.config());
    let signer = pipeline.policy_signer("PostObject").await.unwrap();
    let policy = BASE64_STANDARD.encode(policy);
    let fields = [
        ("x-amz-signature", signer.sign(&policy)),
        ("policy", policy),
        ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
        ("x-amz-credential", signer.credential),
        ("x-amz-date", signer.date),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

fn verifying() -> MockStorage {
    let storage =
        MockStorage::builder().credentials(Credentials::new("AKID", "secret")).verify_signatures().build();
    storage.create_bucket("photos");
    storage
}

#[tokio::test]
async fn a_form_makes_an_object_and_its_fields_are_its_headers() {
    let storage = MockStorage::new();
    storage.create_bucket("photos");
    let fields = [
        ("key", "user/${filename}"),
        ("Content-Type", "text/x"),
        ("x-amz-meta-Who", "me"),
        ("success_action_status", "201"),
    ];
    let (response, body) = post(&storage, form(&fields, "hello\r\n--xY\r\n\r\n--x")).await;
    assert_eq!(response.status(), 201);
    assert!(body.windows(29).any(|part| part == b"<Key>user/a b.txt</Key><ETag>"), "{body:?}");
    let object = storage.client().get_object("photos", "user/a b.txt").await.unwrap();
    assert_eq!(object.headers.content_type.as_deref(), Some("text/x"));
    assert_eq!(object.headers.metadata["who"], "me");
    assert_eq!(object.body.bytes(100).await.unwrap(), "hello\r\n--xY\r\n\r\n--x");
}

#[tokio::test]
async fn a_form_redirects_to_where_it_says() {
    let storage = MockStorage::new();
    storage.create_bucket("photos");
    let fields = [("key", "a b"), ("success_action_redirect", "https://example.com/done?x=1")];
    let (response, _) = post(&storage, form(&fields, "")).await;
    assert_eq!(response.status(), 303);
    assert_eq!(
        response.headers()["location"],
        "https://example.com/done?x=1&bucket=photos&key=a%20b&etag=%22d41d8cd98f00b204e9800998ecf8427e%22"
    );
}

#[tokio::test]
async fn a_form_must_be_signed_and_be_as_its_policy_says() {
    let storage = verifying();
    let mut fields = signed(&storage, POLICY).await;
    fields.extend(
        [("key", "user/a"), ("Content-Type", "text/plain")].map(|(n, v)| (n.to_owned(), v.to_owned())),
    );
    let send = async |change: &dyn Fn(&mut FormFields), file: &str| {
        let mut fields = fields.clone();
        change(&mut fields);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let (response, body) = post(&storage, form(&fields, file)).await;
        (response.status().as_u16(), String::from_utf8(body.to_vec()).unwrap())
    };
    let set = |fields: &mut Vec<(String, String)>, name: &str, value: &str| {
        fields.retain(|(known, _)| known != name);
        fields.push((name.to_owned(), value.to_owned()));
    };
    assert_eq!(send(&|_| {}, "12345").await, (204, String::new()));
    for (expected, code, file, change) in [
        (403, "Extra input fields: acl", "12345", ("acl", "public-read")),
        (403, "Policy Condition failed", "12345", ("key", "other/a")),
        (403, "Policy Condition failed", "12345", ("Content-Type", "text/html")),
        (403, "SignatureDoesNotMatch", "12345", ("x-amz-signature", &"0".repeat(64))),
        (400, "EntityTooSmall", "1", ("key", "user/b")),
        (400, "EntityTooLarge", "12345678901", ("key", "user/b")),
    ] {
        let (status, body) = send(&|fields| set(fields, change.0, change.1), file).await;
        assert_eq!(status, expected, "{body}");
        assert!(body.contains(code), "{code}: {body}");
    }
    let (status, _) = send(&|fields| fields.retain(|(name, _)| name != "x-amz-signature"), "12345").await;
    assert_eq!(status, 403);
    assert_eq!(storage.bucket("photos").keys(), ["user/a"]);
}

#[tokio::test]
async fn an_expired_policy_and_what_is_no_form_are_refused() {
    let storage = verifying();
    let old = POLICY.replace("2999", "2001");
    let fields = signed(&storage, &old).await;
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    all.push(("key", "user/a"));
    let (response, body) = post(&storage, form(&all, "123")).await;
    assert_eq!(response.status(), 403);
    assert!(String::from_utf8_lossy(&body).contains("Policy expired"), "{body:?}");

    let storage = MockStorage::new();
    storage.create_bucket("photos");
    let mut long = "x".repeat(30_000);
    for (body, code) in [
        ("", "MalformedPOSTRequest"),
        ("--xYz--\r\n", "POST requires exactly one file"),
        ("--xYz\r\nContent-Disposition: form-data\r\n\r\n", "MalformedPOSTRequest"),
        (
            "--xYz\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n--xYz\r\n\
          Content-Disposition: form-data; name=\"file\"\r\n\r\nno end",
            "MalformedPOSTRequest",
        ),
        (
            "--xYz\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--xYz--",
            "a field named &apos;key&apos;",
        ),
        (
            &*{
                long.insert_str(0, "--xYz\r\n");
                long
            },
            "MaxPostPreDataLengthExceeded",
        ),
    ] {
        let mut request = form(&[], "");
        *request.body_mut() = body.to_owned().into();
        let (response, answer) = post(&storage, request).await;
        let answer = String::from_utf8(answer.to_vec()).unwrap();
        assert_eq!(response.status(), 400, "{body}: {answer}");
        assert!(answer.contains(code) || answer.contains(&code.replace("&apos;", "'")), "{body}: {answer}");
    }
    assert_eq!(storage.client().head_object("photos", "a").await.unwrap_err().kind(), ErrorKind::NotFound);
}
