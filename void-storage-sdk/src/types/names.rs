//! Names of buckets, objects, versions and uploads.

use std::fmt;

use void_core::protocol::shapes::string_newtype;

use crate::wire::as_text;

string_newtype! {
    /// The name of a bucket: 3 to 63 lower-case letters, digits, hyphens and dots.
    ///
    /// The service judges it: [Bucket naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
    #[derive(PartialOrd, Ord)]
    pub struct BucketName;
}

string_newtype! {
    /// The key of an object: 1 to 1,024 bytes of UTF-8, any characters.
    ///
    /// [Naming objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html).
    #[derive(PartialOrd, Ord)]
    pub struct ObjectKey;
}

string_newtype! {
    /// The id of a version of an object: opaque, `null` for what was written while versioning was not enabled.
    #[derive(PartialOrd, Ord)]
    pub struct VersionId;
}

string_newtype! {
    /// The id of a multipart upload: opaque.
    #[derive(PartialOrd, Ord)]
    pub struct UploadId;
}

as_text!(BucketName, ObjectKey, VersionId, UploadId);

macro_rules! shown {
    ($($name:ident),*) => { $(
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), formatter)
            }
        }
    )* };
}

shown!(BucketName, ObjectKey, VersionId, UploadId);

impl VersionId {
    /// The version of what was written while versioning was not enabled.
    #[must_use]
    pub fn null() -> Self {
        "null".into()
    }

    /// Whether it is the version of what was written while versioning was not enabled.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.as_str() == "null"
    }
}
