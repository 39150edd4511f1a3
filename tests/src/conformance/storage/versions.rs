//! Versions of objects, and the markers that deletions leave.

use bytes::Bytes;
use void_storage_sdk::{
    Error, ErrorKind,
    operations::ObjectIdentifier,
    types::{CopySource, ListedVersion, VersionId, VersioningStatus},
};

use super::{CaseResult, Target, target::refused};

/// A bucket that keeps versions.
async fn bucket(target: &Target) -> Result<String, Error> {
    let bucket = target.bucket().await?;
    target.client().put_bucket_versioning(bucket.as_str(), VersioningStatus::Enabled).await?;
    Ok(bucket)
}

/// Writes `k`, and gives the version that it became.
async fn put(target: &Target, bucket: &str, body: &'static str) -> Result<VersionId, Error> {
    let put = target.client().put_object(bucket, "k", body).await?;
    Ok(put.version_id.expect("the bucket keeps versions"))
}

/// Deletes `k`, and gives the marker that it left.
async fn mark(target: &Target, bucket: &str) -> Result<VersionId, Error> {
    let deleted = target.client().delete_object(bucket, "k").await?;
    assert_eq!(deleted.delete_marker, Some(true));
    Ok(deleted.version_id.expect("a marker is a version"))
}

/// The bytes of a version of `k`.
async fn read(target: &Target, bucket: &str, version: &VersionId) -> Result<Bytes, Error> {
    target.client().get_object(bucket, "k").version_id(version.clone()).await?.body.bytes(100).await
}

/// The versions of a bucket with one key, the latest one first: each one's id, whether it is the latest, and whether it is a
/// marker.
async fn listed(target: &Target, bucket: &str) -> Result<Vec<(VersionId, bool, bool)>, Error> {
    let versions = target.client().list_object_versions(bucket).await?.versions;
    let told = |version: ListedVersion| {
        (version.version_id().clone(), version.is_latest(), version.is_delete_marker())
    };
    let mut versions: Vec<_> = versions.into_iter().map(told).collect();
    versions.sort_by_key(|(_, is_latest, _)| !is_latest);
    Ok(versions)
}

/// Versions are listed from the newest to the oldest, by key.
pub async fn versions_are_listed_newest_first(target: Target) -> CaseResult {
    let bucket = bucket(&target).await?;
    target.client().put_object(bucket.as_str(), "a", "a").await?;
    let (one, two) = (put(&target, &bucket, "1").await?, put(&target, &bucket, "22").await?);
    let versions = target.client().list_object_versions(bucket.as_str()).await?.versions;
    assert_eq!(versions.iter().map(ListedVersion::key).collect::<Vec<_>>(), ["a", "k", "k"]);
    let (newer, older) = (versions[1].object().expect("an object"), versions[2].object().expect("an object"));
    assert_eq!((&newer.version_id, newer.is_latest, newer.size), (&two, true, 2));
    assert_eq!((&older.version_id, older.is_latest, older.size), (&one, false, 1));
    assert_eq!(target.keys(&bucket).await?, ["a", "k"]);
    Ok(())
}

/// Each version is read by its id, and the newest without one.
pub async fn a_version_is_read_by_its_id(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let (one, two) = (put(&target, &bucket, "1").await?, put(&target, &bucket, "22").await?);
    assert_eq!(read(&target, &bucket, &one).await?, "1");
    assert_eq!(read(&target, &bucket, &two).await?, "22");
    let newest = client.get_object(bucket.as_str(), "k").await?;
    assert_eq!((newest.version_id, newest.content_length), (Some(two), 2));
    let head = client.head_object(bucket.as_str(), "k").version_id(one.clone()).await?;
    assert_eq!((head.version_id.as_ref(), head.content_length), (Some(&one), 1));
    let told = client.get_object_attributes(bucket.as_str(), "k").version_id(one.clone()).await?;
    assert_eq!((told.version_id, told.attributes.object_size), (Some(one), Some(1)));
    Ok(())
}

