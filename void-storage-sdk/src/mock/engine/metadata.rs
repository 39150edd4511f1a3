//! What can be kept with an object's bytes.

use std::{ops::Deref, sync::LazyLock};

use serde::{Deserialize, Serialize};

use super::{Code, Problem};
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

/// What is kept with an object's bytes, the service's content type where the writer gave none. Where that is all, as of most
/// objects, it takes no memory.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KeptHeaders(Option<Box<ObjectHeaders>>);

static DEFAULT: LazyLock<ObjectHeaders> = LazyLock::new(|| ObjectHeaders {
    content_type: Some(CONTENT_TYPE.to_owned()),
    ..ObjectHeaders::default()
});

impl From<ObjectHeaders> for KeptHeaders {
    fn from(mut headers: ObjectHeaders) -> Self {
        headers.content_type.get_or_insert_with(|| CONTENT_TYPE.to_owned());
        Self(if headers == *DEFAULT { None } else { Some(Box::new(headers)) })
    }
}

impl Deref for KeptHeaders {
    type Target = ObjectHeaders;

    fn deref(&self) -> &ObjectHeaders {
        self.0.as_deref().unwrap_or(&DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::{CONTENT_TYPE, KeptHeaders, ObjectHeaders};

    #[test]
    fn only_what_differs_from_the_default_is_kept() {
        let none = KeptHeaders::from(ObjectHeaders::default());
        assert_eq!((none.0.is_none(), none.content_type.as_deref()), (true, Some(CONTENT_TYPE)));
        let headers = ObjectHeaders { cache_control: Some("no-store".to_owned()), ..(*none).clone() };
        assert_eq!(*KeptHeaders::from(headers.clone()), headers);
        let text = ObjectHeaders { content_type: Some("text/plain".to_owned()), ..ObjectHeaders::default() };
        assert_eq!(*KeptHeaders::from(text.clone()), text);
    }
}
