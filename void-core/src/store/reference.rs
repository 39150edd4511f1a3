//! [`StorageRef`]: an object named in an event.

use serde::{Deserialize, Serialize};

/// Names an object in a bucket: what an event carries in place of a large payload.
///
/// Its JSON is stable: what is added later may be absent, and what is not known is passed over.
///
/// ```
/// use void_core::store::StorageRef;
///
/// let invoice = StorageRef::new("invoices", "2026/11/A-1.pdf", 48_213).with_content_type("application/pdf");
/// let json = r#"{"bucket":"invoices","key":"2026/11/A-1.pdf","size":48213,"contentType":"application/pdf"}"#;
/// assert_eq!(serde_json::to_string(&invoice).unwrap(), json);
/// assert_eq!(serde_json::from_str::<StorageRef>(json).unwrap(), invoice);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StorageRef {
    /// The bucket.
    pub bucket: String,
    /// The key in it, as it is: not encoded.
    pub key: String,
    /// The version, in a bucket that keeps them. Without one it is whatever the key names at the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// The object's bytes.
    pub size: u64,
    /// The object's checksum, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<RefChecksum>,
    /// The object's media type, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// A checksum by which whoever follows a reference knows the object again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefChecksum {
    /// How it is computed, by the service's name: `CRC32`, `CRC32C`, `CRC64NVME`, `SHA1`, `SHA256`.
    pub algorithm: String,
    /// The checksum in Base64, with the number of parts after a `-` where it is one of the parts' checksums.
    pub value: String,
}

impl StorageRef {
    /// Names an object by bucket, key and bytes.
    pub fn new(bucket: impl Into<String>, key: impl Into<String>, size: u64) -> Self {
        Self {
            bucket: bucket.into(),
            key: key.into(),
            version_id: None,
            size,
            checksum: None,
            content_type: None,
        }
    }

    /// Names one version of it.
    #[must_use]
    pub fn with_version_id(mut self, version_id: impl Into<String>) -> Self {
        self.version_id = Some(version_id.into());
        self
    }

    /// Says its checksum: the service's name of the algorithm, and the value in Base64.
    #[must_use]
    pub fn with_checksum(mut self, algorithm: impl Into<String>, value: impl Into<String>) -> Self {
        self.checksum = Some(RefChecksum { algorithm: algorithm.into(), value: value.into() });
        self
    }

    /// Says its media type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::StorageRef;

    #[test]
    fn has_a_stable_json_form() {
        let all = StorageRef::new("b", "a b/ü", 3)
            .with_version_id("v1")
            .with_checksum("CRC32", "NSRBwg==")
            .with_content_type("text/plain");
        let json = r#"{"bucket":"b","key":"a b/ü","versionId":"v1","size":3,"checksum":{"algorithm":"CRC32","value":"NSRBwg=="},"contentType":"text/plain"}"#;
        assert_eq!(serde_json::to_string(&all).unwrap(), json);
        assert_eq!(serde_json::from_str::<StorageRef>(json).unwrap(), all);
    }

    #[test]
    fn what_is_not_known_is_passed_over_and_what_is_missing_is_an_error() {
        let later = r#"{"bucket":"b","key":"k","size":0,"storageClass":"STANDARD"}"#;
        assert_eq!(serde_json::from_str::<StorageRef>(later).unwrap(), StorageRef::new("b", "k", 0));
        assert!(serde_json::from_str::<StorageRef>(r#"{"bucket":"b","size":0}"#).is_err());
    }
}
