//! The seam: every call is an `http::Request` that a [`Transport`] answers.

#[cfg(feature = "aws-sdk")]
mod aws_sdk;
mod error;
#[cfg(feature = "mock")]
mod faults;
#[cfg(any(feature = "aws-sdk", feature = "tower"))]
mod foreign;
mod function;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "mock")]
mod recorder;
#[cfg(feature = "tower")]
mod tower;

use std::{fmt, sync::Arc};

use async_trait::async_trait;

#[cfg(feature = "aws-sdk")]
pub use self::aws_sdk::AwsSdkHttpClient;
#[cfg(feature = "http")]
pub use self::http::{HttpTransport, HttpTransportBuilder};
#[cfg(feature = "tower")]
pub use self::tower::{ServiceTransport, TransportService};
pub use self::{
    error::{TransportError, TransportErrorKind},
    function::{TransportFn, transport_fn},
};
#[cfg(feature = "mock")]
pub use self::{
    faults::{FaultRule, Faults},
    recorder::{Exchange, Recorder},
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

/// What passes through a transport: set in the request's `http::Extensions` by the pipeline, for each attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// The service, as in its crate's name: `messaging`.
    pub service: &'static str,
    /// The operation: `SendMessage`.
    pub operation: &'static str,
    /// Counts from 1.
    pub attempt: u32,
}

/// The operation that a request names: by its [`OperationInfo`], or, where a foreign client sent it, by its `X-Amz-Target`.
/// Empty where it names none.
#[cfg(feature = "mock")]
fn operation_name(request: &::http::Request<Body>) -> &str {
    if let Some(info) = request.extensions().get::<OperationInfo>() {
        return info.operation;
    }
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    target.and_then(|target| target.rsplit('.').next()).unwrap_or_default()
}
