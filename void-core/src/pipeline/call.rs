//! [`Pipeline`]: carries the calls of one client.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, Uri, header, request};
use tracing::{Instrument, Span, field::Empty};

use super::{
    CallOptions, Endpoint, HostPrefix, Service,
    attempt::{Attempt, Failure, Reading, Skew},
    auth::{self, Auth},
    retries::{Next, Retries},
};
use crate::{
    body::Body,
    config::Config,
    error::{CallError, CallErrorKind},
    retry::bucket::TokenBucket,
    trace::TraceContext,
    transport::{OperationInfo, SharedTransport},
};

/// The largest response that is read into memory.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// How slowly a body may be sent, in bytes a second.
const SLOWEST_UPLOAD: u64 = 64 * 1024;

const USER_AGENT: HeaderValue =
    HeaderValue::from_static(concat!("void-sdk-rust/", env!("CARGO_PKG_VERSION")));
const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Carries a service's calls. Cheap to clone; clones share connections, credentials, the retry budget and what was learnt
/// of the server's clock.
#[derive(Clone, Debug)]
pub struct Pipeline {
    pub(super) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) service: Service,
    pub(super) config: Config,
    transport: Option<SharedTransport>,
    pub(super) endpoint: Result<Endpoint, String>,
    pub(super) auth: Auth,
    bucket: TokenBucket,
    pub(super) skew: Skew,
}