/// A deletion leaves a marker, under which the object is still there.
pub async fn a_deletion_leaves_a_marker(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let one = put(&target, &bucket, "1").await?;
    let marker = mark(&target, &bucket).await?;
    refused(client.get_object(bucket.as_str(), "k").await, &[ErrorKind::NoSuchKey]);
    refused(client.head_object(bucket.as_str(), "k").await, &[ErrorKind::NotFound]);
    assert!(target.keys(&bucket).await?.is_empty());
    assert_eq!(listed(&target, &bucket).await?, [(marker, true, true), (one.clone(), false, false)]);
    assert_eq!(read(&target, &bucket, &one).await?, "1");
    refused(client.delete_bucket(bucket.as_str()).await, &[ErrorKind::BucketNotEmpty]);
    Ok(())
}

/// A marker is no object, and is not read.
pub async fn a_marker_is_not_read(target: Target) -> CaseResult {
    let bucket = bucket(&target).await?;
    put(&target, &bucket, "1").await?;
    let marker = mark(&target, &bucket).await?;
    refused(read(&target, &bucket, &marker).await, &[ErrorKind::MethodNotAllowed]);
    Ok(())
}

/// Whoever deletes a marker is told that it was one.
pub async fn the_deletion_of_a_marker_tells_that_it_was_one(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let marker = mark(&target, &bucket).await?;
    let deleted = client.delete_object(bucket.as_str(), "k").version_id(marker.clone()).await?;
    assert_eq!((deleted.delete_marker, deleted.version_id), (Some(true), Some(marker)));
    Ok(())
}

/// Markers are listed among the versions, where their keys and times put them.
pub async fn a_marker_is_listed_in_its_place(target: Target) -> CaseResult {
    let bucket = bucket(&target).await?;
    let one = put(&target, &bucket, "1").await?;
    let marker = mark(&target, &bucket).await?;
    let two = put(&target, &bucket, "22").await?;
    let versions = target.client().list_object_versions(bucket.as_str()).await?.versions;
    let ids: Vec<_> = versions.iter().map(ListedVersion::version_id).collect();
    assert_eq!(ids, [&two, &marker, &one]);
    Ok(())
}

/// Deleting the marker brings the object back.
pub async fn a_deleted_marker_brings_the_object_back(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let one = put(&target, &bucket, "1").await?;
    let marker = mark(&target, &bucket).await?;
    client.delete_object(bucket.as_str(), "k").version_id(marker).await?;
    assert_eq!(target.read(&bucket, "k").await?, "1");
    assert_eq!(listed(&target, &bucket).await?, [(one, true, false)]);
    Ok(())
}

/// A version that was deleted is gone for good, and the one before it is the latest.
pub async fn a_deleted_version_is_gone(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let (one, two) = (put(&target, &bucket, "1").await?, put(&target, &bucket, "22").await?);
    let deleted = client.delete_object(bucket.as_str(), "k").version_id(two.clone()).await?;
    assert_eq!((deleted.delete_marker.unwrap_or_default(), deleted.version_id.as_ref()), (false, Some(&two)));
    refused(read(&target, &bucket, &two).await, &[ErrorKind::NoSuchVersion]);
    assert_eq!(target.read(&bucket, "k").await?, "1");
    assert_eq!(listed(&target, &bucket).await?, [(one.clone(), true, false)]);
    client.delete_object(bucket.as_str(), "k").version_id(one).await?;
    client.delete_bucket(bucket.as_str()).await?;
    Ok(())
}

/// What was written before the bucket kept versions is its null version.
pub async fn what_was_there_before_is_the_null_version(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    assert_eq!(client.put_object(bucket.as_str(), "k", "0").await?.version_id, None);
    client.put_bucket_versioning(bucket.as_str(), VersioningStatus::Enabled).await?;
    let one = put(&target, &bucket, "1").await?;
    assert_eq!(read(&target, &bucket, &VersionId::null()).await?, "0");
    let expected = [(one, true, false), (VersionId::null(), false, false)];
    assert_eq!(listed(&target, &bucket).await?, expected);
    Ok(())
}

/// While versions are suspended, a write replaces the null version, and keeps the others.
pub async fn a_write_while_versions_are_suspended(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let one = put(&target, &bucket, "1").await?;
    client.put_bucket_versioning(bucket.as_str(), VersioningStatus::Suspended).await?;
    for body in ["2", "3"] {
        client.put_object(bucket.as_str(), "k", body).await?;
    }
    assert_eq!(target.read(&bucket, "k").await?, "3");
    assert_eq!(read(&target, &bucket, &one).await?, "1");
    let expected = [(VersionId::null(), true, false), (one, false, false)];
    assert_eq!(listed(&target, &bucket).await?, expected);
    Ok(())
}

