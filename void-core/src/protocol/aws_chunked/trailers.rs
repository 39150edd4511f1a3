//! [`Trailers`]: what follows a body.

use std::sync::{Arc, OnceLock};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{DecodeError, TRAILER_SIGNATURE};

/// The trailers of a body, once it was read to its end. Cheap to clone: all clones see them.
#[derive(Clone, Debug, Default)]
pub struct Trailers(Arc<OnceLock<HeaderMap>>);

impl Trailers {
    /// The trailers, without their signature; `None` until the body was read to its end and found good.
    #[must_use]
    pub fn get(&self) -> Option<&HeaderMap> {
        self.0.get()
    }

    pub(super) fn set(&self, trailers: HeaderMap) {
        // A body has one end.
        let _was_set = self.0.set(trailers);
    }
}

/// The trailers as they come.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// The names that `x-amz-trailer` gives.
    expected: Vec<HeaderName>,
    found: HeaderMap,
    /// What is signed: `name:value\n` each.
    pub(super) text: Vec<u8>,
    pub(super) signature: Option<String>,
}

impl Pending {
    pub(super) fn expecting(names: &str) -> Result<Self, DecodeError> {
        let expected = names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(|name| HeaderName::try_from(name).map_err(|_| DecodeError::Trailers))
            .collect::<Result<_, _>>()?;
        Ok(Self { expected, ..Self::default() })
    }

    /// Reads a line that is not empty.
    pub(super) fn read(&mut self, line: &[u8]) -> Result<(), DecodeError> {
        let line = std::str::from_utf8(line).map_err(|_| DecodeError::Trailers)?;
        let (name, value) = line.split_once(':').ok_or(DecodeError::Trailers)?;
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case(TRAILER_SIGNATURE) {
            return match self.signature.replace(value.to_owned()) {
                None => Ok(()),
                Some(_) => Err(DecodeError::Trailers),
            };
        }
        let name = HeaderName::try_from(name).map_err(|_| DecodeError::Trailers)?;
        let header = HeaderValue::try_from(value).map_err(|_| DecodeError::Trailers)?;
        // Nothing comes after the signature, nothing twice, and nothing that was not announced.
        if self.signature.is_some() || !self.expected.contains(&name) || self.found.contains_key(&name) {
            return Err(DecodeError::Trailers);
        }
        for part in [name.as_str(), ":", value, "\n"] {
            self.text.extend_from_slice(part.as_bytes());
        }
        self.found.insert(name, header);
        Ok(())
    }

    /// Ends the trailers: all that were announced are there.
    pub(super) fn finish(&mut self) -> Result<HeaderMap, DecodeError> {
        let found = std::mem::take(&mut self.found);
        if self.expected.iter().all(|name| found.contains_key(name)) {
            Ok(found)
        } else {
            Err(DecodeError::Trailers)
        }
    }
}
