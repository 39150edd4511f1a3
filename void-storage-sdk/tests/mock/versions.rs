//! Versions and delete markers.

use void_storage_sdk::{
    ErrorKind, VersionId, VoidStorageClient,
    mock::{MockBucket, MockStorage},
};

fn versioned() -> (VoidStorageClient, MockBucket) {
    let storage = MockStorage::new();
    let bucket = storage.create_bucket("photos");
    bucket.enable_versioning();
    (storage.client(), bucket)
}

async fn put(client: &VoidStorageClient, content: &'static str) -> VersionId {
    client.put_object("photos", "k", content).await.unwrap().version_id.unwrap()
}

async fn content(client: &VoidStorageClient, version: Option<&VersionId>) -> Result<String, ErrorKind> {
    let mut call = client.get_object("photos", "k");
    if let Some(version) = version {
        call = call.version_id(version);
    }
    let object = call.await.map_err(|error| error.kind())?;
    Ok(String::from_utf8(object.body.bytes(100).await.unwrap().to_vec()).unwrap())
}

/// The versions of the listing: the id, whether it is a delete marker, whether it is the current one.
async fn listed(client: &VoidStorageClient) -> Vec<(String, bool, bool)> {
    let versions = client.list_object_versions("photos").items().collect().await.unwrap();
    versions
        .iter()
        .map(|version| {
            (version.version_id().as_str().to_owned(), version.is_delete_marker(), version.is_latest())
        })
        .collect()
}

#[tokio::test]
async fn every_write_is_kept_and_read_by_its_id() {
    let (client, _) = versioned();
    let (one, two) = (put(&client, "1").await, put(&client, "2").await);
    assert_ne!(one, two);
    assert_eq!(content(&client, None).await.unwrap(), "2");
    assert_eq!(content(&client, Some(&one)).await.unwrap(), "1");
    assert_eq!(listed(&client).await, [(two.into(), false, true), (one.into(), false, false)]);
}

#[tokio::test]
async fn a_deletion_leaves_a_marker_and_its_removal_brings_the_object_back() {
    let (client, _) = versioned();
    let one = put(&client, "1").await;
    let deleted = client.delete_object("photos", "k").await.unwrap();
    assert_eq!(deleted.delete_marker, Some(true));
    let marker = deleted.version_id.unwrap();
    assert_eq!(content(&client, None).await, Err(ErrorKind::NoSuchKey));
    assert_eq!(content(&client, Some(&marker)).await, Err(ErrorKind::MethodNotAllowed));
    assert_eq!(content(&client, Some(&one)).await.unwrap(), "1");
    assert!(client.list_objects_v2("photos").await.unwrap().contents.is_empty());
    let removed = client.delete_object("photos", "k").version_id(&marker).await.unwrap();
    assert_eq!((removed.delete_marker, removed.version_id), (Some(true), Some(marker)));
    assert_eq!(content(&client, None).await.unwrap(), "1");
}

#[tokio::test]
async fn a_version_that_is_deleted_is_gone_for_good() {
    let (client, bucket) = versioned();
    let (one, two) = (put(&client, "1").await, put(&client, "2").await);
    let removed = client.delete_object("photos", "k").version_id(&two).await.unwrap();
    assert_eq!((removed.delete_marker, removed.version_id.as_ref()), (None, Some(&two)));
    assert_eq!(content(&client, None).await.unwrap(), "1");
    assert_eq!(content(&client, Some(&two)).await, Err(ErrorKind::NoSuchVersion));
    client.delete_object("photos", "k").version_id(&two).await.expect("that it is gone is no error");
    client.delete_object("photos", "k").version_id(&one).await.unwrap();
    assert!(listed(&client).await.is_empty() && bucket.keys().is_empty());
}

#[tokio::test]
async fn where_versioning_is_suspended_a_write_takes_the_place_of_the_null_version_only() {
    let (client, bucket) = versioned();
    let one = put(&client, "1").await;
    bucket.suspend_versioning();
    assert!(put(&client, "2").await.is_null());
    assert!(put(&client, "3").await.is_null());
    assert_eq!(listed(&client).await, [("null".into(), false, true), (one.clone().into(), false, false)]);
    let deleted = client.delete_object("photos", "k").await.unwrap();
    assert_eq!((deleted.delete_marker, deleted.version_id), (Some(true), Some(VersionId::null())));
    assert_eq!(listed(&client).await, [("null".into(), true, true), (one.clone().into(), false, false)]);
    bucket.enable_versioning();
    let four = put(&client, "4").await;
    assert_eq!(
        listed(&client).await,
        [(four.into(), false, true), ("null".into(), true, false), (one.into(), false, false)]
    );
}

#[tokio::test]
async fn what_was_written_before_versioning_is_the_null_version() {
    let storage = MockStorage::new();
    let bucket = storage.create_bucket("photos");
    let client = storage.client();
    assert_eq!(client.put_object("photos", "k", "0").await.unwrap().version_id, None);
    bucket.enable_versioning();
    put(&client, "1").await;
    assert_eq!(content(&client, Some(&VersionId::null())).await.unwrap(), "0");
    client.delete_object("photos", "k").version_id("null").await.unwrap();
    assert_eq!(content(&client, Some(&VersionId::null())).await, Err(ErrorKind::NoSuchVersion));
}

#[tokio::test]
async fn a_listing_of_versions_goes_on_where_it_ended_even_where_that_version_is_gone() {
    let (client, _) = versioned();
    let mut written = Vec::new();
    for _ in 0..5 {
        written.push(put(&client, "x").await);
    }
    let first = client.list_object_versions("photos").max_keys(2).await.unwrap();
    assert!(first.is_truncated);
    let (key, marker) = (first.next_key_marker.unwrap(), first.next_version_id_marker.unwrap());
    client.delete_object("photos", "k").version_id(&marker).await.unwrap();
    let rest =
        client.list_object_versions("photos").key_marker(key).version_id_marker(&marker).await.unwrap();
    let rest: Vec<_> = rest.versions.iter().map(|version| version.version_id().clone()).collect();
    assert_eq!(rest, [written[2].clone(), written[1].clone(), written[0].clone()]);
    let error = client.list_object_versions("photos").version_id_marker(&marker).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "a version without its key marks nothing");
}

#[tokio::test]
async fn a_listing_goes_on_after_a_null_version_that_is_gone() {
    let storage = MockStorage::new();
    let bucket = storage.create_bucket("photos");
    let client = storage.client();
    bucket.enable_versioning();
    let oldest = put(&client, "1").await;
    bucket.suspend_versioning();
    assert!(put(&client, "2").await.is_null());
    bucket.enable_versioning();
    put(&client, "3").await;
    client.delete_object("photos", "k").version_id("null").await.unwrap();
    let rest = client.list_object_versions("photos").key_marker("k").version_id_marker("null").await.unwrap();
    let rest: Vec<_> = rest.versions.iter().map(|version| version.version_id().clone()).collect();
    assert_eq!(rest, [oldest]);
}
