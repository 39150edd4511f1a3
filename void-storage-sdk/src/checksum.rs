//! [`Hasher`]: checksums as they are on the wire, base64 of the big-endian digest.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::types::ChecksumAlgorithm;

/// Computes a checksum as the bytes pass.
#[derive(Clone, Debug)]
pub(crate) enum Hasher {
    Crc64(crc_fast::Digest),
    Crc32(crc_fast::Digest),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hasher {
    /// Starts; `None` for an algorithm that is not known.
    pub(crate) fn new(algorithm: &ChecksumAlgorithm) -> Option<Self> {
        use crc_fast::CrcAlgorithm::{Crc32Iscsi, Crc32IsoHdlc, Crc64Nvme};
        Some(match algorithm {
            ChecksumAlgorithm::Crc32 => Self::Crc32(crc_fast::Digest::new(Crc32IsoHdlc)),
            ChecksumAlgorithm::Crc32c => Self::Crc32(crc_fast::Digest::new(Crc32Iscsi)),
            ChecksumAlgorithm::Crc64Nvme => Self::Crc64(crc_fast::Digest::new(Crc64Nvme)),
            ChecksumAlgorithm::Sha1 => Self::Sha1(Sha1::new()),
            ChecksumAlgorithm::Sha256 => Self::Sha256(Sha256::new()),
            ChecksumAlgorithm::Unknown(_) => return None,
        })
    }

    /// Takes the next bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc64(digest) | Self::Crc32(digest) => digest.update(bytes),
            Self::Sha1(digest) => digest.update(bytes),
            Self::Sha256(digest) => digest.update(bytes),
        }
    }

    /// The checksum, in base64.
    pub(crate) fn finish(self) -> String {
        match self {
            Self::Crc64(digest) => BASE64_STANDARD.encode(digest.finalize().to_be_bytes()),
            Self::Crc32(digest) => BASE64_STANDARD.encode(&digest.finalize().to_be_bytes()[4..]),
            Self::Sha1(digest) => BASE64_STANDARD.encode(digest.finalize()),
            Self::Sha256(digest) => BASE64_STANDARD.encode(digest.finalize()),
        }
    }

    /// The checksum of bytes that are in memory; `None` for an algorithm that is not known.
    pub(crate) fn of(algorithm: &ChecksumAlgorithm, bytes: &[u8]) -> Option<String> {
        let mut hasher = Self::new(algorithm)?;
        hasher.update(bytes);
        Some(hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::{ChecksumAlgorithm, Hasher};

    /// The check values of the catalogue of parametrised CRC algorithms, and of FIPS 180 for the digests.
    #[test]
    fn computes_the_published_check_values() {
        for (algorithm, expected) in [
            (ChecksumAlgorithm::Crc32, "y/Q5Jg=="),
            (ChecksumAlgorithm::Crc32c, "4waSgw=="),
            (ChecksumAlgorithm::Crc64Nvme, "rosUhgp5mIg="),
            (ChecksumAlgorithm::Sha1, "98O8HYCOBHMq32eZZczDTKeuNEE="),
            (ChecksumAlgorithm::Sha256, "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
        ] {
            assert_eq!(Hasher::of(&algorithm, b"123456789").as_deref(), Some(expected), "{algorithm:?}");
        }
    }
}
