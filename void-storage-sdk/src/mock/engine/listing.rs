//! Listing objects.

use std::{ops::Bound, sync::Arc};

use void_core::Timestamp;

use super::{Engine, Object, Problem};

/// Says which objects are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListingAsked<'a> {
    /// What the keys start with.
    pub prefix: &'a str,
    /// Up to which, after the prefix, keys that start alike are given as one; empty is none.
    pub delimiter: &'a str,
    /// After which key, or common prefix, it starts. A common prefix that is not greater is left out with all that is under
    /// it.
    pub after: Option<&'a str>,
    /// How many results there are at most.
    pub limit: usize,
}

/// A result of a listing.
#[derive(Clone, Debug)]
pub enum Entry {
    /// An object.
    Object {
        /// The key.
        key: Arc<str>,
        /// When it was written.
        last_modified: Timestamp,
        /// The object.
        object: Arc<Object>,
    },
    /// What keys have in common up to the delimiter, which it ends with.
    Prefix(String),
}

impl Entry {
    /// The key, or the common prefix: what a listing goes on after.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Object { key, .. } => key,
            Self::Prefix(prefix) => prefix,
        }
    }
}

/// A page of a listing.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The results, in the order of their keys and prefixes.
    pub entries: Vec<T>,
    /// Whether there are more.
    pub is_truncated: bool,
    limit: usize,
}

impl<T> Page<T> {
    pub(super) const fn new(limit: usize) -> Self {
        Self { entries: Vec::new(), is_truncated: false, limit }
    }

    /// Takes one more result, where there is room for it. A page for none is not said to be cut off.
    pub(super) fn take(&mut self, entry: impl FnOnce() -> T) -> bool {
        let has_room = self.entries.len() < self.limit;
        if has_room {
            self.entries.push(entry());
        } else {
            self.is_truncated = self.limit > 0;
        }
        has_room
    }
}

impl Engine {
    /// Lists the current objects of a bucket. After a common prefix the next key is looked up, so that what is under it costs
    /// nothing.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn list_objects(&self, bucket: &str, asked: &ListingAsked<'_>) -> Result<Page<Entry>, Problem> {
        let bucket = self.bucket(bucket)?;
        let mut page = Page::new(asked.limit);
        let mut from = start(asked);
        while let Some(at) = from.take() {
            for (key, versions) in bucket.objects.live(at.as_ref().map(String::as_str)) {
                if !key.starts_with(asked.prefix) {
                    return Ok(page);
                }
                let Some((version, object)) = versions.current_object() else { continue };
                let common = common_prefix(key, asked);
                let entry = || match common {
                    Some(prefix) => Entry::Prefix(prefix.to_owned()),
                    None => Entry::Object {
                        key: Arc::clone(key),
                        last_modified: version.last_modified,
                        object: Arc::clone(object),
                    },
                };
                if !page.take(entry) {
                    return Ok(page);
                }
                if let Some(prefix) = common {
                    from = after_prefix(prefix).map(Bound::Included);
                    break;
                }
            }
        }
        Ok(page)
    }
}

/// Where the listing starts; `None` where it is over.
pub(super) fn start(asked: &ListingAsked<'_>) -> Option<Bound<String>> {
    let Some(after) = asked.after.filter(|after| *after >= asked.prefix) else {
        return Some(Bound::Included(asked.prefix.to_owned()));
    };
    match common_prefix(after, asked) {
        Some(prefix) => after_prefix(prefix).map(Bound::Included),
        None => Some(Bound::Excluded(after.to_owned())),
    }
}

/// What a key has in common with others up to the delimiter.
pub(super) fn common_prefix<'key>(key: &'key str, asked: &ListingAsked<'_>) -> Option<&'key str> {
    if asked.delimiter.is_empty() {
        return None;
    }
    let at = key.strip_prefix(asked.prefix)?.find(asked.delimiter)?;
    key.get(..asked.prefix.len() + at + asked.delimiter.len())
}

/// The first text after all that start with `prefix`; `None` where there is none.
pub(super) fn after_prefix(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        let next = match last {
            '\u{D7FF}' => Some('\u{E000}'),
            last => u32::from(last).checked_add(1).and_then(char::from_u32),
        };
        if let Some(next) = next {
            text.push(next);
            return Some(text);
        }
    }
    None
}
