//! [`Location`]: a bucket, or a key in it.

use std::{convert::Infallible, fmt, str::FromStr};

use crate::failure::Failure;

/// What objects' names may begin with.
const SCHEME: &str = "s3://";

/// A bucket and a key in it; the key is empty for the bucket itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    pub(crate) bucket: String,
    pub(crate) key: String,
}

impl Location {
    /// Whether `text` can be nothing else.
    pub(crate) fn is_explicit(text: &str) -> bool {
        text.starts_with(SCHEME)
    }

    /// Names one object: with a bucket and a key.
    pub(crate) fn object(&self) -> Result<&Self, Failure> {
        match (self.bucket.is_empty(), self.key.is_empty()) {
            (false, false) => Ok(self),
            _ => {
                Err(Failure::usage(format!("{self} is no object: it is named bucket/key or s3://bucket/key")))
            }
        }
    }

    /// Names a bucket, and maybe a key in it.
    pub(crate) fn in_bucket(&self) -> Result<&Self, Failure> {
        if self.bucket.is_empty() {
            return Err(Failure::usage(format!("{self} names no bucket")));
        }
        Ok(self)
    }
}

impl FromStr for Location {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let text = text.strip_prefix(SCHEME).unwrap_or(text);
        let (bucket, key) = text.split_once('/').unwrap_or((text, ""));
        Ok(Self { bucket: bucket.to_owned(), key: key.to_owned() })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{SCHEME}{}", self.bucket)?;
        if self.key.is_empty() { Ok(()) } else { write!(formatter, "/{}", self.key) }
    }
}

#[cfg(test)]
mod tests {
    use super::Location;

    fn read(text: &str) -> (String, String) {
        let Ok(Location { bucket, key }) = text.parse();
        (bucket, key)
    }

    #[test]
    fn is_read_with_and_without_the_scheme() {
        for text in ["films/2026/a b.mp4", "s3://films/2026/a b.mp4"] {
            assert_eq!(read(text), ("films".to_owned(), "2026/a b.mp4".to_owned()));
        }
        assert_eq!(read("films"), ("films".to_owned(), String::new()));
        assert_eq!(read("s3://films/"), ("films".to_owned(), String::new()));
        assert_eq!(read("films//a").1, "/a", "a key may begin with a slash");
    }

    #[test]
    fn what_is_no_object_is_refused() {
        let Ok(bucket) = "films".parse::<Location>();
        assert!(bucket.object().unwrap_err().message.contains("s3://films is no object"));
        assert!(bucket.in_bucket().is_ok());
        let Ok(nothing) = "s3://".parse::<Location>();
        assert!(nothing.in_bucket().is_err());
    }
}
