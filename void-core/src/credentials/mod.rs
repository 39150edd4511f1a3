//! Credentials and where they come from.

mod cached;
pub(crate) mod container;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use async_trait::async_trait;

pub use self::cached::CachedCredentials;
use crate::clock::Timestamp;

/// An access key with its secret. The secret and the session token never show in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token of temporary credentials.
    pub session_token: Option<String>,
    /// When temporary credentials expire.
    pub expires_at: Option<Timestamp>,
}

impl Credentials {
    /// Makes credentials that do not expire.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
            expires_at: None,
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// There are no credentials; the message says where they were looked for.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CredentialsError {
    message: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl CredentialsError {
    /// Makes an error that says `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Adds what caused it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(cause.into());
        self
    }
}

/// Gives credentials when a call is signed: implement it to bring your own.
#[async_trait]
pub trait ProvideCredentials: fmt::Debug + Send + Sync + 'static {
    /// The credentials to sign with now.
    async fn credentials(&self) -> Result<Credentials, CredentialsError>;
}

/// A source of credentials that many hold.
pub type SharedCredentials = Arc<dyn ProvideCredentials>;

#[async_trait]
impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        (**self).credentials().await
    }
}

#[async_trait]
impl ProvideCredentials for Credentials {
    async fn credentials(&self) -> Result<Self, CredentialsError> {
        Ok(self.clone())
    }
}
