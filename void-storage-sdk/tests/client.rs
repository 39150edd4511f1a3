//! What the client sends and reads, against a service that answers as it is told.

use std::sync::{Arc, Mutex};

use http::{Request, Response};
use void_core::{Body, transport_fn};
use void_storage_sdk::{Config, ErrorKind, VoidStorageClient};

/// A client whose calls are all answered alike, and what it sent: method, path and query, headers.
fn answering(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> (VoidStorageClient, Arc<Mutex<Vec<http::request::Parts>>>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&sent);
    let service = transport_fn(move |request: Request<Body>| {
        log.lock().expect("nobody panicked with it").push(request.into_parts().0);
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(Body::from(body)).expect("the parts are valid");
        async move { Ok(response) }
    });
    (VoidStorageClient::new(Config::builder().transport(service).build()), sent)
}

#[tokio::test]
async fn any_key_is_encoded_once() {
    let (client, sent) = answering(200, &[("etag", "\"1\"")], "");
    let put = client.put_object("photos", "a b/ü+%/./x", "x").metadata("Owner", "me").if_none_match();
    assert_eq!(put.await.unwrap().e_tag.as_str(), "\"1\"");
    let sent = sent.lock().unwrap();
    assert_eq!(sent[0].method, "PUT");
    assert_eq!(sent[0].uri, *"https://photos.s3.us-east-1.amazonaws.com/a%20b/%C3%BC%2B%25/./x");
    assert_eq!(sent[0].headers["x-amz-meta-owner"], "me");
    assert_eq!(sent[0].headers["if-none-match"], "*");
}

#[tokio::test]
async fn an_empty_name_does_not_make_another_request_of_it() {
    let (client, sent) = answering(204, &[], "");
    for (bucket, key) in [("photos", ""), ("", "key"), (".", "key"), ("..", "key")] {
        let error = client.delete_object(bucket, key).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    let error = client.get_object("photos", "k".repeat(1025)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(sent.lock().unwrap().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn keys_of_a_listing_are_decoded() {
    let listing = "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
        <Name>photos</Name><Prefix>a%2F</Prefix><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>\
        <Contents><Key>a%2Fb+c%2B%01</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>\
        <ETag>&quot;1&quot;</ETag><Size>7</Size></Contents>\
        <CommonPrefixes><Prefix>a%2Fd%2F</Prefix></CommonPrefixes></ListBucketResult>";
    let (client, sent) = answering(200, &[], listing);
    let page = client.list_objects_v2("photos").prefix("a/").await.unwrap();
    assert_eq!(
        sent.lock().unwrap()[0].uri,
        *"https://photos.s3.us-east-1.amazonaws.com/?encoding-type=url&list-type=2&prefix=a%2F"
    );
    assert_eq!(page.contents[0].key, "a/b c+\u{1}");
    assert_eq!(page.contents[0].e_tag.unquoted(), "1");
    assert_eq!(page.common_prefixes[0].prefix, "a/d/");
    assert_eq!(page.prefix.as_deref(), Some("a/"));
}

#[tokio::test]
async fn an_object_is_read_with_what_is_kept_with_it() {
    let headers = &[
        ("etag", "\"1\""),
        ("content-type", "text/plain"),
        ("x-amz-meta-owner", "me"),
        ("content-length", "5"),
    ];
    let (client, sent) = answering(200, headers, "bytes");
    let object = client.get_object("photos", "k").version_id("v1").await.unwrap();
    assert_eq!(sent.lock().unwrap()[0].uri.query(), Some("versionId=v1"));
    assert_eq!(object.headers.metadata["owner"], "me");
    assert_eq!(object.headers.content_type.as_deref(), Some("text/plain"));
    assert_eq!(object.body.bytes(5).await.unwrap(), "bytes");
}

#[tokio::test]
async fn errors_are_those_of_the_service() {
    let body = "<Error><Code>NoSuchKey</Code><Message>It is not there.</Message><Key>k</Key><RequestId>R</RequestId></Error>";
    let (client, _) = answering(404, &[], body);
    let error = client.get_object("photos", "k").await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::NoSuchKey, Some("R")));
    assert_eq!(error.to_string(), "GetObject: NoSuchKey: It is not there. (status 404, request id R)");
    for (status, kind) in
        [(304, ErrorKind::NotModified), (412, ErrorKind::PreconditionFailed), (404, ErrorKind::NotFound)]
    {
        let (client, _) = answering(status, &[], "");
        assert_eq!(client.get_object("photos", "k").await.unwrap_err().kind(), kind);
    }
}

#[tokio::test]
async fn the_error_of_a_bucket_elsewhere_says_where_it_is() {
    let body = "<Error><Code>PermanentRedirect</Code><Message>Not here.</Message></Error>";
    for body in [body, ""] {
        let (client, _) = answering(301, &[("x-amz-bucket-region", "eu-west-1")], body);
        let error = client.get_object("photos", "k").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PermanentRedirect);
        assert!(
            error.to_string().contains("The bucket is in eu-west-1: make a client for that region."),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_listing_that_is_none_is_an_invalid_response() {
    let deep = Box::leak(format!("<ListBucketResult>{}", "<Contents>".repeat(100)).into_boxed_str());
    for body in [
        "",
        "{}",
        "<Other/>",
        "<ListBucketResult>",
        "<ListBucketResult/><More/>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><ListBucketResult><Name>&b;</Name></ListBucketResult>",
        "<ListBucketResult><Name>&b;</Name></ListBucketResult>",
        deep,
    ] {
        let (client, _) = answering(200, &[], body);
        let error = client.list_objects_v2("photos").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{body}");
    }
}
