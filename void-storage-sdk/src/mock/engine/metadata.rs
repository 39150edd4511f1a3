//! What can be kept with an object's bytes.

use super::{Code, Object, Problem};
use crate::types::{ObjectHeaders, StorageClass};

/// How many bytes the names and values of a user's metadata have at most: 2 KB.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>
const LIMIT: usize = 2048;

/// What an object is of whose writer did not say it.
const CONTENT_TYPE: &str = "binary/octet-stream";

/// Checks what is to be kept with an object's bytes. The size of a user's metadata is that of the names, without what all of
/// them begin with, and of the values.
///
/// # Errors
///
/// `MetadataTooLarge`, `InvalidStorageClass`.
pub fn check_headers(headers: &ObjectHeaders) -> Result<(), Problem> {
    let size: usize = headers.metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > LIMIT {
        return Err(Problem::of(Code::MetadataTooLarge)
            .with("Size", size.to_string())
            .with("MaxSizeAllowed", LIMIT.to_string()));
    }
    match &headers.storage_class {
        Some(StorageClass::Unknown(other)) => {
            Err(Problem::of(Code::InvalidStorageClass).with("StorageClassRequested", other.as_str()))
        }
        _ => Ok(()),
    }
}

impl Object {
    /// With the service's content type, where the writer gave none.
    #[must_use]
    pub fn with_default_content_type(mut self) -> Self {
        self.headers.content_type.get_or_insert_with(|| CONTENT_TYPE.to_owned());
        self
    }
}
