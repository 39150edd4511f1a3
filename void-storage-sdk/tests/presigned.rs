//! Presigned requests, sent to the mock by somebody without credentials.

use std::time::Duration;

use http::StatusCode;
use void_core::Transport;
use void_storage_sdk::{Config, Credentials, ErrorKind, VoidStorageClient, mock::MockStorage};

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
