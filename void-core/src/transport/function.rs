//! [`transport_fn`]: an async function as a transport.

use std::fmt;

use async_trait::async_trait;

use super::{Transport, TransportError};
use crate::body::Body;

/// A transport made by [`transport_fn`].
#[derive(Clone)]
pub struct TransportFn<F>(F);

/// Makes a transport of an async function: a canned answer, a wrapper, a probe.
///
/// ```
/// use void_core::{Body, transport_fn};
///
/// let _always_busy = transport_fn(|_request| async {
///     Ok(http::Response::builder().status(503).body(Body::empty()).expect("a valid response"))
/// });
/// ```
pub const fn transport_fn<F, R>(function: F) -> TransportFn<F>
where
    F: Fn(http::Request<Body>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<http::Response<Body>, TransportError>> + Send,
{
    TransportFn(function)
}

#[async_trait]
impl<F, R> Transport for TransportFn<F>
where
    F: Fn(http::Request<Body>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<http::Response<Body>, TransportError>> + Send,
{
    async fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        (self.0)(request).await
    }
}

impl<F> fmt::Debug for TransportFn<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TransportFn")
    }
}
