//! [`CopySource`]: the object that is copied.

use std::borrow::Cow;

use super::{BucketName, ObjectKey, VersionId};
use crate::wire::{Text, decode, encode_key, encode_value};

/// The object that a copy is made of: its bucket, its key, and which version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopySource {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The version; `None` is the current one.
    pub version_id: Option<VersionId>,
}

impl CopySource {
    /// The current version of an object.
    #[must_use]
    pub fn new(bucket: impl Into<BucketName>, key: impl Into<ObjectKey>) -> Self {
        Self { bucket: bucket.into(), key: key.into(), version_id: None }
    }

    /// A version of it.
    #[must_use]
    pub fn version_id(mut self, version_id: impl Into<VersionId>) -> Self {
        self.version_id = Some(version_id.into());
        self
    }
}

impl<B: Into<BucketName>, K: Into<ObjectKey>> From<(B, K)> for CopySource {
    fn from((bucket, key): (B, K)) -> Self {
        Self::new(bucket, key)
    }
}

/// `bucket/key?versionId=id`, encoded; it is read with and without a slash in front.
impl Text for CopySource {
    fn to_text(&self) -> Cow<'_, str> {
        let mut text = format!("{}/{}", encode_value(self.bucket.as_str()), encode_key(self.key.as_str()));
        if let Some(version_id) = &self.version_id {
            text.push_str("?versionId=");
            text.push_str(&encode_value(version_id.as_str()));
        }
        Cow::Owned(text)
    }

    fn from_text(text: &str) -> Result<Self, String> {
        let reason = || "it is bucket/key, percent-encoded, and may end with ?versionId=ID".to_owned();
        let (path, version_id) = match text.split_once("?versionId=") {
            Some((path, version_id)) => (path, Some(version_id)),
            None => (text, None),
        };
        let (bucket, key) = path.strip_prefix('/').unwrap_or(path).split_once('/').ok_or_else(reason)?;
        let decoded = |text: &str| decode(text).filter(|text| !text.is_empty()).ok_or_else(reason);
        Ok(Self {
            bucket: decoded(bucket)?.into(),
            key: decoded(key)?.into(),
            version_id: version_id.map(decoded).transpose()?.map(VersionId::from),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::CopySource;
    use crate::wire::Text;

    #[test]
    fn any_key_is_written_and_read_back() {
        let source = CopySource::new("photos", "a b/ü+%?versionId=x").version_id("v/1");
        let text = source.to_text().into_owned();
        assert_eq!(text, "photos/a%20b/%C3%BC%2B%25%3FversionId%3Dx?versionId=v%2F1");
        assert_eq!(CopySource::from_text(&text), Ok(source.clone()));
        assert_eq!(CopySource::from_text(&format!("/{text}")), Ok(source));
        assert_eq!(CopySource::from_text("/b/k+?"), Ok(CopySource::new("b", "k+?")));
        for bad in ["", "/", "bucket", "/bucket/", "//key", "b/%FF"] {
            assert!(CopySource::from_text(bad).is_err(), "{bad}");
        }
    }
}