impl Pipeline {
    /// Sets up the pipeline of `service`. Nothing is connected, and what is missing in `config` is each call's error.
    #[must_use]
    pub fn new(service: Service, config: Config) -> Self {
        let inner = Inner {
            transport: config.transport.clone().or_else(|| default_transport(&config)),
            endpoint: endpoint(&service, &config),
            auth: Auth::of(&config, &service),
            bucket: TokenBucket::new(),
            skew: Skew::default(),
            service,
            config,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Sets up the pipeline of `service` as [`Config::from_env`] says.
    ///
    /// # Errors
    ///
    /// `Config` when a setting can't be read.
    pub fn from_env(service: Service) -> Result<Self, CallError> {
        let config = Config::from_env()
            .map_err(|error| CallError::new("from_env", CallErrorKind::Config(error.to_string())))?;
        Ok(Self::new(service, config))
    }

    /// The configuration that it was set up with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Sends `request` until it is answered, as often as the configuration and the retry budget allow.
    ///
    /// The request's URI is a path and query, which go below the endpoint, with a [`HostPrefix`] in front of its host; one with
    /// a host goes there. An attempt may take the configuration's `attempt_timeout`, the options' extra time, and the time
    /// that its body takes at 64 KiB a second, where the body's length is known. The response has a
    /// success status, and its body is not read yet: use [`call_bytes`](Self::call_bytes) where it is to be read whole. A body
    /// that keeps its reader waiting for `attempt_timeout` breaks off, unless the options let it be quiet.
    ///
    /// # Errors
    ///
    /// A [`CallError`] of any kind.
    pub async fn call(
        &self,
        operation: &'static str,
        request: Request<Body>,
        options: CallOptions,
    ) -> Result<Response<Body>, CallError> {
        let limit = (!options.quiet_body).then_some(self.inner.config.attempt_timeout);
        self.traced(operation, request, options, Reading::Head(limit)).await
    }

    /// Sends `request` as [`call`](Self::call) does and reads the response whole, at most 64 MiB. A body that breaks off is
    /// a failed attempt, and reading it counts towards the attempt's time.
    ///
    /// # Errors
    ///
    /// A [`CallError`] of any kind.
    pub async fn call_bytes(
        &self,
        operation: &'static str,
        request: Request<Body>,
        options: CallOptions,
    ) -> Result<Response<Bytes>, CallError> {
        let response = self.traced(operation, request, options, Reading::Whole(BODY_LIMIT)).await?;
        Ok(response.map(Body::into_memory))
    }

    async fn traced(
        &self,
        operation: &'static str,
        request: Request<Body>,
        options: CallOptions,
        reading: Reading,
    ) -> Result<Response<Body>, CallError> {
        let span = tracing::debug_span!(
            "call",
            service = self.inner.service.name,
            operation,
            attempt = Empty,
            status = Empty,
            request_id = Empty,
        );
        self.inner.call(&span, operation, request, options, reading).instrument(span.clone()).await
    }
}

impl Inner {
    async fn call(
        &self,
        span: &Span,
        operation: &'static str,
        request: Request<Body>,
        options: CallOptions,
        reading: Reading,
    ) -> Result<Response<Body>, CallError> {
        let Self { config, .. } = self;
        let attempt = self
            .attempt(span, reading, options)
            .map_err(|message| CallError::new(operation, CallErrorKind::Config(message)))?;
        let (head, mut body) =
            self.prepare(request).map_err(|kind| CallError::new(operation, kind))?.into_parts();
        let mut retries = Retries::new(config, &self.bucket, options);
        loop {
            let number = retries.start();
            span.record("attempt", number);
            let again = body.try_clone();
            let request = self.number(&head, body, operation, number);
            let limit = config.attempt_timeout + options.extra_time + upload_time(request.body());
            let left = retries.time_left();
            let failure = match attempt.run(request, left.map_or(limit, |left| left.min(limit))).await {
                Ok(response) => {
                    retries.succeed();
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            if retries.time_left().is_some_and(|left| left.is_zero()) {
                return Err(retries.give_up(operation, CallErrorKind::Timeout));
            }
            let clock_was_set = self.skew.learn(&failure, &*config.clock);
            let next = retries.after(&failure, again.is_some(), clock_was_set);
            trace_failure(number, &failure, &next);
            let (Next::Retry(wait) | Next::GiveUp(wait)) = next;
            if !wait.is_zero() {
                config.clock.sleep_until(config.clock.now() + wait).await;
            }
            match (next, again) {
                (Next::Retry(_), Some(again)) => body = again,
                _ => return Err(retries.give_up(operation, failure.kind)),
            }
        }
    }

    fn attempt<'call>(
        &'call self,
        span: &'call Span,
        reading: Reading,
        options: CallOptions,
    ) -> Result<Attempt<'call>, String> {
        let transport = self.transport.as_deref().ok_or_else(|| {
            "there is no transport: give the configuration one, or switch on void-core's feature `http`"
                .to_owned()
        })?;
        Ok(Attempt {
            service: &self.service,
            transport,
            auth: &self.auth,
            skew: &self.skew,
            clock: &self.config.clock,
            span,
            reading,
            error_in_success: options.error_in_success,
        })
    }

    /// Adds what every attempt has: the endpoint, and the headers that say who calls and on whose behalf.
    fn prepare(&self, mut request: Request<Body>) -> Result<Request<Body>, CallErrorKind> {
        *request.uri_mut() = self.url(request.uri(), request.extensions().get())?;
        let headers = request.headers_mut();
        headers.entry(header::USER_AGENT).or_insert(USER_AGENT);
        if !headers.contains_key(TRACE_ID)
            && let Some(trace) = TraceContext::current()
            && let Ok(value) = HeaderValue::try_from(trace.to_string())
        {
            headers.insert(TRACE_ID, value);
        }
        Ok(request)
    }

    /// The URL of a request whose URI is `uri`.
    pub(super) fn url(&self, uri: &Uri, host: Option<&HostPrefix>) -> Result<Uri, CallErrorKind> {
        let endpoint = match &self.endpoint {
            Ok(endpoint) => endpoint,
            Err(message) => return Err(CallErrorKind::Config(message.clone())),
        };
        endpoint.url(uri, host).map_err(|error| {
            CallErrorKind::InvalidRequest(format!("the request's host and path make no URL: {error}"))
        })
    }

    /// The request of attempt `number`.
    fn number(
        &self,
        head: &request::Parts,
        body: Body,
        operation: &'static str,
        number: u32,
    ) -> Request<Body> {
        let mut request = Request::from_parts(head.clone(), body);
        let info = OperationInfo { service: self.service.name, operation, attempt: number };
        request.extensions_mut().insert(info);
        request
    }
}

/// What a body adds to the time limit of its attempt: a slow network is no fault of the service.
fn upload_time(body: &Body) -> Duration {
    Duration::from_secs(body.content_length().unwrap_or(0) / SLOWEST_UPLOAD)
}

/// Says the error's code and no more: the service's message may quote what was sent.
fn trace_failure(attempt: u32, failure: &Failure, next: &Next) {
    match &failure.kind {
        CallErrorKind::Service(error) => tracing::debug!(attempt, code = error.code, ?next, "refused"),
        CallErrorKind::Transport(error) => tracing::debug!(attempt, %error, ?next, "no answer"),
        kind => tracing::debug!(attempt, ?kind, ?next, "not sent"),
    }
}

fn endpoint(service: &Service, config: &Config) -> Result<Endpoint, String> {
    if let Some(endpoint) = config.endpoint_for(service) {
        return endpoint;
    }
    match &config.region {
        Some(region) => Endpoint::of_service(service.signing_name, region),
        None if config.transport.is_some() => Endpoint::of_service(service.signing_name, auth::MOCK_REGION),
        None => Err(auth::no_region()),
    }
}

#[cfg(feature = "http")]
fn default_transport(config: &Config) -> Option<SharedTransport> {
    let mut builder = crate::transport::HttpTransport::builder();
    if let Some(pem) = &config.ca_bundle_pem {
        builder = builder.extra_roots_pem(pem.clone());
    }
    Some(Arc::new(builder.build()))
}

#[cfg(not(feature = "http"))]
const fn default_transport(_config: &Config) -> Option<SharedTransport> {
    None
}
