//! Listing objects: order, pages, prefixes and delimiters.

use void_storage_sdk::{ErrorKind, VoidStorageClient, mock::MockStorage};

async fn with_keys(keys: &[&str]) -> VoidStorageClient {
    let storage = MockStorage::new();
    storage.create_bucket("photos");
    let client = storage.client();
    for key in keys {
        client.put_object("photos", *key, "x").await.unwrap();
    }
    client
}

const TREE: [&str; 6] = ["2025/a", "2025/b", "2026/01/a", "2026/02/b", "2026.txt", "readme"];

#[tokio::test]
async fn keys_are_in_the_order_of_their_bytes() {
    let client = with_keys(&["b", "\u{10000}", "a/", "\u{FFFD}", "B", "a", "é", "a b"]).await;
    let page = client.list_objects_v2("photos").await.unwrap();
    let keys: Vec<_> = page.contents.iter().map(|object| object.key.as_str()).collect();
    // By UTF-8 U+FFFD is before U+10000, by UTF-16 it would be after it.
    assert_eq!(keys, ["B", "a", "a b", "a/", "b", "é", "\u{FFFD}", "\u{10000}"]);
}

#[tokio::test]
async fn keys_that_start_alike_are_given_as_one_and_count_as_one() {
    let client = with_keys(&TREE).await;
    let page = client.list_objects_v2("photos").delimiter("/").max_keys(2).await.unwrap();
    let keys: Vec<_> = page.contents.iter().map(|object| object.key.as_str()).collect();
    let prefixes: Vec<_> = page.common_prefixes.iter().map(|common| common.prefix.as_str()).collect();
    assert_eq!((keys, prefixes), (vec!["2026.txt"], vec!["2025/"]));
    assert_eq!((page.key_count, page.is_truncated), (Some(2), true));
    let token = page.next_continuation_token.unwrap();
    assert!(!token.contains("2026"), "it is not a key");
    let page = client.list_objects_v2("photos").delimiter("/").continuation_token(token).await.unwrap();
    assert_eq!(page.common_prefixes[0].prefix, "2026/");
    assert_eq!((page.contents[0].key.as_str(), page.is_truncated), ("readme", false));
    let page = client.list_objects_v2("photos").prefix("2026/").delimiter("/").await.unwrap();
    assert_eq!(page.common_prefixes.len(), 2);
    assert!(page.contents.is_empty() && page.next_continuation_token.is_none());
}

#[tokio::test]
async fn a_common_prefix_that_is_not_greater_than_the_start_is_left_out() {
    let client = with_keys(&TREE).await;
    let page = client.list_objects_v2("photos").delimiter("/").start_after("2025/a").await.unwrap();
    let prefixes: Vec<_> = page.common_prefixes.iter().map(|common| common.prefix.as_str()).collect();
    assert_eq!(prefixes, ["2026/"]);
    let page = client.list_objects_v2("photos").delimiter("/").start_after("2025").await.unwrap();
    assert_eq!(page.common_prefixes.len(), 2);
}

#[tokio::test]
async fn the_older_listing_says_where_it_goes_on_only_where_there_is_a_delimiter() {
    let client = with_keys(&TREE).await;
    let plain = client.list_objects("photos").max_keys(1).await.unwrap();
    assert!(plain.is_truncated && plain.next_marker.is_none());
    assert_eq!(plain.contents[0].owner.as_ref().unwrap().id.as_ref().unwrap().len(), 64);
    let rolled_up = client.list_objects("photos").delimiter("/").max_keys(1).await.unwrap();
    assert_eq!(rolled_up.next_marker.as_deref(), Some("2025/"));
    let next = client.list_objects("photos").delimiter("/").marker("2025/").await.unwrap();
    assert_eq!(next.contents[0].key, "2026.txt");
    let all = client.list_objects("photos").max_keys(2).items().collect().await.unwrap();
    assert_eq!(all.len(), TREE.len());
}

#[tokio::test]
async fn a_page_has_a_thousand_entries_at_most_and_may_have_none() {
    let keys: Vec<_> = (0..1001).map(|number| format!("{number:04}")).collect();
    let client = with_keys(&keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let page = client.list_objects_v2("photos").max_keys(5000).await.unwrap();
    assert_eq!((page.contents.len(), page.max_keys, page.is_truncated), (1000, Some(1000), true));
    let none = client.list_objects_v2("photos").max_keys(0).await.unwrap();
    assert_eq!((none.key_count, none.is_truncated, none.next_continuation_token), (Some(0), false, None));
    let error = client.list_objects_v2("photos").max_keys(u32::MAX).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(client.list_objects_v2("photos").items().collect().await.unwrap().len(), 1001);
}

#[tokio::test]
async fn a_listing_says_of_an_object_what_is_known_without_reading_it() {
    let client = with_keys(&["k"]).await;
    let page = client.list_objects_v2("photos").await.unwrap();
    let object = &page.contents[0];
    assert_eq!((object.size, object.storage_class.as_ref().unwrap().as_str()), (1, "STANDARD"));
    assert_eq!(object.checksum_algorithm[0].as_str(), "CRC64NVME");
    assert_eq!(object.last_modified.as_millis() % 1000, 0, "times are to the second");
    assert!(object.owner.is_none(), "it was not asked for");
    let page = client.list_objects_v2("photos").fetch_owner().await.unwrap();
    assert!(page.contents[0].owner.is_some());
    assert_eq!(page.prefix.as_deref(), Some(""));
}

#[tokio::test]
async fn a_token_that_the_service_did_not_give_is_refused() {
    let client = with_keys(&["k"]).await;
    for token in ["k", "", "!"] {
        let error = client.list_objects_v2("photos").continuation_token(token).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{token:?}");
    }
    assert_eq!(client.list_objects_v2("other").await.unwrap_err().kind(), ErrorKind::NoSuchBucket);
}
