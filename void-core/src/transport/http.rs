//! [`HttpTransport`]: a real endpoint, over HTTP/1.1, with TLS where the endpoint's URL says `https`.

mod body;
mod classify;
mod exact;
mod pool;
#[cfg(test)]
mod tests;
mod tls;

use std::{fmt, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::uri::Scheme;

use self::pool::Pool;
use super::{Transport, TransportError, TransportErrorKind};
use crate::body::Body;

/// How long a connection stays idle in the pool. Services close idle ones after 30 s to 60 s; one that we close first is
/// never found dead by a call.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a connection may take to be made, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// How many idle connections to one host are kept.
const MAX_IDLE_PER_HOST: usize = 64;

/// Sends requests to a real endpoint. A [`Config`](crate::Config) without a transport has one of these.
///
/// HTTP/1.1 with kept-alive connections, TLS 1.2 and 1.3 with the roots of Mozilla's programme built in. It follows no
/// redirect and reads no proxy from the environment. Nothing is set up before the first request, and nothing of TLS
/// before the first one to an `https` URL.
///
/// A connection that turns out to be dead when a request is sent on it gives
/// [`TransportErrorKind::ConnectionLost`]. Then, and when an exchange is dropped before there was an answer, the idle
/// connections are dropped too, so that the next request makes a new one.
///
/// The path and the query of a request go out as they are, dots and all.
///
/// A time limit on the whole exchange is the caller's: the pipeline sets one for each attempt.
#[derive(Debug)]
pub struct HttpTransport {
    plain: Pool,
    secure: Pool,
}

/// Sets an [`HttpTransport`] up.
#[derive(Clone, Debug)]
pub struct HttpTransportBuilder {
    settings: Settings,
}

#[derive(Clone)]
struct Settings {
    idle_timeout: Duration,
    connect_timeout: Duration,
    max_idle_per_host: usize,
    extra_roots_pem: Vec<Bytes>,
}

impl HttpTransport {
    /// Makes a transport with the defaults that [`HttpTransportBuilder`]'s methods name.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Starts from the defaults.
    #[must_use]
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            settings: Settings {
                idle_timeout: IDLE_TIMEOUT,
                connect_timeout: CONNECT_TIMEOUT,
                max_idle_per_host: MAX_IDLE_PER_HOST,
                extra_roots_pem: Vec::new(),
            },
        }
    }

    fn pool(&self, uri: &http::Uri) -> Result<&Pool, TransportError> {
        match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => Ok(&self.secure),
            Some(scheme) if *scheme == Scheme::HTTP => Ok(&self.plain),
            _ => Err(TransportError::new(
                TransportErrorKind::InvalidRequest,
                "the request's URL does not start with http:// or https://",
            )),
        }
    }
}

impl Default for HttpTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpTransportBuilder {
    /// How long a connection stays in the pool unused. Default: 20 s, which is shorter than services keep it open.
    #[must_use]
    pub const fn idle_timeout(mut self, limit: Duration) -> Self {
        self.settings.idle_timeout = limit;
        self
    }

    /// How long making a connection may take, TLS included. Default: 3.1 s.
    #[must_use]
    pub const fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect_timeout = limit;
        self
    }

    /// How many unused connections to one host are kept. Default: 64; how many are in use at once is not limited.
    #[must_use]
    pub const fn max_idle_per_host(mut self, count: usize) -> Self {
        self.settings.max_idle_per_host = count;
        self
    }

    /// Trusts the certificates in `pem` besides the built-in roots: for an endpoint with a certificate of one's own.
    ///
    /// They are read at the first request to an `https` URL; certificates that can't be read fail it with
    /// [`TransportErrorKind::InvalidRequest`].
    #[must_use]
    pub fn extra_roots_pem(mut self, pem: impl Into<Bytes>) -> Self {
        self.settings.extra_roots_pem.push(pem.into());
        self
    }

    /// Ends the set-up.
    #[must_use]
    pub fn build(self) -> HttpTransport {
        HttpTransport { plain: Pool::plain(self.settings.clone()), secure: Pool::secure(self.settings) }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("idle_timeout", &self.idle_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_idle_per_host", &self.max_idle_per_host)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        let pool = self.pool(request.uri())?;
        let authority = request.uri().authority().cloned();
        let host = || authority.as_ref().map_or("the endpoint", |authority| authority.host());
        if exact::is_needed(request.uri()) {
            let mut lease = pool.lease_exact()?;
            let result = exact::send(&lease.client, request, host()).await;
            if !is_lost(&result) {
                lease.keep();
            }
            return result;
        }
        let request = reqwest::Request::try_from(request.map(body::outgoing))
            .map_err(|error| classify::sending(error, host()))?;
        let mut lease = pool.lease()?;
        let result = lease.client.execute(request).await.map_err(|error| classify::sending(error, host()));
        if !is_lost(&result) {
            lease.keep();
        }
        Ok(http::Response::<reqwest::Body>::from(result?).map(body::incoming))
    }
}

fn is_lost<T>(result: &Result<T, TransportError>) -> bool {
    matches!(result, Err(error) if error.kind() == TransportErrorKind::ConnectionLost)
}
