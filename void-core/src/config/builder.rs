//! [`ConfigBuilder`]: sets a [`Config`] up.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;

use super::{Config, ConfigError, Environment, endpoints::Endpoints, load};
use crate::{
    clock::{SharedClock, SystemClock},
    credentials::{CachedCredentials, ProvideCredentials, SharedCredentials},
    random::Random,
    retry::RetryPolicy,
    transport::{SharedTransport, Transport},
};

/// Sets a [`Config`] up.
#[derive(Clone, Debug, Default)]
pub struct ConfigBuilder {
    endpoint_url: Option<String>,
    endpoints: Endpoints,
    region: Option<String>,
    credentials: Option<SharedCredentials>,
    looked_for_credentials: Option<String>,
    transport: Option<SharedTransport>,
    retry: Option<RetryPolicy>,
    max_attempts: Option<u32>,
    ca_bundle_pem: Option<Bytes>,
    call_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    clock: Option<SharedClock>,
    random: Option<Random>,
    unsigned: bool,
}

impl ConfigBuilder {
    /// Sends calls to `url` instead of the service's own endpoint in the region: `http://localhost:4566`, a `&str`, a
    /// `String` or an [`http::Uri`]. A path in it goes in front of every request's.
    ///
    /// A URL that is none is the error of every call, which says what one looks like.
    #[must_use]
    pub fn endpoint_url(mut self, url: impl fmt::Display) -> Self {
        self.endpoint_url = Some(url.to_string());
        self
    }

    /// The region that calls are signed for: `eu-central-1`. It also says where the service's own endpoint is. Without one,
    /// a call through a transport of one's own is for `us-east-1`, and any other fails.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Signs calls with what `provider` gives. Without one, calls go out unsigned where [`transport`](Self::transport) was
    /// set, and fail where it was not.
    ///
    /// Credentials that say when they expire are kept, and the provider is asked again 5 to 10 minutes before, or when half
    /// of their time is over; while that fails, those that are still valid are used. Credentials that do not say so are
    /// asked for with each attempt.
    #[must_use]
    pub fn credentials(mut self, provider: impl ProvideCredentials) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// Sends calls without a signature, whatever the credentials: for an endpoint that asks for none.
    #[must_use]
    pub const fn unsigned(mut self) -> Self {
        self.unsigned = true;
        self
    }

    /// Sends calls through `transport`: a mock, or a wrapper of another one. Default: a new
    /// `HttpTransport` for each client, with the feature `http`.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// How often a call is tried. Default: 3 attempts.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// The most a call may take over all its attempts. Default: no limit beyond the attempts' own.
    #[must_use]
    pub const fn call_timeout(mut self, limit: Duration) -> Self {
        self.call_timeout = Some(limit);
        self
    }

    /// The most one attempt may take; a long poll's wait is added to it. Default: 10 s.
    #[must_use]
    pub const fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Takes the time from `clock`. Default: [`SystemClock`].
    #[must_use]
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Takes jitter and ids from `random`. Default: a seed that differs from run to run.
    #[must_use]
    pub fn random(mut self, random: Random) -> Self {
        self.random = Some(random);
        self
    }

    /// Takes what is not set in code, before or after this, from `environment` and the shared files, as the
    /// [module](super) says.
    ///
    /// # Errors
    ///
    /// As for [`Config::from_env`].
    pub fn environment(mut self, environment: &Environment) -> Result<Self, ConfigError> {
        let loaded = load::load(environment)?;
        self.endpoints = loaded.endpoints;
        self.region = self.region.or(loaded.region.map(|(region, _)| region));
        self.max_attempts = loaded.max_attempts;
        self.ca_bundle_pem = loaded.ca_bundle_pem.map(Bytes::from);
        match loaded.credentials {
            Ok((credentials, _)) => self.credentials = self.credentials.or(Some(credentials)),
            Err(looked_for) => self.looked_for_credentials = Some(looked_for),
        }
        Ok(self)
    }

    /// Ends the set-up.
    #[must_use]
    pub fn build(self) -> Config {
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let random = self.random.unwrap_or_else(Random::from_entropy);
        let retry = self
            .retry
            .unwrap_or_else(|| self.max_attempts.map_or_else(RetryPolicy::default, RetryPolicy::attempts));
        let credentials = self.credentials.map(|provider| {
            Arc::new(CachedCredentials::new(provider, Arc::clone(&clock), random.fork("credentials")))
                as SharedCredentials
        });
        Config {
            endpoint_url: self.endpoint_url,
            endpoints: self.endpoints,
            region: self.region,
            credentials,
            looked_for_credentials: self.looked_for_credentials,
            transport: self.transport,
            ca_bundle_pem: self.ca_bundle_pem,
            retry,
            call_timeout: self.call_timeout,
            attempt_timeout: self.attempt_timeout.unwrap_or(Duration::from_secs(10)),
            clock,
            random,
            unsigned: self.unsigned,
        }
    }
}
