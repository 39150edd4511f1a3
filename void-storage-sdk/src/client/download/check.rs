//! [`Check`]: the checksum of a body that the service has one of.

use super::OPERATION;
use crate::{
    checksum::{Checksum, Hasher},
    error::Error,
    operations::GetObjectResponse,
    types::ChecksumType,
};

/// The checksum of a body as it passes, and what it is to be.
pub(super) struct Check {
    checksum: Checksum,
    hasher: Hasher,
    expected: String,
}

impl Check {
    /// The cheapest check of a response; `None` where it has no checksum of exactly these bytes: of a range or a part there
    /// is none, and a composite one is of the parts' checksums.
    pub(super) fn of(response: &GetObjectResponse) -> Option<Self> {
        let is_whole = response.content_range.is_none() && response.parts_count.is_none();
        let is_composite = response.checksums.checksum_type == Some(ChecksumType::Composite);
        if !is_whole || is_composite {
            return None;
        }
        Checksum::ALL.iter().find_map(|checksum| {
            let expected = response.checksums.get(&checksum.algorithm())?;
            // Before there were types, the number of parts told a composite one: `…-3`.
            let expected = Some(expected).filter(|expected| !expected.contains('-'))?.to_owned();
            Some(Self { checksum: *checksum, hasher: checksum.hasher(), expected })
        })
    }

    /// Takes the next bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// Compares, after the last bytes.
    pub(super) fn finish(self) -> Result<(), Error> {
        let actual = self.hasher.finish();
        if actual == self.expected {
            return Ok(());
        }
        let (name, expected) = (self.checksum.algorithm(), self.expected);
        Err(Error::checksum(
            OPERATION,
            format!(
                "the bytes that came have the {} {actual}, the object has {expected}: read it again",
                name.as_str()
            ),
        ))
    }
}
