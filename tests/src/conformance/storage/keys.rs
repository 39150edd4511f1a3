//! Keys of any characters: encoded right, signed right, told right.

use void_storage_sdk::types::CopySource;

use super::{CaseResult, Target};

/// What a URL, a path, XML or a signature could take for something else.
const ODD: [&str; 23] = [
    "plain",
    "with space",
    " leading",
    "trailing ",
    "a+b",
    "a%2Fb",
    "100%",
    "a&b=c?d#e",
    "semi;colon,comma",
    "tilde~star*",
    "it's (quoted) \"here\"",
    "<xml>&amp;</xml>",
    "ünïcödé/日本語/🦀",
    "e\u{301}",
    "a:b@c$d!e",
    "[a]{b}|c^d`e",
    "back\\slash",
    "x/y/z",
    ".hidden",
    "a/.b",
    "..a",
    "a..b/c",
    "tab\there",
];

/// Keys that a path would make one of, or lose.
const DOTTED: [&str; 9] = ["a", "a/", "a/b", "a//b", "a/./b", "a/c/../b", "./a/b", "../a/b", "//a/b"];

/// Each key names its own object.
pub async fn any_key_names_its_own_object(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&ODD).await?;
    for key in ODD {
        assert_eq!(target.read(&bucket, key).await?, format!("x{key}"));
    }
    Ok(())
}

/// Each key is listed as it is.
pub async fn any_key_is_listed_as_it_is(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&ODD).await?;
    let mut sorted = ODD;
    sorted.sort_unstable();
    assert_eq!(target.keys(&bucket).await?, sorted);
    for key in ODD {
        let listed = target.client().list_objects_v2(bucket.as_str()).prefix(key).await?;
        assert_eq!(listed.contents[0].key, key);
    }
    Ok(())
}

/// Keys in headers and in documents are the same keys.
pub async fn any_key_can_be_copied_and_deleted_in_bulk(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&ODD).await?;
    for key in ODD {
        let source = CopySource::new(bucket.as_str(), key);
        target.client().copy_object(source, bucket.as_str(), format!("copy/{key}")).await?;
        assert_eq!(target.read(&bucket, &format!("copy/{key}")).await?, format!("x{key}"));
    }
    let deleted = target.client().delete_objects(bucket.as_str(), ODD).await?;
    assert!(deleted.errors.is_empty(), "{:?}", deleted.errors);
    let left = target.keys(&bucket).await?;
    assert!(left.len() == ODD.len() && left.iter().all(|key| key.starts_with("copy/")), "{left:?}");
    Ok(())
}

/// 1,024 bytes are a key.
pub async fn the_longest_key(target: Target) -> CaseResult {
    let key = "ü".repeat(512);
    let bucket = target.bucket_of(&[&key]).await?;
    assert_eq!(target.read(&bucket, &key).await?, format!("x{key}"));
    assert_eq!(target.keys(&bucket).await?, [key]);
    Ok(())
}

/// A key is no path: `a//b`, `a/./b` and `a/c/../b` are three objects.
pub async fn keys_that_a_path_would_join_are_apart(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&DOTTED).await?;
    for key in DOTTED {
        assert_eq!(target.read(&bucket, key).await?, format!("x{key}"));
    }
    let mut sorted = DOTTED;
    sorted.sort_unstable();
    assert_eq!(target.keys(&bucket).await?, sorted);
    Ok(())
}
