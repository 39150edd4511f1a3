//! `object_store`'s own integration tests, over the client and the mock.

#[cfg(feature = "object-store-signer")]
mod signing;
mod uploads;

use object_store::integration;
use void_storage_sdk::{VoidObjectStore, mock::MockStorage};

fn store() -> VoidObjectStore {
    let mock = MockStorage::new();
    mock.create_bucket("objects");
    VoidObjectStore::new(mock.client(), "objects")
}

#[tokio::test]
async fn objects_are_put_read_listed_and_deleted() {
    integration::put_get_delete_list(&store()).await;
}

#[tokio::test]
async fn streams_are_written_in_parts() {
    integration::stream_get(&store()).await;
}

#[tokio::test]
async fn uploads_in_parts_make_objects() {
    let store = store();
    integration::multipart(&store, &store).await;
    integration::multipart_with_opts(&store, &store).await;
    integration::multipart_put_part_out_of_order(&store, &store).await;
}

#[tokio::test]
async fn parts_keep_their_place_in_any_order() {
    integration::multipart_out_of_order(&store()).await;
}

#[tokio::test]
async fn of_two_uploads_the_one_completed_last_is_the_object() {
    integration::multipart_race_condition(&store(), true).await;
}

#[tokio::test]
async fn listings_are_read_page_by_page() {
    let store = store();
    integration::list_paginated(&store, &store).await;
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
