//! Callers who may not do everything: asked about however a request names its bucket, and for what it copies.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{Request, StatusCode};
use void_core::{Authorizer, Body, Denied, Pipeline, Transport};
use void_storage_sdk::{
    AddressingStyle, Config, Credentials, ErrorKind, VoidStorageClient, mock::MockStorage,
    operations::ObjectIdentifier, types::CopySource,
};

/// Lets the key `writer` put into `photos`, delete what begins with `mine/` there, and everybody else do everything.
#[derive(Debug)]
struct WritesPhotos;

impl Authorizer for WritesPhotos {
    fn limits(&self, access_key_id: &str) -> bool {
        access_key_id == "writer"
    }

    fn check(&self, access_key_id: &str, action: &str, resource: &str) -> Result<(), Denied> {
        let is_allowed = match action {
            "s3:PutObject" => resource.starts_with("arn:aws:s3:::photos/"),
            "s3:DeleteObject" => resource.starts_with("arn:aws:s3:::photos/mine/"),
            _ => false,
        };
        let denied = || Denied::new(format!("{access_key_id} may not {action} on {resource}"));
        if is_allowed { Ok(()) } else { Err(denied()) }
    }
}

const SECRET: &str = "a secret";

fn mock() -> MockStorage {
    let storage = MockStorage::builder()
        .credentials(Credentials::new("owner", SECRET))
        .credentials(Credentials::new("writer", SECRET))
        .verify_signatures()
        .authorizer(Arc::new(WritesPhotos))
        .build();
    storage.create_bucket("photos");
    storage.create_bucket("invoices");
    storage
}

fn config(storage: &MockStorage, key: &str) -> Config {
    Config::builder()
        .transport(storage.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .credentials(Credentials::new(key, SECRET))
        .build()
}

fn client(storage: &MockStorage, key: &str) -> VoidStorageClient {
    VoidStorageClient::new(config(storage, key))
}

#[tokio::test(start_paused = true)]
async fn a_caller_may_do_what_it_is_allowed_and_is_told_the_rest() {
    let storage = mock();
    let (owner, writer) = (client(&storage, "owner"), client(&storage, "writer"));
    writer.put_object("photos", "cat", "meow").await.unwrap();
    owner.put_object("invoices", "1", "100").await.unwrap();

    let refused = writer.get_object("photos", "cat").await.unwrap_err();
    assert_eq!((refused.kind(), refused.status()), (ErrorKind::AccessDenied, Some(StatusCode::FORBIDDEN)));
    let message = "writer may not s3:GetObject on arn:aws:s3:::photos/cat";
    assert!(refused.to_string().contains(message), "{refused}");
    let version = CopySource::new("photos", "cat").version_id("1");
    for refused in [
        writer.head_object("photos", "cat").await.unwrap_err(),
        writer.put_object("invoices", "1", "0").await.unwrap_err(),
        writer.list_objects_v2("photos").await.unwrap_err(),
        writer.list_buckets().await.unwrap_err(),
        writer.delete_object("photos", "cat").await.unwrap_err(),
        writer.delete_object("photos", "mine/cat").version_id("1").await.unwrap_err(),
        writer.copy_object(("invoices", "1"), "photos", "copy").await.unwrap_err(),
        writer.copy_object(version, "photos", "copy").await.unwrap_err(),
        writer.delete_bucket("photos").await.unwrap_err(),
        writer.create_multipart_upload("invoices", "2").await.unwrap_err(),
    ] {
        assert_eq!(refused.status(), Some(StatusCode::FORBIDDEN), "{refused}");
    }
    assert_eq!(storage.bucket("photos").keys(), ["cat"]);
    assert_eq!(storage.bucket("invoices").keys(), ["1"]);
    writer.create_multipart_upload("photos", "large").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn of_several_objects_those_are_deleted_that_may_be() {
    let storage = mock();
    let owner = client(&storage, "owner");
    for key in ["mine/1", "mine/2", "yours/1"] {
        owner.put_object("photos", key, "x").await.unwrap();
    }
    let mut version = ObjectIdentifier::new("mine/2");
    version.version_id = Some("null".into());
    let objects = [ObjectIdentifier::new("mine/1"), version, ObjectIdentifier::new("yours/1")];
    let answer = client(&storage, "writer").delete_objects("photos", objects).await.unwrap();
    let failed: Vec<_> =
        answer.errors.iter().map(|error| (error.key.as_str(), error.code.as_str())).collect();
    assert_eq!(failed, [("mine/2", "AccessDenied"), ("yours/1", "AccessDenied")]);
    assert_eq!(storage.bucket("photos").keys(), ["mine/2", "yours/1"]);
}

/// The status and the body of an answer.
async fn send(storage: &MockStorage, request: Request<Body>) -> (u16, String) {
    let (parts, body) = storage.transport().send(request).await.unwrap().into_parts();
    let body = body.into_bytes(10_000).await.unwrap();
    (parts.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_presigned_url_and_a_host_that_names_the_bucket_are_the_signers() {
    let storage = mock();
    for (style, host) in
        [(AddressingStyle::Path, "//localhost:4566/"), (AddressingStyle::VirtualHost, ".localhost:4566/")]
    {
        let writer = client(&storage, "writer").with_addressing(style);
        for (bucket, expected) in [("photos", 200), ("invoices", 403)] {
            let presigned =
                writer.put_object(bucket, "a", "b").presign(Duration::from_secs(60)).await.unwrap();
            assert!(presigned.url.contains(host), "{}", presigned.url);
            let mut request = Request::put(&presigned.url).body(Body::from("b")).unwrap();
            request.headers_mut().extend(presigned.headers);
            let (status, text) = send(&storage, request).await;
            assert_eq!(status, expected, "{text}");
            assert_eq!(text.contains("<Code>AccessDenied</Code>"), status == 403, "{text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_form_is_who_signed_its_policy() {
    let storage = mock();
    for (key, bucket, expected) in
        [("writer", "photos", 204), ("writer", "invoices", 403), ("owner", "invoices", 204)]
    {
        let pipeline = Pipeline::new(void_storage_sdk::service(), config(&storage, key));
        let signer = pipeline.policy_signer("PostObject").await.unwrap();
        let policy = BASE64_STANDARD.encode(format!(
            r#"{{"expiration": "2999-01-01T00:00:00Z", "conditions": [{{"bucket": "{bucket}"}}, ["starts-with", "$key", ""],
            ["starts-with", "$x-amz-credential", ""], ["starts-with", "$x-amz-date", ""], ["starts-with", "$x-amz-algorithm", ""]]}}"#
        ));
        let fields = [
            ("key", "posted".to_owned()),
            ("x-amz-signature", signer.sign(&policy)),
            ("policy", policy),
            ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
            ("x-amz-credential", signer.credential),
            ("x-amz-date", signer.date),
        ];
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!(
                "--xYz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str(
            "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--xYz--\r\n",
        );
        let request = Request::post(format!("http://localhost:4566/{bucket}"))
            .header("content-type", "multipart/form-data; boundary=xYz")
            .body(Body::from(body));
        let (status, text) = send(&storage, request.unwrap()).await;
        assert_eq!(status, expected, "{key} {bucket}: {text}");
    }
}
