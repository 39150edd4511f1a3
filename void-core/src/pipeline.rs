//! [`Pipeline`]: build → retry { sign → send → classify } → decode, the same for every service.

use std::{sync::Arc, time::Duration};

use http::{Request, Response, response};

use crate::{
    body::Body,
    config::Config,
    error::{CallError, CallErrorKind, ServiceError},
    time::timeout,
    transport::OperationInfo,
};

/// The largest error response that is read.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// What the pipeline needs to know of a service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// As in the crate's name, in spans and in `VOID_ENDPOINT_URL_…`: `messaging`.
    pub name: &'static str,
    /// As in `AWS_ENDPOINT_URL_…`: `SQS`.
    pub aws_name: &'static str,
    /// The name that calls are signed for, and the first label of the endpoint's host: `sqs`.
    pub signing_name: &'static str,
    /// Reads an error response.
    pub decode_error: fn(&response::Parts, &[u8]) -> ServiceError,
}

/// What is particular to one call.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallOptions {
    /// Added to the attempt's time limit: how long the service itself waits (a long poll).
    pub extra_time: Duration,
    /// Tried once only: the caller retries by itself, or must not.
    pub no_retry: bool,
}

/// Carries a service's calls. Cheap to clone; clones share connections, credentials and the retry budget.
#[derive(Clone, Debug)]
pub struct Pipeline {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    service: Service,
    config: Config,
}

impl Pipeline {
    /// Sets up the pipeline of `service`.
    #[must_use]
    pub fn new(service: Service, mut config: Config) -> Self {
        config.transport = config.transport.or_else(default_transport);
        Self { inner: Arc::new(Inner { service, config }) }
    }

    /// The configuration that it was set up with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Sends `request` until it is answered, as often as the configuration and the retry budget allow.
    ///
    /// The request's URI is a path and query; the endpoint goes in front. The response has a success status, and its body is not read yet.
    ///
    /// # Errors
    ///
    /// A [`CallError`] of any kind.
    pub async fn call(
        &self,
        operation: &'static str,
        mut request: Request<Body>,
        options: CallOptions,
    ) -> Result<Response<Body>, CallError> {
        let Inner { service, config } = &*self.inner;
        let Some(transport) = &config.transport else {
            return Err(CallError::new(operation, CallErrorKind::Config("there is no transport: give the configuration one, or switch on void-core's feature `http`".to_owned())));
        };
        request.extensions_mut().insert(OperationInfo { service: service.name, operation, attempt: 1 });
        let limit = config.attempt_timeout + options.extra_time;
        let response = match timeout(&*config.clock, limit, transport.send(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(CallError::new(operation, CallErrorKind::Transport(error))),
            Err(_elapsed) => return Err(CallError::new(operation, CallErrorKind::Timeout)),
        };
        if response.status().is_success() {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let body = body.into_bytes(ERROR_BODY_LIMIT).await.unwrap_or_default();
        Err(CallError::new(operation, CallErrorKind::Service((service.decode_error)(&parts, &body))))
    }
}

#[cfg(feature = "http")]
fn default_transport() -> Option<crate::transport::SharedTransport> {
    Some(Arc::new(crate::transport::HttpTransport::new()))
}

#[cfg(not(feature = "http"))]
const fn default_transport() -> Option<crate::transport::SharedTransport> {
    None
}
