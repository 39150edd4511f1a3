//! Objects and listings as foreign clients ask for them: what the client of this crate does not send or does not show.

use http::{HeaderMap, Request, StatusCode};
use void_core::{Body, Transport};
use void_storage_sdk::mock::MockStorage;

/// An answer: status, headers, body.
struct Answer(StatusCode, HeaderMap, String);

impl Answer {
    /// What is between the first tags of this name.
    fn element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.2.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
    }

    fn code(&self) -> &str {
        self.element("Code").unwrap_or_default()
    }
}

async fn ask(
    storage: &MockStorage,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(format!("http://localhost:4566{target}"));
    for (name, value) in [("content-length", body.len().to_string().as_str())].iter().chain(headers) {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (parts, body) = storage.transport().send(request).await.unwrap().into_parts();
    let body = body.into_bytes(1 << 20).await.unwrap();
    Answer(parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(storage: &MockStorage, target: &str, headers: &[(&str, &str)]) -> Answer {
    ask(storage, "GET", target, headers, "").await
}

async fn with_object() -> MockStorage {
    let storage = MockStorage::new();
    storage.create_bucket("photos");
    storage.client().put_object("photos", "a b/ü", "0123456789").await.unwrap();
    storage
}

const OBJECT: &str = "/photos/a%20b/%C3%BC";

#[tokio::test]
async fn a_condition_or_range_that_can_not_be_read_has_no_effect() {
    let storage = with_object().await;
    for (name, value) in [
        ("range", "bytes=0-1,3-4"),
        ("range", "bytes=a-b"),
        ("range", "bytes=5-2"),
        ("range", "lines=0-1"),
        ("if-modified-since", "yesterday"),
        ("if-unmodified-since", "0"),
    ] {
        let answer = get(&storage, OBJECT, &[(name, value)]).await;
        assert_eq!((answer.0.as_u16(), answer.2.as_str()), (200, "0123456789"), "{name}: {value}");
    }
    let answer = get(&storage, OBJECT, &[("range", "bytes=10-")]).await;
    assert_eq!((answer.0.as_u16(), answer.code()), (416, "InvalidRange"));
    assert_eq!(answer.element("ActualObjectSize"), Some("10"));
}

#[tokio::test]
async fn an_answer_that_nothing_was_modified_has_the_objects_headers_and_no_body() {
    let storage = with_object().await;
    let answer = get(&storage, OBJECT, &[("if-none-match", "\"x\", *")]).await;
    assert_eq!((answer.0.as_u16(), answer.2.as_str()), (304, ""));
    assert!(answer.1.contains_key("etag") && answer.1.contains_key("last-modified"));
    let answer = ask(&storage, "HEAD", "/photos/none", &[], "").await;
    assert_eq!((answer.0.as_u16(), answer.2.as_str()), (404, ""));
}

#[tokio::test]
async fn what_stands_in_place_of_an_object_says_that_it_is_a_delete_marker() {
    let storage = with_object().await;
    storage.bucket("photos").enable_versioning();
    let marker = storage.client().delete_object("photos", "a b/ü").await.unwrap().version_id.unwrap();
    let answer = get(&storage, OBJECT, &[]).await;
    assert_eq!((answer.0.as_u16(), answer.code()), (404, "NoSuchKey"));
    assert_eq!(answer.1["x-amz-delete-marker"], "true");
    assert_eq!(answer.1["x-amz-version-id"], marker.as_str());
    let by_id = get(&storage, &format!("{OBJECT}?versionId={marker}"), &[]).await;
    assert_eq!((by_id.0.as_u16(), by_id.code()), (405, "MethodNotAllowed"));
    assert_eq!(by_id.1["x-amz-delete-marker"], "true");
    assert!(by_id.1.contains_key("last-modified") && by_id.1["allow"] == "DELETE");
    let empty = get(&storage, &format!("{OBJECT}?versionId="), &[]).await;
    assert_eq!((empty.0.as_u16(), empty.code()), (400, "InvalidArgument"));
}

#[tokio::test]
async fn a_bulk_deletion_is_a_document_with_a_digest_of_one_to_a_thousand_objects() {
    let storage = with_object().await;
    let delete = async |document: &str| {
        let crc = [("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")];
        let unchecked = ask(&storage, "POST", "/photos?delete", &[], document).await;
        assert_eq!((unchecked.0.as_u16(), unchecked.code()), (400, "InvalidRequest"), "there is no digest");
        let wrong = ask(&storage, "POST", "/photos?delete", &crc, &format!("{document} ")).await;
        assert_eq!((wrong.0.as_u16(), wrong.code()), (400, "BadDigest"));
        let digest = md5_of(document);
        ask(&storage, "POST", "/photos?delete", &[("content-md5", &digest)], document).await
    };
    let objects =
        |count: usize| format!("<Delete>{}</Delete>", "<Object><Key>k</Key></Object>".repeat(count));
    for document in [
        "",
        "<Delete>",
        "<Delete></Delete>",
        "<Other/>",
        "<Delete><Object><Key></Key></Object></Delete>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><Delete><Object><Key>&b;</Key></Object></Delete>",
        &objects(1001),
    ] {
        let answer = delete(document).await;
        assert_eq!((answer.0.as_u16(), answer.code()), (400, "MalformedXML"), "{document:.80}");
    }
    let answer = delete(&objects(1000)).await;
    assert_eq!((answer.0.as_u16(), answer.2.matches("<Deleted>").count()), (200, 1000));
}

fn md5_of(document: &str) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use md5::{Digest, Md5};
    BASE64_STANDARD.encode(Md5::digest(document))
}

#[tokio::test]
async fn a_listing_is_encoded_only_where_that_is_asked_for() {
    let storage = with_object().await;
    let plain = get(&storage, "/photos", &[]).await;
    assert_eq!(plain.element("Key"), Some("a b/ü"));
    assert_eq!((plain.element("Marker"), plain.element("Prefix")), (Some(""), Some("")));
    assert_eq!((plain.element("MaxKeys"), plain.element("IsTruncated")), (Some("1000"), Some("false")));
    let encoded = get(&storage, "/photos?encoding-type=url&prefix=a+b", &[]).await;
    assert_eq!((encoded.element("Key"), encoded.element("Prefix")), (Some("a+b/%C3%BC"), Some("a+b")));
    assert_eq!(encoded.element("EncodingType"), Some("url"));
    let versions = get(&storage, "/photos?versions&encoding-type=url", &[]).await;
    assert_eq!((versions.element("Key"), versions.element("VersionId")), (Some("a+b/%C3%BC"), Some("null")));
    assert_eq!((versions.element("KeyMarker"), versions.element("VersionIdMarker")), (Some(""), Some("")));
}

#[tokio::test]
async fn parameters_of_a_listing_that_can_not_be_are_refused() {
    let storage = with_object().await;
    for query in [
        "max-keys=-1",
        "max-keys=x",
        "max-keys=2147483648",
        "list-type=2&max-keys=99999999999999",
        "encoding-type=base64",
        "list-type=2&continuation-token=x",
        "list-type=2&continuation-token=",
        "versions&version-id-marker=null",
        "versions&key-marker=k&version-id-marker=x",
    ] {
        let answer = get(&storage, &format!("/photos?{query}"), &[]).await;
        assert_eq!((answer.0.as_u16(), answer.code()), (400, "InvalidArgument"), "{query}");
    }
}

#[tokio::test]
async fn a_source_that_names_no_object_is_refused() {
    let storage = with_object().await;
    for source in ["", "photos", "photos/", "/", "photos/%FF", "photos/a%20b/%C3%BC?versionId="] {
        let answer = ask(&storage, "PUT", "/photos/copy", &[("x-amz-copy-source", source)], "").await;
        assert_eq!((answer.0.as_u16(), answer.code()), (400, "InvalidArgument"), "{source}");
    }
    for source in ["photos/a%20b/%C3%BC", "/photos/a%20b/%C3%BC?versionId=null", "/photos/a b/ü"] {
        let answer = ask(&storage, "PUT", "/photos/copy", &[("x-amz-copy-source", source)], "").await;
        assert_eq!(answer.0.as_u16(), 200, "{source}: {}", answer.2);
    }
}

#[tokio::test]
async fn what_the_mock_does_not_do_is_refused_and_not_read_past() {
    let storage = with_object().await;
    for name in
        ["x-amz-if-match-size", "x-amz-server-side-encryption-customer-algorithm", "x-amz-object-lock-mode"]
    {
        let answer = ask(&storage, "DELETE", OBJECT, &[(name, "1")], "").await;
        assert_eq!((answer.0.as_u16(), answer.code()), (501, "NotImplemented"), "{name}");
    }
    let document = "<Delete><Object><Key>a b/ü</Key><Size>1</Size></Object></Delete>";
    let digest = md5_of(document);
    let answer = ask(&storage, "POST", "/photos?delete", &[("content-md5", &digest)], document).await;
    assert_eq!((answer.0.as_u16(), answer.code()), (200, "NotImplemented"), "of that object");
    assert_eq!(storage.bucket("photos").keys(), ["a b/ü"]);
}

#[tokio::test]
async fn a_bucket_of_another_account_than_the_caller_takes_it_for_is_refused() {
    let storage = MockStorage::builder().account_id("111122223333").build();
    storage.create_bucket("photos");
    let owned_by = async |owner| get(&storage, "/photos", &[("x-amz-expected-bucket-owner", owner)]).await;
    assert_eq!(owned_by("111122223333").await.0.as_u16(), 200);
    let answer = owned_by("444455556666").await;
    assert_eq!((answer.0.as_u16(), answer.code()), (403, "AccessDenied"));
}

#[tokio::test]
async fn a_key_has_1024_bytes_of_utf_8_at_most() {
    let storage = with_object().await;
    let put = async |count: usize| {
        let key = "%C3%BC".repeat(count);
        ask(&storage, "PUT", &format!("/photos/{key}x"), &[], "x").await
    };
    assert_eq!(put(511).await.0.as_u16(), 200);
    let answer = put(512).await;
    assert_eq!((answer.0.as_u16(), answer.code()), (400, "KeyTooLongError"));
    assert_eq!((answer.element("Size"), answer.element("MaxSizeAllowed")), (Some("1025"), Some("1024")));
}
