//! [`Checksum`]: checksums as they are on the wire, base64 of the big-endian digest.

use base64::{Engine, prelude::BASE64_STANDARD};
use http::HeaderName;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use void_core::signing::{NewTrailer, Trailer};

use crate::types::ChecksumAlgorithm;

/// A checksum that is known how to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checksum {
    Crc64Nvme,
    Crc32c,
    Crc32,
    Sha1,
    Sha256,
}

impl Checksum {
    /// All of them, the cheapest first.
    pub(crate) const ALL: [Self; 5] = [Self::Crc64Nvme, Self::Crc32c, Self::Crc32, Self::Sha1, Self::Sha256];

    /// The one by `algorithm`; `None` for one that is not known.
    pub(crate) const fn by(algorithm: &ChecksumAlgorithm) -> Option<Self> {
        Some(match algorithm {
            ChecksumAlgorithm::Crc32 => Self::Crc32,
            ChecksumAlgorithm::Crc32c => Self::Crc32c,
            ChecksumAlgorithm::Crc64Nvme => Self::Crc64Nvme,
            ChecksumAlgorithm::Sha1 => Self::Sha1,
            ChecksumAlgorithm::Sha256 => Self::Sha256,
            ChecksumAlgorithm::Unknown(_) => return None,
        })
    }

    /// How it is computed.
    pub(crate) const fn algorithm(self) -> ChecksumAlgorithm {
        match self {
            Self::Crc64Nvme => ChecksumAlgorithm::Crc64Nvme,
            Self::Crc32c => ChecksumAlgorithm::Crc32c,
            Self::Crc32 => ChecksumAlgorithm::Crc32,
            Self::Sha1 => ChecksumAlgorithm::Sha1,
            Self::Sha256 => ChecksumAlgorithm::Sha256,
        }
    }

    /// The header or trailer that it is in.
    pub(crate) const fn header(self) -> HeaderName {
        HeaderName::from_static(match self {
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        })
    }

    /// How many bytes the digest has.
    const fn len(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// Starts at the first byte.
    pub(crate) fn hasher(self) -> Hasher {
        use crc_fast::CrcAlgorithm::{Crc32Iscsi, Crc32IsoHdlc, Crc64Nvme};
        match self {
            Self::Crc32 => Hasher::Crc32(crc_fast::Digest::new(Crc32IsoHdlc)),
            Self::Crc32c => Hasher::Crc32(crc_fast::Digest::new(Crc32Iscsi)),
            Self::Crc64Nvme => Hasher::Crc64(crc_fast::Digest::new(Crc64Nvme)),
            Self::Sha1 => Hasher::Sha1(Sha1::new()),
            Self::Sha256 => Hasher::Sha256(Sha256::new()),
        }
    }

    /// The checksum of parts' checksums, with the number of parts: `…-3`. `None` where one is no checksum.
    #[cfg(feature = "mock")]
    pub(crate) fn composite<'a>(self, parts: impl IntoIterator<Item = &'a str>) -> Option<String> {
        let (mut hasher, mut count) = (self.hasher(), 0);
        for part in parts {
            hasher.update(&BASE64_STANDARD.decode(part).ok()?);
            count += 1;
        }
        Some(format!("{}-{count}", hasher.finish()))
    }

    /// The checksum of parts one after another, of their checksums and lengths. `None` for one that can't be combined.
    #[cfg(feature = "mock")]
    pub(crate) fn combined<'a>(self, parts: impl IntoIterator<Item = (&'a str, u64)>) -> Option<String> {
        use crc_fast::CrcAlgorithm::{Crc32Iscsi, Crc32IsoHdlc, Crc64Nvme};
        let algorithm = match self {
            Self::Crc32 => Crc32IsoHdlc,
            Self::Crc32c => Crc32Iscsi,
            Self::Crc64Nvme => Crc64Nvme,
            Self::Sha1 | Self::Sha256 => return None,
        };
        let mut whole: Option<u64> = None;
        for (part, len) in parts {
            let digest = BASE64_STANDARD.decode(part).ok()?;
            let part = digest.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
            whole = Some(match whole {
                None => part,
                Some(before) => crc_fast::checksum_combine(algorithm, before, part, len),
            });
        }
        let bytes = whole?.to_be_bytes();
        Some(BASE64_STANDARD.encode(&bytes[bytes.len() - self.len()..]))
    }

    /// The checksum of bytes that are in memory, in base64.
    pub(crate) fn of(self, bytes: &[u8]) -> String {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish()
    }
}

/// A checksum as the trailer of a body.
impl NewTrailer for Checksum {
    fn name(&self) -> HeaderName {
        self.header()
    }

    fn value_len(&self) -> usize {
        self.len().div_ceil(3) * 4
    }

    fn start(&self) -> Box<dyn Trailer> {
        Box::new(self.hasher())
    }
}

impl Trailer for Hasher {
    fn update(&mut self, bytes: &[u8]) {
        Self::update(self, bytes);
    }

    fn finish(self: Box<Self>) -> String {
        Self::finish(*self)
    }
}

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
    #[cfg(any(test, feature = "mock"))]
    pub(crate) fn new(algorithm: &ChecksumAlgorithm) -> Option<Self> {
        Checksum::by(algorithm).map(Checksum::hasher)
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
}

#[cfg(test)]
mod tests {
    use void_core::signing::NewTrailer;

    use super::{Checksum, ChecksumAlgorithm, Hasher};

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
            let mut hasher = Hasher::new(&algorithm).expect("it is known");
            hasher.update(b"1234");
            hasher.update(b"56789");
            assert_eq!(hasher.finish(), expected, "{algorithm:?}");
            let checksum = Checksum::by(&algorithm).unwrap();
            assert_eq!((checksum.algorithm(), checksum.value_len()), (algorithm, expected.len()));
        }
    }

    #[cfg(feature = "mock")]
    #[test]
    fn checksums_of_parts_are_combined_to_that_of_the_whole() {
        let whole = b"123456789";
        for checksum in [Checksum::Crc32, Checksum::Crc32c, Checksum::Crc64Nvme] {
            for one in 0..=whole.len() {
                for two in one..=whole.len() {
                    let parts = [&whole[..one], &whole[one..two], &whole[two..]];
                    let parts = parts.map(|part| (checksum.of(part), part.len() as u64));
                    let combined = checksum.combined(parts.iter().map(|(part, len)| (&**part, *len)));
                    assert_eq!(combined, Some(checksum.of(whole)), "{checksum:?} {one} {two}");
                }
            }
        }
        assert_eq!(Checksum::Sha256.combined([("", 0)]), None);
    }
}
