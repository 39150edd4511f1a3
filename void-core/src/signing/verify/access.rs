//! [`Access`]: who may call a mock.

use std::sync::Arc;

use http::request::Parts;

use super::{PolicyClaim, Verified, Verifier, VerifyError};
use crate::{clock::Timestamp, credentials::Credentials};

/// Who may call: those that sign with one of these credentials. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Access {
    verifier: Verifier,
    credentials: Arc<Vec<Credentials>>,
}

impl Access {
    /// Those that sign with one of `credentials`, as `verifier` checks it.
    #[must_use]
    pub fn new(verifier: Verifier, credentials: Vec<Credentials>) -> Self {
        Self { verifier, credentials: Arc::new(credentials) }
    }

    /// Lets `credentials` call too.
    pub fn allow(&mut self, credentials: Credentials) {
        Arc::make_mut(&mut self.credentials).push(credentials);
    }

    /// Checks the signature of a request: see [`Verifier::verify`].
    ///
    /// # Errors
    ///
    /// A [`VerifyError`] of any kind.
    pub fn verify(
        &self,
        parts: &Parts,
        body: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<Verified, VerifyError> {
        self.verifier.verify(parts, body, now, |key| self.find(key))
    }

    /// Checks the signature of a policy: see [`Verifier::verify_policy`].
    ///
    /// # Errors
    ///
    /// A [`VerifyError`] of any kind but [`VerifyError::Missing`].
    pub fn verify_policy(&self, claim: &PolicyClaim<'_>, now: Timestamp) -> Result<Verified, VerifyError> {
        self.verifier.verify_policy(claim, now, |key| self.find(key))
    }

    fn find(&self, key: &str) -> Option<Credentials> {
        self.credentials.iter().find(|known| known.access_key_id == key).cloned()
    }
}
