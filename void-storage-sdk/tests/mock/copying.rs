//! Copying objects.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use void_storage_sdk::{
    ErrorKind, VoidStorageClient,
    mock::{BodyStore, BodyWriter, MemoryBodies, MockBucket, MockStorage},
    types::{ChecksumAlgorithm, CopySource, StorageClass},
};

/// Counts what is written.
#[derive(Debug, Default)]
struct Counting(AtomicUsize);

impl BodyStore for Counting {
    fn begin(&self) -> Box<dyn BodyWriter> {
        self.0.fetch_add(1, Ordering::SeqCst);
        MemoryBodies.begin()
    }
}

#[tokio::test]
async fn the_bytes_are_shared_and_stay_while_somebody_has_them() {
    let bodies = Arc::new(Counting::default());
    let storage = MockStorage::builder().bodies(Arc::clone(&bodies) as _).build();
    storage.create_bucket("photos");
    let client = storage.client();
    client.put_object("photos", "k", "hello").await.unwrap();
    let reading = client.get_object("photos", "k").await.unwrap();
    client.copy_object(("photos", "k"), "photos", "copy").await.unwrap();
    client.copy_object(("photos", "k"), "photos", "sum").checksum_algorithm("SHA256").await.unwrap();
    assert_eq!(bodies.0.load(Ordering::SeqCst), 1, "a copy writes nothing");
    client.put_object("photos", "k", "other").await.unwrap();
    client.delete_object("photos", "k").await.unwrap();
    assert_eq!(reading.body.bytes(100).await.unwrap(), "hello", "what is being read does not change");
    let copy = client.get_object("photos", "copy").await.unwrap();
    assert_eq!(copy.body.bytes(100).await.unwrap(), "hello");
}

const SOURCE: (&str, &str) = ("photos", "a b/ü+");

async fn with_source() -> (VoidStorageClient, MockBucket) {
    let storage = MockStorage::new();
    let bucket = storage.create_bucket("photos");
    storage.create_bucket("archive");
    let client = storage.client();
    let put =
        client.put_object(SOURCE.0, SOURCE.1, "hello").content_type("text/plain").metadata("owner", "me");
    put.storage_class(StorageClass::StandardIa).website_redirect_location("/x").await.unwrap();
    (client, bucket)
}

#[tokio::test]
async fn a_copy_has_the_bytes_and_what_is_kept_with_them() {
    let (client, _) = with_source().await;
    let copied = client.copy_object(SOURCE, "archive", "copy").await.unwrap();
    let copy = client.get_object("archive", "copy").await.unwrap();
    assert_eq!(copied.result.e_tag, copy.e_tag);
    assert_eq!(copied.result.checksums, copy.checksums);
    assert_eq!(copy.headers.content_type.as_deref(), Some("text/plain"));
    assert_eq!(copy.headers.metadata["owner"], "me");
    assert_eq!(copy.headers.storage_class, None, "how it is kept is not copied");
    assert_eq!(copy.headers.website_redirect_location, None, "where it redirects to is not copied");
    assert_eq!(copy.body.bytes(100).await.unwrap(), "hello");
}

#[tokio::test]
async fn what_is_kept_with_the_bytes_is_replaced_only_where_the_call_says_so() {
    let (client, _) = with_source().await;
    let ignored = client.copy_object(SOURCE, "archive", "copy").content_type("text/csv");
    ignored.metadata("colour", "red").await.unwrap();
    let copy = client.head_object("archive", "copy").await.unwrap();
    assert_eq!(copy.headers.content_type.as_deref(), Some("text/plain"));
    let replaced = client.copy_object(SOURCE, "archive", "copy").metadata("colour", "red");
    replaced.replace_metadata().await.unwrap();
    let copy = client.head_object("archive", "copy").await.unwrap();
    assert_eq!(copy.headers.content_type.as_deref(), Some("binary/octet-stream"), "the service's default");
    assert_eq!(copy.headers.metadata.into_iter().collect::<Vec<_>>(), [("colour".into(), "red".into())]);
}

