//! [`Config`]: where a client sends its calls, as whom, and how patiently: from code, from the environment, and from the
//! shared `config` and `credentials` files.
//!
//! What code sets wins over the environment, and the environment over the files. Each variable `VOID_…` comes before its
//! counterpart `AWS_…`, a blank one counts as not set, and credentials are taken from one of the two families as a whole.
//!
//! | setting | environment | shared files |
//! |---|---|---|
//! | endpoint of one service | `VOID_ENDPOINT_URL_MESSAGING`, `AWS_ENDPOINT_URL_SQS` | `endpoint_url` under the service in the profile's `services` section |
//! | endpoint of all services | `VOID_ENDPOINT_URL`, `AWS_ENDPOINT_URL` | `endpoint_url` |
//! | no endpoint but the service's own | `…_IGNORE_CONFIGURED_ENDPOINT_URLS=true` | `ignore_configured_endpoint_urls` |
//! | region | `VOID_REGION`, `AWS_REGION`, `AWS_DEFAULT_REGION` | `region` |
//! | credentials | `…_ACCESS_KEY_ID`, `…_SECRET_ACCESS_KEY`, `…_SESSION_TOKEN` | `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token` |
//! | credentials of a container | `…_CONTAINER_CREDENTIALS_RELATIVE_URI` or `…_FULL_URI`, `…_CONTAINER_AUTHORIZATION_TOKEN_FILE` or `…_TOKEN` | |
//! | attempts | `VOID_MAX_ATTEMPTS`, `AWS_MAX_ATTEMPTS` | `max_attempts` |
//! | certificates to trust besides the built-in ones (PEM) | `VOID_CA_BUNDLE`, `AWS_CA_BUNDLE` | `ca_bundle` |
//! | profile | `VOID_PROFILE`, `AWS_PROFILE`; else `default` | |
//! | the files themselves | `…_CONFIG_FILE`, `…_SHARED_CREDENTIALS_FILE`; else `~/.aws/config`, `~/.aws/credentials` | |

mod builder;
mod endpoints;
mod environment;
mod error;
mod load;
mod shared;
mod sources;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::Bytes;

use self::endpoints::Endpoints;
pub use self::{
    builder::ConfigBuilder,
    environment::Environment,
    error::ConfigError,
    sources::{Setting, Sources},
};
use crate::{
    clock::SharedClock,
    credentials::SharedCredentials,
    pipeline::{Endpoint, Service},
    random::Random,
    retry::RetryPolicy,
    transport::SharedTransport,
};

/// Everything a client needs to know. Cheap to clone; clones share the credentials that were fetched.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) endpoint_url: Option<String>,
    pub(crate) endpoints: Endpoints,
    pub(crate) region: Option<String>,
    pub(crate) credentials: Option<SharedCredentials>,
    /// Where credentials were looked for, when there are none.
    pub(crate) looked_for_credentials: Option<String>,
    pub(crate) transport: Option<SharedTransport>,
    /// What the default transport trusts besides the built-in roots.
    #[cfg_attr(
        not(any(feature = "http", test)),
        expect(dead_code, reason = "there is no default transport")
    )]
    pub(crate) ca_bundle_pem: Option<Bytes>,
    pub(crate) retry: RetryPolicy,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) clock: SharedClock,
    pub(crate) random: Random,
    pub(crate) unsigned: bool,
}

impl Config {
    /// Starts from nothing: no region, no credentials, no endpoint, the default transport.
    #[must_use]
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Reads the process's environment and the shared files, as the [module](self) says.
    ///
    /// That there are no credentials or no region is no error here; it is the error of a call that needs them.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when a setting can't be read: half of a pair of credentials, a number that is none, a profile that
    /// was asked for and does not exist, a file with a line that says nothing.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_environment(&Environment::process())
    }

    /// Reads `environment` as [`from_env`](Self::from_env) reads the process's.
    ///
    /// # Errors
    ///
    /// As for [`from_env`](Self::from_env).
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self::builder().environment(environment)?.build())
    }

    /// The region that calls are signed for.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// Where the time comes from.
    #[must_use]
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Where jitter and ids come from.
    #[must_use]
    pub const fn random(&self) -> &Random {
        &self.random
    }

    /// How often a call is tried.
    #[must_use]
    pub const fn retry(&self) -> &RetryPolicy {
        &self.retry
    }

    /// The endpoint that is configured for `service`; `None` where it has its own in the region.
    pub(crate) fn endpoint_for(&self, service: &Service) -> Option<Result<Endpoint, String>> {
        if let Some(url) = &self.endpoint_url {
            return Some(Endpoint::parse(url));
        }
        let (url, origin) = self.endpoints.of(service)?;
        Some(Endpoint::parse(&url).map_err(|error| format!("{origin}: {error}")))
    }
}
