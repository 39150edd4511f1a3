//! [`CachedCredentials`]: keeps temporary credentials until shortly before they expire.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;

use super::{Credentials, CredentialsError, ProvideCredentials, SharedCredentials};
use crate::{
    clock::{SharedClock, Timestamp},
    random::Random,
};

/// How long before they expire credentials are fetched anew: between the two, so that many processes do not fetch at once.
const EARLIEST: Duration = Duration::from_secs(10 * 60);
const LATEST: Duration = Duration::from_secs(5 * 60);

/// How long to leave a provider alone that failed while what it gave before is still valid: up to this long.
const PAUSE: Duration = Duration::from_secs(60);

/// Keeps what a provider gives until 5 to 10 minutes before it expires, or until half of its time is over where that is
/// later. One fetch runs at a time; meanwhile, and when it fails, credentials that are still valid are given.
///
/// Credentials that do not say when they expire are not kept.
pub struct CachedCredentials {
    provider: SharedCredentials,
    clock: SharedClock,
    random: Random,
    kept: Mutex<Option<Kept>>,
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    credentials: Credentials,
    expires_at: Timestamp,
    fetch_at: Timestamp,
}

impl CachedCredentials {
    /// Keeps what `provider` gives, by `clock`.
    #[must_use]
    pub fn new(provider: SharedCredentials, clock: SharedClock, random: Random) -> Self {
        Self { provider, clock, random, kept: Mutex::default(), fetching: tokio::sync::Mutex::default() }
    }

    fn kept(&self) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, kept: Option<Kept>) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }

    /// Fetches, while nobody else does.
    async fn fetch(&self, before: Option<Kept>) -> Result<Credentials, CredentialsError> {
        match self.provider.credentials().await {
            Ok(credentials) => {
                let now = self.clock.now();
                self.keep(credentials.expires_at.map(|expires_at| Kept {
                    credentials: credentials.clone(),
                    expires_at,
                    fetch_at: expires_at - self.margin(expires_at.since(now)),
                }));
                Ok(credentials)
            }
            Err(error) => match before.filter(|kept| self.clock.now() < kept.expires_at) {
                Some(mut kept) => {
                    tracing::debug!(%error, "credentials can't be fetched anew; those that are still valid are used");
                    kept.fetch_at = self.clock.now() + PAUSE.mul_f64(self.random.unit());
                    let credentials = kept.credentials.clone();
                    self.keep(Some(kept));
                    Ok(credentials)
                }
                None => Err(error),
            },
        }
    }

    fn margin(&self, lifetime: Duration) -> Duration {
        let jitter = (EARLIEST - LATEST).mul_f64(self.random.unit());
        (LATEST + jitter).min(lifetime / 2)
    }
}

#[async_trait]
impl ProvideCredentials for CachedCredentials {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let now = self.clock.now();
        let kept = self.kept();
        let _guard = match &kept {
            Some(kept) if now < kept.fetch_at => return Ok(kept.credentials.clone()),
            // Still valid: whoever fetches already does it for us too.
            Some(kept) if now < kept.expires_at => match self.fetching.try_lock() {
                Ok(guard) => guard,
                Err(_taken) => return Ok(kept.credentials.clone()),
            },
            Some(_) => self.fetching.lock().await,
            None => self.fetching.lock().await,
        };
        match self.kept() {
            Some(kept) if self.clock.now() < kept.fetch_at => Ok(kept.credentials),
            kept => self.fetch(kept).await,
        }
    }
}

impl fmt::Debug for CachedCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CachedCredentials").field("provider", &self.provider).finish_non_exhaustive()
    }
}
