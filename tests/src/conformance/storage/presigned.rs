//! Requests that were signed before, sent by somebody without credentials.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use void_core::Body;
use void_storage_sdk::{ErrorKind, PresignedRequest, operations::CompletedPart};

use super::{CaseResult, Target, target::refused};

const HOUR: Duration = Duration::from_secs(3600);

/// Sends what was signed before, and gives the answer.
async fn send(target: &Target, presigned: PresignedRequest, body: &'static str) -> Response<Body> {
    let answer = target.transport().send(presigned.into_request(body)).await;
    answer.expect("the endpoint answers")
}

/// The bytes of an answer.
async fn bytes(answer: Response<Body>) -> Bytes {
    answer.into_body().into_bytes(10_000).await.expect("a short answer")
}

/// A GET that was signed before reads the object, a HEAD tells of it.
pub async fn a_presigned_get_reads(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.put_object(bucket.as_str(), "a b/ü+&", "hello").content_type("text/x-test").await?;
    let get = client.get_object(bucket.as_str(), "a b/ü+&").presign(HOUR).await?;
    assert_eq!(get.method, Method::GET);
    let answer = send(&target, get, "").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "text/x-test");
    assert_eq!(bytes(answer).await, "hello");
    let head = client.head_object(bucket.as_str(), "a b/ü+&").presign(HOUR).await?;
    let answer = send(&target, head, "").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-length"], "5");
    Ok(())
}

/// A PUT that was signed before writes the object, with the headers that were signed.
pub async fn a_presigned_put_writes(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let put = client.put_object(bucket.as_str(), "k", "").content_type("text/x-test").metadata("x", "y");
    let put = put.presign(HOUR).await?;
    assert_eq!(put.method, Method::PUT);
    assert_eq!(send(&target, put, "hello").await.status(), StatusCode::OK);
    let got = client.get_object(bucket.as_str(), "k").await?;
    assert_eq!(got.headers.content_type.as_deref(), Some("text/x-test"));
    assert_eq!(got.headers.metadata["x"], "y");
    assert_eq!(got.body.bytes(5).await?, "hello");
    Ok(())
}

/// What a call asks for is signed with it.
pub async fn a_presigned_get_has_the_headers_that_were_asked_for(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket_of(&["k"]).await?, target.client());
    let get = client.get_object(bucket.as_str(), "k").response_content_type("image/png");
    let get = get.response_content_disposition("attachment; filename=\"a b.png\"").presign(HOUR).await?;
    let answer = send(&target, get, "").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "image/png");
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"a b.png\"");
    Ok(())
}

/// A DELETE that was signed before deletes.
pub async fn a_presigned_delete_deletes(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket_of(&["k"]).await?, target.client());
    let delete = client.delete_object(bucket.as_str(), "k").presign(HOUR).await?;
    assert_eq!(send(&target, delete, "").await.status(), StatusCode::NO_CONTENT);
    refused(client.get_object(bucket.as_str(), "k").await, &[ErrorKind::NoSuchKey]);
    Ok(())
}

/// A part that was signed before is a part of the upload.
pub async fn a_presigned_part_is_uploaded(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let created = client.create_multipart_upload(bucket.as_str(), "k").await?;
    let id = created.upload_id();
    let part = client.upload_part(bucket.as_str(), "k", id.clone(), 1, "").presign(HOUR).await?;
    let answer = send(&target, part, "hello").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let tag = answer.headers()["etag"].to_str().expect("a tag is text");
    let parts = [CompletedPart::new(1, tag)];
    client.complete_multipart_upload(bucket.as_str(), "k", id.clone(), parts).await?;
    assert_eq!(target.read(&bucket, "k").await?, "hello");
    Ok(())
}

/// What was signed is for its object and its method alone.
pub async fn a_presigned_request_that_was_changed_is_refused(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket_of(&["k", "l"]).await?, target.client());
    let get = client.get_object(bucket.as_str(), "k").presign(HOUR).await?;
    let mut other_key = get.clone();
    other_key.url = get.url.replacen(&format!("{bucket}/k"), &format!("{bucket}/l"), 1);
    assert_ne!(other_key.url, get.url);
    let mut other_method = get.clone();
    other_method.method = Method::DELETE;
    for changed in [other_key, other_method] {
        let answer = send(&target, changed, "").await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let error = bytes(answer).await;
        assert!(String::from_utf8_lossy(&error).contains("SignatureDoesNotMatch"), "{error:?}");
    }
    assert_eq!(send(&target, get, "").await.status(), StatusCode::OK);
    Ok(())
}
