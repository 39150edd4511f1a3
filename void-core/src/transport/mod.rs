//! The seam: every call is an [`http::Request`] that a [`Transport`] answers.

mod error;
mod function;
#[cfg(feature = "http")]
mod http;

use std::{fmt, sync::Arc};

use async_trait::async_trait;

#[cfg(feature = "http")]
pub use self::http::{HttpTransport, HttpTransportBuilder};
pub use self::{
    error::{TransportError, TransportErrorKind},
    function::{TransportFn, transport_fn},
};
use crate::body::Body;

/// One HTTP exchange. An answer with an error status is a response, not an error.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request` and gives the response as soon as its head is there.
    async fn send(&self, request: ::http::Request<Body>) -> Result<::http::Response<Body>, TransportError>;
}

/// A transport that many hold.
pub type SharedTransport = Arc<dyn Transport>;

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: ::http::Request<Body>) -> Result<::http::Response<Body>, TransportError> {
        (**self).send(request).await
    }
}

/// What passes through a transport: set in the request's [`http::Extensions`] by the pipeline, for each attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// The service, as in its crate's name: `messaging`.
    pub service: &'static str,
    /// The operation: `SendMessage`.
    pub operation: &'static str,
    /// Counts from 1.
    pub attempt: u32,
}
