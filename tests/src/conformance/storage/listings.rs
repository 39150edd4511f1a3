//! Listing objects.

use void_storage_sdk::operations::ListObjectsV2Response;

use super::{CaseResult, Target};

const TREE: [&str; 7] = ["a", "b/1", "b/2", "b/c/3", "d/4", "e", "f//5"];

fn names(listed: &ListObjectsV2Response) -> (Vec<&str>, Vec<&str>) {
    let keys = listed.contents.iter().map(|object| object.key.as_str()).collect();
    (keys, listed.common_prefixes.iter().map(|folder| folder.prefix.as_str()).collect())
}

/// Keys are in the order of their UTF-8.
pub async fn keys_are_in_the_order_of_their_bytes(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&["b", "a/b", "a", "ü", "Z", "a0", "10", "9", "\u{ffee}", "🦀"]).await?;
    let order = ["10", "9", "Z", "a", "a/b", "a0", "b", "ü", "\u{ffee}", "🦀"];
    assert_eq!(target.keys(&bucket).await?, order);
    Ok(())
}

/// Keys that are alike up to the delimiter are one entry.
pub async fn a_prefix_and_a_delimiter_make_folders(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&TREE).await?;
    let list = || target.client().list_objects_v2(bucket.as_str());
    assert_eq!(names(&list().delimiter("/").await?), (vec!["a", "e"], vec!["b/", "d/", "f/"]));
    assert_eq!(names(&list().prefix("b/").delimiter("/").await?), (vec!["b/1", "b/2"], vec!["b/c/"]));
    assert_eq!(names(&list().prefix("b").delimiter("/").await?), (vec![], vec!["b/"]));
    assert_eq!(names(&list().prefix("f/").delimiter("/").await?), (vec![], vec!["f//"]));
    assert_eq!(names(&list().prefix("b/").await?), (vec!["b/1", "b/2", "b/c/3"], vec![]));
    assert_eq!(names(&list().prefix("nothing").await?), (vec![], vec![]));
    Ok(())
}

/// Page after page, each key comes once and in order.
pub async fn pages_follow_each_other(target: Target) -> CaseResult {
    let keys: Vec<String> = (0..25).map(|n| format!("k {n:03}+ü")).collect();
    let bucket = target.bucket_of(&keys.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    let (mut found, mut pages) = (Vec::new(), 0);
    let mut reading = target.client().list_objects_v2(bucket.as_str()).max_keys(10).pages();
    while let Some(page) = reading.next().await {
        let page = page?;
        pages += 1;
        assert_eq!(page.is_truncated, pages < 3);
        found.extend(page.contents.into_iter().map(|object| object.key));
    }
    assert_eq!((found, pages), (keys, 3));
    Ok(())
}

/// A folder is on one page, and counts as one entry.
pub async fn pages_of_folders_follow_each_other(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&TREE).await?;
    let mut found = Vec::new();
    let mut reading = target.client().list_objects_v2(bucket.as_str()).delimiter("/").max_keys(2).pages();
    while let Some(page) = reading.next().await {
        let page = page?;
        let (keys, folders) = names(&page);
        assert!(keys.len() + folders.len() <= 2);
        let mut entries: Vec<_> = keys.into_iter().chain(folders).map(ToOwned::to_owned).collect();
        entries.sort_unstable();
        found.extend(entries);
    }
    assert_eq!(found, ["a", "b/", "d/", "e", "f/"].map(ToOwned::to_owned).as_slice());
    Ok(())
}

/// A listing starts after a key, which need not be there.
pub async fn a_listing_starts_after_a_key(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&TREE).await?;
    let list = || target.client().list_objects_v2(bucket.as_str());
    assert_eq!(names(&list().start_after("b/2").await?).0, ["b/c/3", "d/4", "e", "f//5"]);
    assert_eq!(names(&list().start_after("c").await?).0, ["d/4", "e", "f//5"]);
    assert_eq!(names(&list().start_after("z").await?).0, Vec::<&str>::new());
    Ok(())
}

/// The older listing goes on after a key.
pub async fn the_older_listing_goes_on_at_a_marker(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&TREE).await?;
    let first = target.client().list_objects(bucket.as_str()).max_keys(3).await?;
    assert!(first.is_truncated);
    let keys: Vec<_> = first.contents.iter().map(|object| object.key.as_str()).collect();
    assert_eq!(keys, ["a", "b/1", "b/2"]);
    let rest = target.client().list_objects(bucket.as_str()).marker("b/2").await?;
    let keys: Vec<_> = rest.contents.iter().map(|object| object.key.as_str()).collect();
    assert_eq!(keys, ["b/c/3", "d/4", "e", "f//5"]);
    Ok(())
}

/// An empty bucket has an empty listing.
pub async fn an_empty_bucket_lists_nothing(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let listed = target.client().list_objects_v2(bucket.as_str()).await?;
    assert!(!listed.is_truncated && listed.contents.is_empty());
    assert_eq!(listed.name, bucket);
    Ok(())
}
