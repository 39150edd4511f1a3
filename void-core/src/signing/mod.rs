//! AWS Signature Version 4: proving to a service who calls, and checking it.

mod canonical;
mod chain;
mod chunked;
mod payload;
mod policy;
mod rules;
#[cfg(feature = "mock")]
#[cfg(test)]
pub(crate) mod s3_vectors;
mod sign;
#[cfg(test)]
mod vectors;
#[cfg(feature = "mock")]
pub mod verify;

#[cfg(feature = "mock")]
pub use self::verify::{Access, ChunkVerifier, PolicyClaim, Verified, Verifier, VerifyError};
pub(crate) use self::{chain::ChunkChain, chunked::Chunked};
pub use self::{
    payload::{NewTrailer, Payload, Trailer},
    policy::PolicySigner,
    rules::Rules,
    sign::{Signer, SigningError},
};
