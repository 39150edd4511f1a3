//! [`Integrity`]: what shows that the bytes of an upload arrived as they were sent.

use super::ChecksumAlgorithm;
use crate::wire::{Invalid, Message, Parts};

/// The checksum that the client computes of an upload's bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UploadChecksum {
    /// The client's: CRC-64/NVME unless it is told otherwise.
    #[default]
    Default,
    /// This one.
    Algorithm(ChecksumAlgorithm),
    /// None.
    None,
}

/// Whether the signature of a request covers an upload's bytes. A client without credentials signs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayloadSigning {
    /// Where nothing else protects them: not over TLS or within this machine when there is a checksum, else yes.
    #[default]
    Auto,
    /// Yes, which costs a SHA-256 of them. A stream goes in chunks of 64 KiB, each with its signature.
    Signed,
    /// No.
    Unsigned,
}

/// What shows that the bytes of an upload arrived as they were sent, unless the caller gives their checksum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Integrity {
    /// The checksum.
    pub checksum: UploadChecksum,
    /// The signature.
    pub signing: PayloadSigning,
}

/// The name that the service gives the header that says which checksum the client computed.
pub(crate) const SDK_ALGORITHM: &str = "x-amz-sdk-checksum-algorithm";

impl Parts for Integrity {
    fn write(self, message: &mut Message) -> Result<(), Invalid> {
        message.integrity = self;
        Ok(())
    }

    fn read(message: &mut Message) -> Result<Self, Invalid> {
        let algorithm: Option<ChecksumAlgorithm> = message.take_header(SDK_ALGORITHM)?;
        let checksum = algorithm.map_or(UploadChecksum::Default, UploadChecksum::Algorithm);
        Ok(Self { checksum, signing: PayloadSigning::Auto })
    }
}

/// Gives a call that uploads bytes the methods that say how they are checked. The request has the members `integrity` and
/// `checksums`.
macro_rules! integrity {
    ($request:ty) => {
        impl crate::Call<'_, $request> {
            /// The checksum that the client computes and the service checks and keeps. Default: the client's, CRC-64/NVME
            /// unless it is told otherwise. Of bytes in memory it goes in a header, of any other body in a trailer, computed
            /// as the bytes pass.
            pub fn checksum_algorithm(self, algorithm: impl Into<crate::types::ChecksumAlgorithm>) -> Self {
                self.set(|request| {
                    request.integrity.checksum = crate::types::UploadChecksum::Algorithm(algorithm.into());
                })
            }

            /// Without a checksum of the client's. The service computes one all the same, of what arrives.
            pub fn no_checksum(self) -> Self {
                self.set(|request| request.integrity.checksum = crate::types::UploadChecksum::None)
            }

            /// The checksum of the bytes, base64, which the caller knows: the client computes none. The service refuses other
            /// bytes with `BadDigest`.
            pub fn checksum(
                self,
                algorithm: impl Into<crate::types::ChecksumAlgorithm>,
                value: impl Into<String>,
            ) -> Self {
                self.set(|request| request.checksums.set(&algorithm.into(), value))
            }

            /// Whether the request's signature covers the bytes. Default: where neither TLS nor a checksum protects them.
            pub fn payload_signing(self, signing: crate::types::PayloadSigning) -> Self {
                self.set(|request| request.integrity.signing = signing)
            }
        }
    };
}

pub(crate) use integrity;
