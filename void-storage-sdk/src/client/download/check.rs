//! [`Check`]: the checksum of a body that the service has one of.

use super::OPERATION;
use crate::{
    checksum::{Checksum, Hasher},
    error::Error,
    operations::GetObjectResponse,
    types::{ChecksumType, Checksums},
};

/// The checksum of a body as it passes, and what it is to be.
pub(crate) struct Check {
    checksum: Checksum,
    hasher: Hasher,
    expected: String,
}

impl Check {
    /// The cheapest check of a response; `None` where it has no checksum of exactly these bytes: of a range or a part there
    /// is none, and a composite one is of the parts' checksums.
    pub(super) fn of(response: &GetObjectResponse) -> Option<Self> {
        let is_whole = response.content_range.is_none() && response.parts_count.is_none();
        if is_whole { Self::of_whole(&response.checksums) } else { None }
    }

    /// The cheapest check of an object's bytes; `None` where none of these checksums is of them.
    pub(crate) fn of_whole(checksums: &Checksums) -> Option<Self> {
        if checksums.checksum_type == Some(ChecksumType::Composite) {
            return None;
        }
        Checksum::ALL.iter().find_map(|checksum| {
            let expected = checksums.get(&checksum.algorithm())?;
            // Before there were types, the number of parts told a composite one: `…-3`.
            let expected = Some(expected).filter(|expected| !expected.contains('-'))?.to_owned();
            Some(Self { checksum: *checksum, hasher: checksum.hasher(), expected })
        })
    }

    /// Takes the next bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// Compares, after the last bytes.
    pub(crate) fn finish(self) -> Result<(), Error> {
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
