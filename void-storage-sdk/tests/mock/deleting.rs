//! Deleting objects: many at once, and on conditions.

use void_storage_sdk::{ErrorKind, mock::MockStorage, operations::ObjectIdentifier};

#[tokio::test]
async fn many_objects_are_deleted_at_once_and_each_can_fail_on_its_own() {
    let storage = MockStorage::new();
    let bucket = storage.create_bucket("photos");
    let client = storage.client();
    for key in ["a", "b", "c"] {
        client.put_object("photos", key, "x").await.unwrap();
    }
    let objects = [
        ObjectIdentifier::new("a"),
        ObjectIdentifier::new("b").if_match("other"),
        ObjectIdentifier::new("none"),
        ObjectIdentifier::new("none").if_match("*"),
    ];
    let answer = client.delete_objects("photos", objects).await.unwrap();
    let deleted: Vec<_> = answer.deleted.iter().map(|object| object.key.as_str()).collect();
    assert_eq!(deleted, ["a", "none"], "that there is none is no failure");
    let failed: Vec<_> = answer.errors.iter().map(|error| (error.key.as_str(), error.kind())).collect();
    assert_eq!(failed, [("b", ErrorKind::PreconditionFailed), ("none", ErrorKind::NoSuchKey)]);
    assert_eq!(bucket.keys(), ["b", "c"]);
    let answer = client.delete_objects("photos", ["b", "c"]).quiet().await.unwrap();
    assert!(answer.deleted.is_empty() && answer.errors.is_empty() && bucket.keys().is_empty());
}

#[tokio::test]
async fn versions_and_markers_are_deleted_at_once() {
    let storage = MockStorage::new();
    storage.create_bucket("photos").enable_versioning();
    let client = storage.client();
    let version = client.put_object("photos", "k", "x").await.unwrap().version_id.unwrap();
    let answer = client.delete_objects("photos", ["k"]).await.unwrap();
    let marked = &answer.deleted[0];
    assert_eq!((marked.delete_marker, marked.version_id.as_ref()), (Some(true), None));
    let marker = marked.delete_marker_version_id.clone().unwrap();
    let objects = [&version, &marker].map(|id| ObjectIdentifier::new("k").version_id(id));
    let answer = client.delete_objects("photos", objects).await.unwrap();
    let [version_gone, marker_gone] = &answer.deleted[..] else { panic!("{answer:?}") };
    assert_eq!((version_gone.delete_marker, version_gone.version_id.as_ref()), (None, Some(&version)));
    assert_eq!(marker_gone.delete_marker_version_id.as_ref(), Some(&marker));
    assert!(client.list_object_versions("photos").await.unwrap().versions.is_empty());
}

#[tokio::test]
async fn a_deletion_on_a_condition_wants_the_current_object() {
    let storage = MockStorage::new();
    let bucket = storage.create_bucket("photos");
    let client = storage.client();
    let delete = |tag: &str| client.delete_object("photos", "k").if_match(tag);
    for tag in ["*", "other"] {
        assert_eq!(delete(tag).await.unwrap_err().kind(), ErrorKind::NoSuchKey);
    }
    let tag = client.put_object("photos", "k", "x").await.unwrap().e_tag;
    assert_eq!(delete("other").await.unwrap_err().kind(), ErrorKind::PreconditionFailed);
    delete(tag.as_str()).await.unwrap();
    bucket.enable_versioning();
    client.put_object("photos", "k", "x").await.unwrap();
    delete("*").await.unwrap();
    // Under the delete marker there is a version whose ETag this is: it is not the current one.
    assert_eq!(delete(tag.as_str()).await.unwrap_err().kind(), ErrorKind::NoSuchKey);
}

#[tokio::test]
async fn what_is_known_of_an_object_is_told_as_far_as_it_is_asked_for() {
    use void_storage_sdk::operations::ObjectAttribute;
    let storage = MockStorage::new();
    storage.create_bucket("photos");
    let client = storage.client();
    client.put_object("photos", "k", "hello").await.unwrap();
    let all = client.get_object_attributes("photos", "k").await.unwrap().attributes;
    assert_eq!(all.e_tag.unwrap().unquoted(), "5d41402abc4b2a76b9719d911017c592");
    assert_eq!((all.object_size, all.object_parts), (Some(5), None));
    assert_eq!(all.storage_class.unwrap().as_str(), "STANDARD");
    assert_eq!(all.checksum.unwrap().checksum_type.unwrap().as_str(), "FULL_OBJECT");
    let size = client.get_object_attributes("photos", "k").only([ObjectAttribute::ObjectSize]);
    let size = size.await.unwrap().attributes;
    assert_eq!((size.object_size, size.e_tag, size.checksum), (Some(5), None, None));
    for attributes in [vec![], vec!["Colour".into()]] {
        assert!(client.get_object_attributes("photos", "k").only(attributes).await.is_err());
    }
}

#[tokio::test]
async fn metadata_has_two_kilobytes_at_most() {
    let storage = MockStorage::new();
    storage.create_bucket("photos");
    let client = storage.client();
    let put = |size: usize| client.put_object("photos", "k", "x").metadata("name", "v".repeat(size - 4));
    put(2048).await.unwrap();
    assert_eq!(put(2049).await.unwrap_err().kind(), ErrorKind::MetadataTooLarge);
    let error = client.put_object("photos", "k", "x").storage_class("COLD".into()).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidStorageClass"));
}
