//! AWS Signature Version 4: proving to a service who calls, and checking it.

mod canonical;
mod sign;
#[cfg(test)]
mod vectors;
#[cfg(feature = "mock")]
pub mod verify;

pub use self::sign::{Signer, SigningError};
#[cfg(feature = "mock")]
pub use self::verify::{Verified, Verifier, VerifyError};
