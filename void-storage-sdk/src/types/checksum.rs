//! [`Checksums`]: what shows that an object's bytes arrived as they were sent.

use serde::{Deserialize, Serialize};
use void_core::protocol::shapes::string_enum;

use crate::wire::{
    Invalid, as_text, message,
    xml::{Content, Group, Member, Node, Writer},
};

string_enum! {
    /// How a checksum is computed.
    pub enum ChecksumAlgorithm {
        /// CRC-32 (ISO-HDLC).
        Crc32 = "CRC32",
        /// CRC-32C (Castagnoli).
        Crc32c = "CRC32C",
        /// CRC-64/NVME.
        Crc64Nvme = "CRC64NVME",
        /// SHA-1.
        Sha1 = "SHA1",
        /// SHA-256.
        Sha256 = "SHA256",
    }
}

string_enum! {
    /// What a checksum of an object that was made in parts is of.
    pub enum ChecksumType {
        /// Of its parts' checksums.
        Composite = "COMPOSITE",
        /// Of its bytes.
        FullObject = "FULL_OBJECT",
    }
}

as_text!(ChecksumAlgorithm, ChecksumType);

/// Checksums of an object or a part, base64 of the big-endian digest; usually one.
///
/// [Checking object integrity](https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Checksums {
    /// CRC-32.
    pub crc32: Option<String>,
    /// CRC-32C.
    pub crc32c: Option<String>,
    /// CRC-64/NVME.
    pub crc64nvme: Option<String>,
    /// SHA-1.
    pub sha1: Option<String>,
    /// SHA-256.
    pub sha256: Option<String>,
    /// What they are of.
    pub checksum_type: Option<ChecksumType>,
}

message!(Checksums {
    header "x-amz-checksum-crc32" => crc32,
    header "x-amz-checksum-crc32c" => crc32c,
    header "x-amz-checksum-crc64nvme" => crc64nvme,
    header "x-amz-checksum-sha1" => sha1,
    header "x-amz-checksum-sha256" => sha256,
    header "x-amz-checksum-type" => checksum_type,
});

/// The same as elements: `<ChecksumCRC32>…</ChecksumCRC32>`.
impl Group for Checksums {
    fn write(&self, writer: &mut Writer) {
        for (algorithm, value) in self.iter() {
            Member::write(&value.to_owned(), &format!("Checksum{}", algorithm.as_str()), writer);
        }
        Member::write(&self.checksum_type, "ChecksumType", writer);
    }

    fn accept(&mut self, node: Node<'_, '_>) -> Result<(), Invalid> {
        match node.name().strip_prefix("Checksum") {
            Some("Type") => self.checksum_type = Some(node.text()?.as_str().into()),
            Some(algorithm) => self.set(&algorithm.into(), node.text()?),
            None => node.skip()?,
        }
        Ok(())
    }
}

impl Content for Checksums {
    fn write(&self, writer: &mut Writer) {
        Group::write(self, writer);
    }

    fn read(node: Node<'_, '_>) -> Result<Self, Invalid> {
        let mut checksums = Self::default();
        node.children(|node| checksums.accept(node))?;
        Ok(checksums)
    }
}

impl Checksums {
    /// The checksum by `algorithm`.
    #[must_use]
    pub fn get(&self, algorithm: &ChecksumAlgorithm) -> Option<&str> {
        match algorithm {
            ChecksumAlgorithm::Crc32 => self.crc32.as_deref(),
            ChecksumAlgorithm::Crc32c => self.crc32c.as_deref(),
            ChecksumAlgorithm::Crc64Nvme => self.crc64nvme.as_deref(),
            ChecksumAlgorithm::Sha1 => self.sha1.as_deref(),
            ChecksumAlgorithm::Sha256 => self.sha256.as_deref(),
            ChecksumAlgorithm::Unknown(_) => None,
        }
    }

    /// Sets the checksum by `algorithm`; one that is not known is left out.
    pub fn set(&mut self, algorithm: &ChecksumAlgorithm, value: impl Into<String>) {
        let place = match algorithm {
            ChecksumAlgorithm::Crc32 => &mut self.crc32,
            ChecksumAlgorithm::Crc32c => &mut self.crc32c,
            ChecksumAlgorithm::Crc64Nvme => &mut self.crc64nvme,
            ChecksumAlgorithm::Sha1 => &mut self.sha1,
            ChecksumAlgorithm::Sha256 => &mut self.sha256,
            ChecksumAlgorithm::Unknown(_) => return,
        };
        *place = Some(value.into());
    }

    /// Those that are there.
    pub fn iter(&self) -> impl Iterator<Item = (ChecksumAlgorithm, &str)> {
        ChecksumAlgorithm::KNOWN
            .iter()
            .filter_map(|algorithm| Some((algorithm.clone(), self.get(algorithm)?)))
    }
}
