//! [`ServeLimits`]: what a client may ask of the server.

use std::time::Duration;

/// Limits against slow and greedy clients.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServeLimits {
    /// The most connections at a time. For a further one the connection ends that is without a request for longest; where each
    /// has one, it waits. Default 1,024.
    pub max_connections: usize,
    /// The largest request line and headers, in bytes; above: 431. Default 64 KiB.
    pub max_header_bytes: usize,
    /// The most headers of a request; above: 431. Default 100.
    pub max_headers: usize,
    /// The largest request body, in bytes; above: 413. Default 6 GiB: the largest object that one request puts, 5 GiB, fits in
    /// with all that its chunks have besides. It is read as it comes, and services whose requests are smaller have limits
    /// of their own: messaging's and streams' are 16 MiB.
    pub max_body_bytes: u64,
    /// How long a request's headers may take, from the end of the request before: an idle connection ends after it, too.
    /// Default 60 s.
    pub header_timeout: Duration,
    /// How long a request's body may bring nothing before the connection ends. Default 30 s.
    pub body_timeout: Duration,
    /// How long requests in progress have to finish when the server shuts down; a long poll is cut off then. Default 5 s.
    pub shutdown_grace: Duration,
}

impl Default for ServeLimits {
    fn default() -> Self {
        Self {
            max_connections: 1_024,
            max_header_bytes: 64 * 1024,
            max_headers: 100,
            max_body_bytes: 6 * 1024 * 1024 * 1024,
            header_timeout: Duration::from_secs(60),
            body_timeout: Duration::from_secs(30),
            shutdown_grace: Duration::from_secs(5),
        }
    }
}
