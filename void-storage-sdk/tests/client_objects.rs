//! What the client sends for reads, copies, deletions and listings, and what it makes of the answers, against a service that
//! answers as it is told.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use http::{Request, Response};
use void_core::{Body, transport_fn};
use void_storage_sdk::{
    Config, ErrorKind, VoidStorageClient,
    operations::{ObjectAttribute, ObjectIdentifier},
    types::CopySource,
};

type Sent = Arc<Mutex<Vec<Request<Body>>>>;

/// A client whose calls are answered with one document after the other, and what it sent.
fn answering(documents: &[&'static str]) -> (VoidStorageClient, Sent) {
    let sent = Sent::default();
    let log = Arc::clone(&sent);
    let documents: Vec<_> = documents.to_vec();
    let service = transport_fn(move |request: Request<Body>| {
        let mut log = log.lock().expect("nobody panicked with it");
        let document = documents.get(log.len()).copied().unwrap_or_default();
        log.push(request);
        let response = Response::builder().header("etag", "\"1\"").header("content-length", document.len());
        let response = response.body(Body::from(document)).expect("the parts are valid");
        async move { Ok(response) }
    });
    (VoidStorageClient::new(Config::builder().transport(service).build()), sent)
}

fn header(sent: &Sent, name: &str) -> Option<String> {
    let sent = sent.lock().unwrap();
    let value = sent.last().unwrap().headers().get(name)?;
    Some(value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_read_says_its_range_and_its_conditions() {
    let (client, sent) = answering(&[""; 3]);
    client.get_object("b", "k").range(0..100).if_match("1").await.unwrap();
    assert_eq!(header(&sent, "range").as_deref(), Some("bytes=0-99"));
    assert_eq!(header(&sent, "if-match").as_deref(), Some("\"1\""));
    client.head_object("b", "k").last_bytes(5).if_none_match("2").await.unwrap();
    assert_eq!(header(&sent, "range").as_deref(), Some("bytes=-5"));
    assert_eq!(header(&sent, "if-none-match").as_deref(), Some("\"2\""));
    let part = client.head_object("b", "k").part_number(2).response_content_type("text/plain");
    part.await.unwrap();
    let log = sent.lock().unwrap();
    assert_eq!((log[1].method().as_str(), log[0].method().as_str()), ("HEAD", "GET"));
    assert_eq!(log[2].uri().query(), Some("partNumber=2&response-content-type=text%2Fplain"));
}

#[tokio::test]
async fn a_range_without_bytes_is_not_sent() {
    let (client, sent) = answering(&[]);
    let error = client.get_object("b", "k").range(5..5).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_copy_names_its_source_encoded_and_reads_its_result() {
    let (client, sent) = answering(&["<CopyObjectResult><ETag>\"9\"</ETag>\
        <LastModified>2026-01-02T03:04:05.000Z</LastModified><ChecksumType>FULL_OBJECT</ChecksumType>\
        <ChecksumCRC32>AAAAAA==</ChecksumCRC32></CopyObjectResult>"]);
    let source = CopySource::new("from", "a b/ü").version_id("v+1");
    let copy = client.copy_object(source, "to", "k").replace_metadata().content_type("text/plain");
    let copied = copy.await.unwrap().result;
    assert_eq!(header(&sent, "x-amz-copy-source").as_deref(), Some("from/a%20b/%C3%BC?versionId=v%2B1"));
    assert_eq!(header(&sent, "x-amz-metadata-directive").as_deref(), Some("REPLACE"));
    assert_eq!(copied.e_tag.unquoted(), "9");
    assert_eq!(copied.checksums.crc32.as_deref(), Some("AAAAAA=="));
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_fails_after_it_was_answered_is_an_error() {
    let failure = "<Error><Code>InternalError</Code><Message>Try again.</Message></Error>";
    let (client, _) = answering(&[failure; 5]);
    let error = client.copy_object(("from", "k"), "to", "k").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InternalError);
}

#[tokio::test]
async fn each_object_of_a_deletion_can_fail_on_its_own() {
    let (client, sent) = answering(&["<DeleteResult><Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker>\
        <DeleteMarkerVersionId>v2</DeleteMarkerVersionId></Deleted>\
        <Error><Key>b</Key><Code>AccessDenied</Code><Message>No.</Message></Error></DeleteResult>"]);
    let objects = [ObjectIdentifier::new("a<&"), ObjectIdentifier::new("b").version_id("v1")];
    let answer = client.delete_objects("photos", objects).quiet().await.unwrap();
    assert_eq!(answer.deleted[0].delete_marker_version_id.as_ref().unwrap().as_str(), "v2");
    assert_eq!(answer.errors[0].kind(), ErrorKind::AccessDenied);
    let request = sent.lock().unwrap().remove(0);
    assert_eq!(request.uri().query(), Some("delete="));
    assert!(request.headers().contains_key("x-amz-checksum-crc32"), "the service refuses it without");
    assert_eq!(
        request.into_body().into_bytes(1000).await.unwrap(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>a&lt;&amp;</Key></Object>\
        <Object><Key>b</Key><VersionId>v1</VersionId></Object><Quiet>true</Quiet></Delete>"
    );
}

#[tokio::test]
async fn a_deletion_of_none_or_too_many_is_not_sent() {
    let (client, sent) = answering(&[]);
    for count in [0, 1001] {
        let keys = (0..count).map(|number| format!("k{number}"));
        let error = client.delete_objects("photos", keys).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    assert!(sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn attributes_are_asked_for_by_name() {
    let documented = "<GetObjectAttributesOutput><ETag>9</ETag><Checksum><ChecksumSHA1>AA</ChecksumSHA1></Checksum>\
        <ObjectParts><PartsCount>2</PartsCount><Part><PartNumber>1</PartNumber><Size>5</Size></Part></ObjectParts>\
        </GetObjectAttributesOutput>";
    let (client, sent) = answering(&[documented]);
    let asked = [ObjectAttribute::ETag, ObjectAttribute::ObjectSize];
    let answer = client.get_object_attributes("b", "k").only(asked).await.unwrap().attributes;
    assert_eq!(header(&sent, "x-amz-object-attributes").as_deref(), Some("ETag,ObjectSize"));
    assert_eq!(answer.e_tag.unwrap().unquoted(), "9");
    assert_eq!(answer.checksum.unwrap().sha1.as_deref(), Some("AA"));
    assert_eq!(answer.object_parts.unwrap().parts[0].size, 5);
}

#[tokio::test]
async fn a_listing_goes_on_by_its_marker_or_its_last_key() {
    let (client, sent) = answering(&[
        "<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
            <Contents><Key>a+b</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>\"1\"</ETag><Size>1</Size>\
            </Contents><CommonPrefixes><Prefix>c%2F</Prefix></CommonPrefixes></ListBucketResult>",
        "<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
            <NextMarker>d%2F</NextMarker></ListBucketResult>",
        "<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated></ListBucketResult>",
    ]);
    let objects = client.list_objects("b").delimiter("/").items().collect().await.unwrap();
    assert_eq!(objects.iter().map(|object| object.key.as_str()).collect::<Vec<_>>(), ["a b"]);
    let asked: Vec<_> =
        sent.lock().unwrap().iter().map(|request| request.uri().query().unwrap().to_owned()).collect();
    assert_eq!(
        asked,
        [
            "delimiter=%2F&encoding-type=url",
            "delimiter=%2F&encoding-type=url&marker=c%2F",
            "delimiter=%2F&encoding-type=url&marker=d%2F",
        ]
    );
}

#[tokio::test]
async fn versions_and_delete_markers_keep_their_order() {
    let (client, sent) = answering(&[
        "<ListVersionsResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
            <NextKeyMarker>a+b</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>\
            <DeleteMarker><Key>a+b</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest>\
            <LastModified>2026-01-02T03:04:05.000Z</LastModified></DeleteMarker>\
            <Version><Key>a+b</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest>\
            <LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>\"1\"</ETag><Size>1</Size></Version>\
            <DeleteMarker><Key>c</Key><VersionId>v3</VersionId><IsLatest>true</IsLatest>\
            <LastModified>2026-01-02T03:04:05.000Z</LastModified></DeleteMarker></ListVersionsResult>",
        "<ListVersionsResult><Name>b</Name><IsTruncated>false</IsTruncated></ListVersionsResult>",
    ]);
    let versions = client.list_object_versions("b").items().collect().await.unwrap();
    let seen: Vec<_> = versions
        .iter()
        .map(|version| (version.key(), version.version_id().as_str(), version.is_delete_marker()))
        .collect();
    assert_eq!(seen, [("a b", "v2", true), ("a b", "v1", false), ("c", "v3", true)]);
    assert_eq!(
        sent.lock().unwrap()[1].uri().query(),
        Some("encoding-type=url&key-marker=a%20b&version-id-marker=v1&versions=")
    );
}