/// While versions are suspended, a deletion takes the null version away, leaves a marker, and keeps the others.
pub async fn a_deletion_while_versions_are_suspended(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let one = put(&target, &bucket, "1").await?;
    client.put_bucket_versioning(bucket.as_str(), VersioningStatus::Suspended).await?;
    client.put_object(bucket.as_str(), "k", "2").await?;
    assert_eq!(mark(&target, &bucket).await?, VersionId::null());
    refused(client.get_object(bucket.as_str(), "k").await, &[ErrorKind::NoSuchKey]);
    let expected = [(VersionId::null(), true, true), (one, false, false)];
    assert_eq!(listed(&target, &bucket).await?, expected);
    Ok(())
}

/// Pages of versions follow each other, in the middle of a key too.
pub async fn pages_of_versions_follow_each_other(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let (one, two) = (put(&target, &bucket, "1").await?, put(&target, &bucket, "22").await?);
    let last =
        client.put_object(bucket.as_str(), "l", "3").await?.version_id.expect("the bucket keeps versions");
    let first = client.list_object_versions(bucket.as_str()).max_keys(1).await?;
    assert!(first.is_truncated);
    assert_eq!(first.versions.iter().map(ListedVersion::version_id).collect::<Vec<_>>(), [&two]);
    let markers = first.next_key_marker.zip(first.next_version_id_marker);
    let (key, version) = markers.expect("there is more");
    let rest =
        client.list_object_versions(bucket.as_str()).key_marker(key).version_id_marker(version).await?;
    assert!(!rest.is_truncated);
    assert_eq!(rest.versions.iter().map(ListedVersion::version_id).collect::<Vec<_>>(), [&one, &last]);
    Ok(())
}

/// Versions are listed by the beginnings of their keys, and by folders.
pub async fn versions_are_listed_by_prefix(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    for key in ["a/1", "a/2", "b", "a/1"] {
        client.put_object(bucket.as_str(), key, "x").await?;
    }
    let versions = client.list_object_versions(bucket.as_str()).prefix("a/").await?.versions;
    assert_eq!(versions.iter().map(ListedVersion::key).collect::<Vec<_>>(), ["a/1", "a/1", "a/2"]);
    let listed = client.list_object_versions(bucket.as_str()).delimiter("/").await?;
    assert_eq!(listed.versions.iter().map(ListedVersion::key).collect::<Vec<_>>(), ["b"]);
    assert_eq!(listed.common_prefixes.iter().map(|folder| &folder.prefix).collect::<Vec<_>>(), ["a/"]);
    Ok(())
}

/// Deleting many at once leaves markers, or takes away the versions that are named.
pub async fn versions_are_deleted_in_bulk(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let one = put(&target, &bucket, "1").await?;
    let marked = client.delete_objects(bucket.as_str(), ["k"]).await?.deleted;
    let [marked] = marked.as_slice() else { panic!("{marked:?}") };
    assert_eq!((marked.delete_marker, marked.version_id.as_ref()), (Some(true), None));
    let marker = marked.delete_marker_version_id.clone().expect("a marker is a version");
    assert_eq!(listed(&target, &bucket).await?, [(marker.clone(), true, true), (one.clone(), false, false)]);
    let both = [marker, one].map(|version| ObjectIdentifier::new("k").version_id(version));
    let answer = client.delete_objects(bucket.as_str(), both).await?;
    assert_eq!((answer.deleted.len(), answer.errors.len()), (2, 0));
    assert!(listed(&target, &bucket).await?.is_empty());
    Ok(())
}

/// A copy of an older version, in the place of the newest, brings it back.
pub async fn an_older_version_is_copied(target: Target) -> CaseResult {
    let (bucket, client) = (bucket(&target).await?, target.client());
    let (one, _) = (put(&target, &bucket, "1").await?, put(&target, &bucket, "22").await?);
    let source = CopySource::new(bucket.as_str(), "k").version_id(one.clone());
    let copied = client.copy_object(source, bucket.as_str(), "k").await?;
    assert_eq!(copied.source_version_id, Some(one));
    assert_eq!(target.read(&bucket, "k").await?, "1");
    assert_eq!(listed(&target, &bucket).await?.len(), 3);
    Ok(())
}
