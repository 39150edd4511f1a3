//! Uploads in parts, beyond what `object_store`'s own tests show.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use object_store::{
    Attribute, Attributes, Error, MultipartUpload as _, ObjectStore as _, ObjectStoreExt as _,
    PutMultipartOptions, PutPayload, TagSet, multipart::MultipartStore as _, path::Path,
};
use tokio::sync::Semaphore;
use void_core::{Body, Transport as _, transport_fn};
use void_storage_sdk::{Config, Credentials, VoidObjectStore, VoidStorageClient, mock::MockStorage};

const BUCKET: &str = "objects";
const MIB: usize = 1024 * 1024;

fn cloud() -> (MockStorage, VoidObjectStore) {
    let mock = MockStorage::new();
    mock.create_bucket(BUCKET);
    let store = VoidObjectStore::new(mock.client(), BUCKET);
    (mock, store)
}

async fn uploads_left(mock: &MockStorage) -> usize {
    mock.client().list_multipart_uploads(BUCKET).await.expect("the bucket is there").uploads.len()
}

/// Lets tasks that others spawned run to their end.
async fn until_none_is_left(mock: &MockStorage) {
    while uploads_left(mock).await > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_object_has_what_its_upload_was_started_with() {
    let (mock, store) = cloud();
    let attributes = Attributes::from_iter([
        (Attribute::ContentType, "text/csv"),
        (Attribute::CacheControl, "no-store"),
        (Attribute::Metadata("origin".into()), "here"),
    ]);
    let mut tags = TagSet::default();
    tags.push("team", "data = more");
    let options =
        PutMultipartOptions { tags, attributes: attributes.clone(), extensions: Default::default() };
    let mut upload = store.put_multipart_opts(&Path::from("a b/c"), options).await.unwrap();
    upload.put_part("bytes".into()).await.unwrap();
    let written = upload.complete().await.unwrap();

    let read = store.get(&Path::from("a b/c")).await.unwrap();
    for (attribute, value) in &attributes {
        assert_eq!(read.attributes.get(attribute), Some(value));
    }
    assert_eq!(read.meta.e_tag, written.e_tag);
    assert_eq!(read.bytes().await.unwrap(), "bytes");
    let tags = mock.client().get_object_tagging(BUCKET, "a b/c").await.unwrap();
    let tags: Vec<_> = tags.tagging.tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect();
    assert_eq!(tags, [("team".to_owned(), "data = more".to_owned())]);
}

#[tokio::test]
async fn an_upload_without_parts_makes_an_empty_object() {
    let (_mock, store) = cloud();
    let mut upload = store.put_multipart(&Path::from("empty")).await.unwrap();
    upload.complete().await.unwrap();
    assert_eq!(store.head(&Path::from("empty")).await.unwrap().size, 0);
}

#[tokio::test]
async fn an_abort_leaves_nothing_behind() {
    let (mock, store) = cloud();
    let mut upload = store.put_multipart(&Path::from("k")).await.unwrap();
    upload.put_part("bytes".into()).await.unwrap();
    assert_eq!(uploads_left(&mock).await, 1);
    upload.abort().await.unwrap();
    assert_eq!(uploads_left(&mock).await, 0);
    assert!(mock.bucket(BUCKET).keys().is_empty());
    assert!(matches!(upload.complete().await, Err(Error::NotFound { .. })), "there is no upload");

    let id = store.create_multipart(&Path::from("k")).await.unwrap();
    store.abort_multipart(&Path::from("k"), &id).await.unwrap();
    assert_eq!(uploads_left(&mock).await, 0);
}

#[tokio::test]
async fn an_upload_that_is_dropped_is_aborted_when_its_last_part_is_gone() {
    let (mock, store) = cloud();
    let mut upload = store.put_multipart(&Path::from("k")).await.unwrap();
    upload.put_part("bytes".into()).await.unwrap();
    let under_way = upload.put_part("more".into());
    drop(upload);
    tokio::task::yield_now().await;
    under_way.await.expect("the upload is there while a part is");
    until_none_is_left(&mock).await;
    assert!(mock.bucket(BUCKET).keys().is_empty());
}

#[tokio::test]
async fn an_upload_with_a_part_that_is_not_done_is_not_completed() {
    let (mock, store) = cloud();
    let mut upload = store.put_multipart(&Path::from("k")).await.unwrap();
    let first = upload.put_part("bytes".into());
    let error = upload.complete().await.unwrap_err();
    assert!(error.to_string().contains("0 of 1 parts"), "{error}");
    first.await.unwrap();
    upload.complete().await.unwrap();
    assert_eq!((mock.bucket(BUCKET).keys().len(), uploads_left(&mock).await), (1, 0));
}

#[tokio::test]
async fn a_part_that_arrives_after_the_abort_is_aborted_too() {
    let (mock, _) = cloud();
    let (answers, aborts) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let (to, held, counted) = (mock.transport(), Arc::clone(&answers), Arc::clone(&aborts));
    let slow = transport_fn(move |request: http::Request<Body>| {
        let (to, held, counted) = (to.clone(), Arc::clone(&held), Arc::clone(&counted));
        async move {
            let is_part = request.uri().query().is_some_and(|query| query.contains("partNumber"));
            counted.fetch_add(usize::from(request.method() == http::Method::DELETE), Ordering::Relaxed);
            let answer = to.send(request).await;
            if is_part {
                held.acquire().await.expect("it is never closed").forget();
            }
            answer
        }
    });
    let config = Config::builder()
        .transport(slow)
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .credentials(Credentials::new("id", "secret"))
        .clock(mock.config().clock().clone());
    let store = VoidObjectStore::new(VoidStorageClient::new(config.build()), BUCKET);
    let mut upload = store.put_multipart(&Path::from("k")).await.unwrap();
    let part = tokio::spawn(upload.put_part("bytes".into()));
    tokio::task::yield_now().await;
    upload.abort().await.unwrap();
    answers.add_permits(1);
    let error = part.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("ended before part 1"), "{error}");
    assert_eq!(aborts.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn parts_in_pieces_arrive_whole() {
    let (_mock, store) = cloud();
    let pieces: PutPayload =
        [b'a', b'b', b'c'].map(|byte| Bytes::from(vec![byte; 2 * MIB])).into_iter().collect();
    let mut upload = store.put_multipart(&Path::from("k")).await.unwrap();
    upload.put_part(pieces.clone()).await.unwrap();
    upload.put_part("end".into()).await.unwrap();
    upload.complete().await.unwrap();
    let read = store.get(&Path::from("k")).await.unwrap().bytes().await.unwrap();
    assert_eq!(read.len(), 6 * MIB + 3);
    assert_eq!((read[2 * MIB - 1], read[2 * MIB], read[6 * MIB]), (b'a', b'b', b'e'));

    store.put(&Path::from("at once"), pieces.clone()).await.unwrap();
    let read = store.get(&Path::from("at once")).await.unwrap().bytes().await.unwrap();
    assert_eq!(read, Bytes::from(pieces));
}

#[tokio::test]
async fn a_composite_checksum_has_those_of_its_parts() {
    let (mock, _) = cloud();
    let store = VoidObjectStore::new(mock.client().with_checksum("SHA256"), BUCKET);
    let path = Path::from("k");
    let id = store.create_multipart(&path).await.unwrap();
    let first = store.put_part(&path, &id, 0, vec![1; 5 * MIB].into()).await.unwrap();
    let second = store.put_part(&path, &id, 1, vec![2].into()).await.unwrap();
    store.complete_multipart(&path, &id, vec![first, second]).await.unwrap();
    let head = mock.client().head_object(BUCKET, "k").await.unwrap();
    assert!(head.checksums.sha256.unwrap().ends_with("-2"));
}
