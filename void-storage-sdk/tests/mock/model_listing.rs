//! Listings of random keys, page by page, against what the whole of them must be.

use std::collections::BTreeSet;

use proptest::prelude::*;
use void_storage_sdk::{VoidStorageClient, mock::MockStorage};

/// What is asked for.
#[derive(Clone, Debug)]
struct Asked {
    prefix: String,
    delimiter: String,
    after: Option<String>,
    max_keys: u32,
}

/// Few characters, so that keys have much in common: some are next to each other, some at the ends of what there is.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let character = prop::sample::select(vec!['a', 'b', '/', ' ', 'é', '\u{D7FF}', '\u{E000}', '\u{10FFFF}']);
    prop::collection::vec(character, 0..=longest).prop_map(String::from_iter)
}

fn key() -> impl Strategy<Value = String> {
    text(5).prop_filter("a key is not empty", |key| !key.is_empty())
}

fn asked() -> impl Strategy<Value = Asked> {
    (
        text(2),
        prop_oneof![Just(String::new()), Just("/".to_owned()), text(2)],
        prop::option::of(text(4)),
        1..6_u32,
    )
        .prop_map(|(prefix, delimiter, after, max_keys)| Asked { prefix, delimiter, after, max_keys })
}

/// The documented rule: what starts with the prefix, rolled up at the first delimiter after it, where it is greater than the
/// start.
fn expected(keys: &BTreeSet<String>, asked: &Asked) -> Vec<String> {
    let names: BTreeSet<String> = keys
        .iter()
        .filter_map(|key| {
            let rest = key.strip_prefix(&asked.prefix)?;
            let at = rest.find(&asked.delimiter).filter(|_| !asked.delimiter.is_empty());
            Some(match at {
                Some(at) => key[..asked.prefix.len() + at + asked.delimiter.len()].to_owned(),
                None => key.clone(),
            })
        })
        .filter(|name| asked.after.as_ref().is_none_or(|after| name > after))
        .collect();
    names.into_iter().collect()
}

/// What one page after the other has, in the order of the names.
async fn pages(client: &VoidStorageClient, asked: &Asked) -> Vec<String> {
    let mut call = client.list_objects_v2("photos").prefix(&asked.prefix).max_keys(asked.max_keys);
    call = call.delimiter(&asked.delimiter);
    if let Some(after) = &asked.after {
        call = call.start_after(after);
    }
    let (mut names, mut pages) = (Vec::new(), call.pages());
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        let keys = page.contents.into_iter().map(|object| object.key);
        let mut of_page: Vec<_> =
            keys.chain(page.common_prefixes.into_iter().map(|common| common.prefix)).collect();
        assert_eq!(page.key_count, u32::try_from(of_page.len()).ok());
        assert_eq!(page.is_truncated, page.next_continuation_token.is_some());
        assert!(of_page.len() <= asked.max_keys as usize);
        assert!(
            !page.is_truncated || of_page.len() == asked.max_keys as usize,
            "a page is full before the last"
        );
        of_page.sort();
        names.extend(of_page);
    }
    names
}

/// The same by the older operation.
async fn older_pages(client: &VoidStorageClient, asked: &Asked) -> Vec<String> {
    let call = client.list_objects("photos").prefix(&asked.prefix).delimiter(&asked.delimiter);
    let call = call.marker(asked.after.as_deref().unwrap_or_default()).max_keys(asked.max_keys);
    let (mut names, mut pages) = (Vec::new(), call.pages());
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        let keys = page.contents.into_iter().map(|object| object.key);
        let mut of_page: Vec<_> =
            keys.chain(page.common_prefixes.into_iter().map(|common| common.prefix)).collect();
        of_page.sort();
        names.extend(of_page);
    }
    names
}

/// The same by the versions, of which each object has one.
async fn version_pages(client: &VoidStorageClient, asked: &Asked) -> Vec<String> {
    let call = client.list_object_versions("photos").prefix(&asked.prefix).delimiter(&asked.delimiter);
    let call = call.key_marker(asked.after.as_deref().unwrap_or_default()).max_keys(asked.max_keys);
    let (mut names, mut pages) = (Vec::new(), call.pages());
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        let keys = page.versions.iter().map(|version| version.key().to_owned());
        let mut of_page: Vec<_> =
            keys.chain(page.common_prefixes.into_iter().map(|common| common.prefix)).collect();
        of_page.sort();
        names.extend(of_page);
    }
    names
}

async fn check(keys: &BTreeSet<String>, gone: &BTreeSet<String>, asked: &[Asked], keeps_versions: bool) {
    let storage = MockStorage::new();
    let bucket = storage.create_bucket("photos");
    if keeps_versions {
        bucket.enable_versioning();
    }
    let client = storage.client();
    for key in keys.union(gone) {
        client.put_object("photos", key.as_str(), "x").await.unwrap();
    }
    for key in gone {
        client.delete_object("photos", key.as_str()).await.unwrap();
    }
    let keys: BTreeSet<String> = keys.difference(gone).cloned().collect();
    for asked in asked {
        let expected = expected(&keys, asked);
        assert_eq!(pages(&client, asked).await, expected, "{asked:?}");
        assert_eq!(older_pages(&client, asked).await, expected, "{asked:?}");
        if !keeps_versions {
            assert_eq!(version_pages(&client, asked).await, expected, "{asked:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn pages_give_every_name_once_and_in_order(
        keys in prop::collection::btree_set(key(), 0..40),
        gone in prop::collection::btree_set(key(), 0..20),
        asked in prop::collection::vec(asked(), 1..6),
        keeps_versions: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&keys, &gone, &asked, keeps_versions));
    }
}
