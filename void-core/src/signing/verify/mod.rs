//! Checks signatures of version 4: the other half of signing, written against the specification and not against the signer.
//!
//! See [Elements of a request signature] and, for what differs in S3, [Authenticating Requests].
//!
//! [Elements of a request signature]: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
//! [Authenticating Requests]: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html

mod access;
mod canonical;
mod chunks;
mod claim;
mod error;
mod verifier;

pub use self::{
    access::Access,
    chunks::ChunkVerifier,
    claim::PolicyClaim,
    error::VerifyError,
    verifier::{PayloadCover, Verified, Verifier},
};
pub use super::Rules;

#[cfg(test)]
mod keys;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
