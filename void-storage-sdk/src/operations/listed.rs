//! Keys of a listing as they are, where the service encoded them.

use crate::{
    error::Error,
    types::EncodingType,
    wire::{Invalid, decode},
};

/// Decodes `keys` and leaves `encoding` empty.
pub(super) fn decode_keys<'page>(
    operation: &'static str,
    encoding: &mut Option<EncodingType>,
    keys: impl Iterator<Item = &'page mut String>,
) -> Result<(), Error> {
    if encoding.take() != Some(EncodingType::Url) {
        return Ok(());
    }
    for key in keys {
        // A space is written as a plus sign, and a plus sign itself is encoded.
        *key = decode(&key.replace('+', "%20")).ok_or_else(|| {
            let invalid = Invalid::Xml(format!("the key {key:?} is not UTF-8"));
            Error::invalid_response(operation, &invalid)
        })?;
    }
    Ok(())
}

/// Gives the call of a listing the methods that every one has.
macro_rules! listing {
    ($request:ty) => {
        impl Call<'_, $request> {
            /// Only keys that start with `prefix`.
            pub fn prefix(self, prefix: impl Into<String>) -> Self {
                self.set(|request| request.prefix = Some(prefix.into()))
            }

            /// Gives keys that are alike up to the first `delimiter` after the prefix as one common prefix.
            pub fn delimiter(self, delimiter: impl Into<String>) -> Self {
                self.set(|request| request.delimiter = Some(delimiter.into()))
            }

            /// How many entries a page has at most: keys and common prefixes together. Default, and limit: 1,000.
            pub fn max_keys(self, count: u32) -> Self {
                self.set(|request| request.max_keys = Some(count))
            }
        }
    };
}

pub(super) use listing;
