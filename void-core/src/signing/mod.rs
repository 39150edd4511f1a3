//! AWS Signature Version 4: proving to a service who calls, and checking it.

#[cfg(feature = "mock")]
pub mod verify;

#[cfg(feature = "mock")]
pub use self::verify::{Verified, Verifier, VerifyError};
