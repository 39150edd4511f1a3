//! [`Tag`]: a name and a value that an object or a bucket is marked with.

use serde::{Deserialize, Serialize};

use crate::wire::{encode_value, structure};

/// A tag: a name of at most 128 characters and a value of at most 256.
///
/// [Object tagging](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tag {
    /// The name.
    pub key: String,
    /// The value.
    pub value: String,
}

structure!(Tag { "Key" => key, "Value" => value });

impl Tag {
    /// Makes a tag.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

impl<K: Into<String>, V: Into<String>> From<(K, V)> for Tag {
    fn from((key, value): (K, V)) -> Self {
        Self::new(key, value)
    }
}

/// Tags, as documents have them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tagging {
    /// The tags: 10 at most of an object's, 50 of a bucket's.
    pub tag_set: Vec<Tag>,
}

structure!(Tagging { "TagSet" / "Tag" => tag_set });

#[cfg(feature = "mock")]
impl Tagging {
    /// Names and values.
    pub(crate) fn into_tags(self) -> Vec<(String, String)> {
        self.tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect()
    }
}

impl Tagging {
    /// The tags in the form of a query string, as headers have them.
    pub(crate) fn to_query(&self) -> String {
        let pairs =
            self.tag_set.iter().map(|tag| format!("{}={}", encode_value(&tag.key), encode_value(&tag.value)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

impl<T: Into<Tag>> FromIterator<T> for Tagging {
    fn from_iter<I: IntoIterator<Item = T>>(tags: I) -> Self {
        Self { tag_set: tags.into_iter().map(Into::into).collect() }
    }
}
