//! One attempt: sign → send → classify.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use http::{HeaderMap, Request, Response, StatusCode, response};
use tracing::Span;

use super::{Service, auth::Auth, waiting::Waiting};
use crate::{
    body::Body,
    clock::{Clock, SharedClock, Timestamp},
    error::{CallErrorKind, ServiceError},
    retry::{
        self,
        backoff::{self, RetryAfter},
    },
    time::timeout,
    transport::{Transport, TransportError, TransportErrorKind},
};

/// The largest error response that is read.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// A clock that is off by less is no reason for a refused signature: services allow 5 minutes.
const TOLERATED_SKEW_MS: i64 = 4 * 60 * 1000;

/// How much of a response an attempt reads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reading {
    /// The head; the caller reads the body, which may not bring nothing for longer than this.
    Head(Option<Duration>),
    /// All of it, so that a body that breaks off is tried again. At most this many bytes.
    Whole(usize),
}

/// Why an attempt gave no result.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) kind: CallErrorKind,
    pub(super) retry_after: Option<RetryAfter>,
    /// The server's time as it answered.
    pub(super) date: Option<Timestamp>,
}

impl From<CallErrorKind> for Failure {
    fn from(kind: CallErrorKind) -> Self {
        Self { kind, retry_after: None, date: None }
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        CallErrorKind::Transport(error).into()
    }
}

/// How far the server's clock is ahead of ours, learnt from answers that refuse our time.
#[derive(Debug, Default)]
pub(super) struct Skew(AtomicI64);

impl Skew {
    /// The server's time.
    pub(super) fn now(&self, clock: &dyn Clock) -> Timestamp {
        let milliseconds = self.0.load(Ordering::Relaxed);
        let by = Duration::from_millis(milliseconds.unsigned_abs());
        if milliseconds < 0 { clock.now() - by } else { clock.now() + by }
    }

    /// Takes the time from a refusal that a wrong clock explains. Says whether that changed anything.
    pub(super) fn learn(&self, failure: &Failure, clock: &dyn Clock) -> bool {
        let (CallErrorKind::Service(error), Some(date)) = (&failure.kind, failure.date) else { return false };
        if !retry::is_clock_skew(error) {
            return false;
        }
        let [server, ours] =
            [date, clock.now()].map(|time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
        let learnt = server.saturating_sub(ours);
        if learnt.abs_diff(self.0.load(Ordering::Relaxed)) < TOLERATED_SKEW_MS.unsigned_abs() {
            return false;
        }
        self.0.store(learnt, Ordering::Relaxed);
        true
    }
}

/// What an attempt is made with.
pub(super) struct Attempt<'pipeline> {
    pub(super) service: &'pipeline Service,
    pub(super) transport: &'pipeline dyn Transport,
    pub(super) auth: &'pipeline Auth,
    pub(super) skew: &'pipeline Skew,
    pub(super) clock: &'pipeline SharedClock,
    pub(super) span: &'pipeline Span,
    pub(super) reading: Reading,
    pub(super) error_in_success: bool,
}

impl Attempt<'_> {
    /// Makes it, within `limit`.
    pub(super) async fn run(
        &self,
        request: Request<Body>,
        limit: Duration,
    ) -> Result<Response<Body>, Box<Failure>> {
        match timeout(&**self.clock, limit, self.exchange(request)).await {
            Ok(result) => result.map_err(Box::new),
            Err(_elapsed) => Err(Box::new(
                TransportError::new(TransportErrorKind::Timeout, format!("no answer within {limit:?}"))
                    .into(),
            )),
        }
    }

    async fn exchange(&self, mut request: Request<Body>) -> Result<Response<Body>, Failure> {
        self.auth.apply(&mut request, self.skew.now(&**self.clock)).await?;
        let response = self.transport.send(request).await?;
        let (parts, body) = response.into_parts();
        self.trace(parts.status, &parts.headers);
        if !parts.status.is_success() {
            let retry_after = RetryAfter::from_headers(&parts.headers, self.clock.now());
            let date = backoff::date(&parts.headers);
            let body = body.into_bytes(ERROR_BODY_LIMIT).await.unwrap_or_default();
            let error: ServiceError = (self.service.decode_error)(&parts, &body);
            return Err(Failure { kind: CallErrorKind::Service(error), retry_after, date });
        }
        let body = match self.reading {
            Reading::Head(None) => body,
            Reading::Head(Some(limit)) => Waiting::limit(body, self.clock, limit),
            Reading::Whole(limit) => {
                let body = body.into_bytes(limit).await?;
                if let Some(error) = self.error_in_body(&parts, &body) {
                    return Err(CallErrorKind::Service(error).into());
                }
                body.into()
            }
        };
        Ok(Response::from_parts(parts, body))
    }

    /// The error that an answer with a success status holds, where there may be one.
    fn error_in_body(&self, parts: &response::Parts, body: &[u8]) -> Option<ServiceError> {
        let read = self.service.error_in_body.filter(|_| self.error_in_success)?;
        read(parts, body)
    }

    /// Adds what the service answered to the call's span.
    fn trace(&self, status: StatusCode, headers: &HeaderMap) {
        if !self.span.is_disabled() {
            self.span.record("status", status.as_u16());
            self.span.record("request_id", request_id(headers));
        }
    }
}

/// The service's id of the request.
fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-amzn-requestid", "x-amz-request-id"].into_iter().find_map(|name| headers.get(name)?.to_str().ok())
}
