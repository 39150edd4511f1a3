//! The connections to one kind of endpoint, plain or TLS, made at its first request and made anew when one was found dead.

use std::sync::{Mutex, PoisonError};

use super::{Settings, exact, tls};
use crate::transport::{TransportError, TransportErrorKind};

/// A client with its pool, of which there is none before the first request.
#[derive(Debug)]
pub(super) struct Pool {
    settings: Settings,
    tls: fn(&Settings) -> Result<rustls::ClientConfig, TransportError>,
    slot: Mutex<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    client: Option<reqwest::Client>,
    exact: Option<exact::Client>,
    generation: u64,
}

/// A client for one exchange. Unless the exchange ends well, the idle connections are dropped with it: when one was found
/// dead, or was waited for in vain, the others are not better.
pub(super) struct Lease<'pool, C> {
    pub(super) client: C,
    pool: &'pool Pool,
    generation: u64,
    renews: bool,
}

impl<C> Lease<'_, C> {
    /// Ends the exchange with a connection that did its work.
    pub(super) fn keep(&mut self) {
        self.renews = false;
    }
}

impl<C> Drop for Lease<'_, C> {
    fn drop(&mut self) {
        if self.renews {
            self.pool.renew(self.generation);
        }
    }
}

impl Pool {
    /// For `http` URLs.
    pub(super) fn plain(settings: Settings) -> Self {
        Self { settings, tls: tls::none, slot: Mutex::default() }
    }

    /// For `https` URLs.
    pub(super) fn secure(settings: Settings) -> Self {
        Self { settings, tls: tls::with_roots, slot: Mutex::default() }
    }

    /// The client to send with now.
    pub(super) fn lease(&self) -> Result<Lease<'_, reqwest::Client>, TransportError> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let client = match &slot.client {
            Some(client) => client.clone(),
            None => slot.client.insert(self.build()?).clone(),
        };
        Ok(Lease { client, pool: self, generation: slot.generation, renews: true })
    }

    /// The client to send with what has to go exactly as it is.
    pub(super) fn lease_exact(&self) -> Result<Lease<'_, exact::Client>, TransportError> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let client = match &slot.exact {
            Some(client) => client.clone(),
            None => {
                let client = exact::client(&self.settings, (self.tls)(&self.settings)?);
                slot.exact.insert(client).clone()
            }
        };
        Ok(Lease { client, pool: self, generation: slot.generation, renews: true })
    }

    /// Drops the idle connections of `generation`, unless another request did so already.
    fn renew(&self, generation: u64) {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.generation == generation {
            *slot = Slot { generation: generation + 1, ..Slot::default() };
        }
    }

    fn build(&self) -> Result<reqwest::Client, TransportError> {
        reqwest::Client::builder()
            .tls_backend_preconfigured((self.tls)(&self.settings)?)
            .http1_only()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(self.settings.connect_timeout)
            .pool_idle_timeout(self.settings.idle_timeout)
            .pool_max_idle_per_host(self.settings.max_idle_per_host)
            .build()
            .map_err(|error| {
                TransportError::new(TransportErrorKind::Other, "the HTTP client can't be set up")
                    .with_source(error)
            })
    }
}