#[tokio::test]
async fn tags_are_the_callers_where_it_says_so() {
    let (client, _) = with_source().await;
    client.copy_object(SOURCE, "archive", "copy").replace_tagging("team=a+b&kind=%C3%BC").await.unwrap();
    assert_eq!(client.head_object("archive", "copy").await.unwrap().tag_count, Some(2));
    client.copy_object(("archive", "copy"), "archive", "again").await.unwrap();
    assert_eq!(client.head_object("archive", "again").await.unwrap().tag_count, Some(2));
    let error = client.copy_object(SOURCE, "archive", "copy").replace_tagging("=x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
}

#[tokio::test]
async fn a_copy_onto_itself_must_change_something() {
    let (client, bucket) = with_source().await;
    let onto_itself = || client.copy_object(SOURCE, SOURCE.0, SOURCE.1);
    let error = onto_itself().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::BadRequest, Some("InvalidRequest")));
    onto_itself().replace_metadata().content_type("text/csv").await.unwrap();
    onto_itself().storage_class(StorageClass::Standard).await.unwrap();
    onto_itself().checksum_algorithm(ChecksumAlgorithm::Sha256).await.unwrap();
    let object = client.head_object(SOURCE.0, SOURCE.1).await.unwrap();
    assert_eq!(object.headers.content_type.as_deref(), Some("text/csv"));
    bucket.enable_versioning();
    client.put_object(SOURCE.0, SOURCE.1, "newer").await.unwrap();
    let older = CopySource::from(SOURCE).version_id("null");
    let copied = client.copy_object(older, SOURCE.0, SOURCE.1).await.unwrap();
    assert!(copied.source_version_id.unwrap().is_null() && !copied.version_id.unwrap().is_null());
    let object = client.get_object(SOURCE.0, SOURCE.1).await.unwrap();
    assert_eq!(object.body.bytes(100).await.unwrap(), "hello", "the older version is the current one again");
}

#[tokio::test]
async fn a_checksum_of_another_kind_is_computed() {
    let (client, _) = with_source().await;
    let copy = client.copy_object(SOURCE, "archive", "copy").checksum_algorithm(ChecksumAlgorithm::Sha1);
    let copied = copy.await.unwrap().result;
    assert_eq!(copied.checksums.sha1.as_deref(), Some("qvTGHdzF6KLavt4PO0gs2a6pQ00="));
    assert_eq!(copied.e_tag.unquoted(), "5d41402abc4b2a76b9719d911017c592");
    let error = client.copy_object(SOURCE, "archive", "copy").checksum_algorithm("MD9").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadRequest);
}

#[tokio::test]
async fn the_source_and_what_is_in_the_copys_place_can_have_conditions() {
    let (client, _) = with_source().await;
    let source = client.head_object(SOURCE.0, SOURCE.1).await.unwrap();
    let (tag, written) = (source.e_tag, source.last_modified.unwrap());
    let earlier = written - Duration::from_secs(60);
    let copy = || client.copy_object(SOURCE, "archive", "copy");
    for call in [
        copy().source_if_match("other"),
        copy().source_if_none_match(&tag),
        copy().source_if_modified_since(written),
        copy().source_if_unmodified_since(earlier),
        copy().source_if_none_match(&tag).source_if_modified_since(earlier),
    ] {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::PreconditionFailed);
    }
    assert_eq!(client.head_object("archive", "copy").await.unwrap_err().kind(), ErrorKind::NotFound);
    copy().source_if_match(&tag).source_if_unmodified_since(earlier).if_none_match().await.unwrap();
    copy().source_if_modified_since(written + Duration::from_secs(3600)).await.expect("it has not come yet");
    assert_eq!(copy().if_none_match().await.unwrap_err().kind(), ErrorKind::PreconditionFailed);
    assert_eq!(copy().if_match("other").await.unwrap_err().kind(), ErrorKind::PreconditionFailed);
    copy().if_match(&tag).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_or_is_a_delete_marker_is_not_copied() {
    let (client, bucket) = with_source().await;
    let of = |source: CopySource| client.copy_object(source, "archive", "copy");
    assert_eq!(of(("photos", "other").into()).await.unwrap_err().kind(), ErrorKind::NoSuchKey);
    assert_eq!(of(("other", "k").into()).await.unwrap_err().kind(), ErrorKind::NoSuchBucket);
    let error = client.copy_object(SOURCE, "other", "k").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchBucket);
    bucket.enable_versioning();
    let marker = client.delete_object(SOURCE.0, SOURCE.1).await.unwrap().version_id.unwrap();
    assert_eq!(of(SOURCE.into()).await.unwrap_err().kind(), ErrorKind::NoSuchKey);
    let error = of(CopySource::from(SOURCE).version_id(marker)).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidRequest"));
}
