//! Signed URLs, used by somebody without credentials.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Request, StatusCode};
use object_store::{
    ObjectStoreExt as _,
    multipart::{MultipartStore as _, PartId},
    path::Path,
    signer::{Method, SignedUrlOptions, Signer as _, Url},
};
use void_core::{Body, Transport as _};
use void_storage_sdk::{Credentials, VoidObjectStore, mock::MockStorage};

const HOUR: Duration = Duration::from_secs(3600);

fn cloud() -> (MockStorage, VoidObjectStore) {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let mock = MockStorage::builder().credentials(credentials).verify_signatures().build();
    mock.create_bucket("objects");
    let store = VoidObjectStore::new(mock.client(), "objects");
    (mock, store)
}

/// Sends a request with no more than its URL and `headers`; the status, and the ETag and the body of the answer.
async fn send(
    mock: &MockStorage,
    method: Method,
    url: Url,
    headers: &[(&'static str, &'static str)],
    body: &'static str,
) -> (StatusCode, String, String) {
    let mut request = Request::builder().method(method).uri(url.as_str());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = mock.transport().send(request.body(Body::from(body)).expect("it is a request")).await;
    let answer = answer.expect("it is answered");
    let e_tag = answer
        .headers()
        .get("etag")
        .map_or_else(String::new, |tag| tag.to_str().expect("it is text").to_owned());
    let status = answer.status();
    let body = answer.into_body().into_bytes(4096).await.expect("it is whole");
    (status, e_tag, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn an_object_is_written_read_and_deleted_by_signed_urls() {
    let (mock, store) = cloud();
    let path = Path::from("a b/ü+c");
    let put = store.signed_url(Method::PUT, &path, HOUR).await.unwrap();
    assert_eq!(send(&mock, Method::PUT, put.clone(), &[], "bytes").await.0, StatusCode::OK);
    assert_eq!(store.get(&path).await.unwrap().bytes().await.unwrap(), "bytes");
    let get = store.signed_url(Method::GET, &path, HOUR).await.unwrap();
    assert_eq!(send(&mock, Method::GET, get, &[], "").await.2, "bytes");
    let head = store.signed_url(Method::HEAD, &path, HOUR).await.unwrap();
    assert_eq!(send(&mock, Method::HEAD, head, &[], "").await.0, StatusCode::OK);
    let (status, _, body) = send(&mock, Method::DELETE, put, &[], "").await;
    assert_eq!((status, body.contains("SignatureDoesNotMatch")), (StatusCode::FORBIDDEN, true), "{body}");
    let delete = store.signed_url(Method::DELETE, &path, HOUR).await.unwrap();
    assert_eq!(send(&mock, Method::DELETE, delete, &[], "").await.0, StatusCode::NO_CONTENT);
    store.head(&path).await.expect_err("it was deleted");
}

#[tokio::test]
async fn a_part_is_uploaded_by_a_signed_url() {
    let (mock, store) = cloud();
    let path = Path::from("k");
    let id = store.create_multipart(&path).await.unwrap();
    let part = SignedUrlOptions::default().with_query([("uploadId", id.as_str()), ("partNumber", "1")]);
    let url = store.signed_url_opts(Method::PUT, &path, HOUR, &part).await.unwrap();
    let (status, e_tag, body) = send(&mock, Method::PUT, url, &[], "bytes").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    store.complete_multipart(&path, &id, vec![PartId { content_id: e_tag }]).await.unwrap();
    assert_eq!(store.get(&path).await.unwrap().bytes().await.unwrap(), "bytes");
}

#[tokio::test]
async fn a_signed_header_has_to_be_sent_as_it_is() {
    let (mock, store) = cloud();
    let path = Path::from("k");
    let html = SignedUrlOptions::default()
        .with_signed_header(HeaderName::from_static("content-type"), HeaderValue::from_static("text/html"));
    let url = store.signed_url_opts(Method::PUT, &path, HOUR, &html).await.unwrap();
    for other in [&[][..], &[("content-type", "text/plain")]] {
        assert!(send(&mock, Method::PUT, url.clone(), other, "").await.0.is_client_error());
    }
    let as_signed = [("content-type", "text/html")];
    assert_eq!(send(&mock, Method::PUT, url, &as_signed, "").await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_a_signature_would_not_cover_is_refused() {
    let (_mock, store) = cloud();
    let (path, plain) = (Path::from("k"), SignedUrlOptions::default);
    let refused = [
        plain().with_query([("X-Amz-Expires", "1")]),
        plain().with_query([("", "1")]),
        plain().with_signed_header(HeaderName::from_static("host"), HeaderValue::from_static("other")),
    ];
    for options in refused {
        let error = store.signed_url_opts(Method::GET, &path, HOUR, &options).await.unwrap_err();
        assert!(error.to_string().contains("signature"), "{error}");
    }
    let error = store.signed_url(Method::GET, &path, HOUR * 24 * 8).await.unwrap_err();
    assert!(error.to_string().contains("1 s to 7 days"), "{error}");
}
