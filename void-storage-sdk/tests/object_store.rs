//! `object_store`'s own integration tests, over the client and the mock.

use object_store::integration;
use void_storage_sdk::{VoidObjectStore, mock::MockStorage};

fn store() -> VoidObjectStore {
    let mock = MockStorage::new();
    mock.create_bucket("objects");
    VoidObjectStore::new(mock.client(), "objects")
}

#[tokio::test]
async fn reads_follow_ranges_and_conditions() {
    integration::get_opts(&store()).await;
    integration::get_nonexistent_object(&store(), None).await.expect_err("there is none");
}

#[tokio::test]
async fn writes_follow_their_mode() {
    integration::put_opts(&store(), true).await;
}

#[tokio::test]
async fn attributes_are_kept() {
    integration::put_get_attributes(&store()).await;
}

#[tokio::test]
async fn listings_are_of_directories_and_start_after_an_offset() {
    integration::list_uses_directories_correctly(&store()).await;
    integration::list_with_delimiter(&store()).await;
    integration::list_with_offset_exclusivity(&store()).await;
}

#[tokio::test]
async fn objects_are_copied_and_renamed() {
    integration::rename_and_copy(&store()).await;
    integration::copy_if_not_exists(&store()).await;
    integration::copy_rename_nonexistent_object(&store()).await;
}
