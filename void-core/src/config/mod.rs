//! [`Config`]: where a client sends its calls, as whom, and how patiently.

use std::{sync::Arc, time::Duration};

use crate::{
    clock::{SharedClock, SystemClock},
    credentials::{ProvideCredentials, SharedCredentials},
    pipeline::{Endpoint, Service},
    random::Random,
    retry::RetryPolicy,
    transport::{SharedTransport, Transport},
};

/// Everything a client needs to know. Cheap to clone; a field that is `None` has the default that its method names.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) endpoint_url: Option<http::Uri>,
    pub(crate) region: Option<String>,
    pub(crate) credentials: Option<SharedCredentials>,
    pub(crate) transport: Option<SharedTransport>,
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
    pub(crate) fn endpoint_for(&self, _service: &Service) -> Option<Result<Endpoint, String>> {
        self.endpoint_url.as_ref().map(|url| Endpoint::parse(&url.to_string()))
    }
}

/// Sets a [`Config`] up.
#[derive(Clone, Debug, Default)]
pub struct ConfigBuilder {
    endpoint_url: Option<http::Uri>,
    region: Option<String>,
    credentials: Option<SharedCredentials>,
    transport: Option<SharedTransport>,
    retry: Option<RetryPolicy>,
    call_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    clock: Option<SharedClock>,
    random: Option<Random>,
    unsigned: bool,
}

impl ConfigBuilder {
    /// Sends calls to `url` (`http://localhost:4566`) instead of the service's own endpoint in the region.
    #[must_use]
    pub fn endpoint_url(mut self, url: http::Uri) -> Self {
        self.endpoint_url = Some(url);
        self
    }

    /// The region that calls are signed for: `eu-central-1`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Signs calls with what `provider` gives. Without one, calls go out unsigned only where the transport needs no signature.
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

    /// Sends calls through `transport`: a mock, or a wrapper of another one.
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

    /// Ends the set-up.
    #[must_use]
    pub fn build(self) -> Config {
        Config {
            endpoint_url: self.endpoint_url,
            region: self.region,
            credentials: self.credentials,
            transport: self.transport,
            retry: self.retry.unwrap_or_default(),
            call_timeout: self.call_timeout,
            attempt_timeout: self.attempt_timeout.unwrap_or(Duration::from_secs(10)),
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            random: self.random.unwrap_or_else(Random::from_entropy),
            unsigned: self.unsigned,
        }
    }
}
