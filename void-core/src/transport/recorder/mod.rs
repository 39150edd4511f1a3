//! [`Recorder`]: a transport that remembers what passed through it.

mod tee;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header};

use self::tee::Tee;
use super::{OperationInfo, Transport, TransportError, TransportErrorKind, operation_name};
use crate::body::Body;

/// A transport that remembers what passed through it, and passes it on to another. Cheap to clone; clones share the memory.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use void_core::{Body, Recorder, Transport, transport_fn};
///
/// let recorder = Recorder::with_bodies(transport_fn(|_| async { Ok(http::Response::new(Body::from("pong"))) }));
/// let request = http::Request::post("/").header("x-amz-target", "Game.Ping").body(Body::from("ping")).unwrap();
/// recorder.send(request).await.unwrap().into_body().into_bytes(1024).await.unwrap();
///
/// let exchange = &recorder.exchanges()[0];
/// assert_eq!((&*exchange.operation, exchange.status()), ("Ping", Some(http::StatusCode::OK)));
/// assert_eq!((&exchange.request_body[..], &exchange.response_body[..]), (&b"ping"[..], &b"pong"[..]));
/// # }
/// ```
pub struct Recorder<T> {
    inner: Arc<T>,
    exchanges: Arc<Mutex<Vec<Slot>>>,
    keeps_bodies: bool,
}

/// A request and what became of it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Exchange {
    /// The operation: `SendMessage`; empty where the request does not name one.
    pub operation: String,
    /// Which attempt of its call it was, counted from 1.
    pub attempt: u32,
    /// The request's method.
    pub method: Method,
    /// The request's URI.
    pub uri: Uri,
    /// The request's headers, without credentials.
    pub request_headers: HeaderMap,
    /// What was read so far of the request's body; empty unless bodies are kept.
    pub request_body: Vec<u8>,
    /// The status and headers of the response, or why there was none; `None` while the request is under way,
    /// and for good where the caller gave up waiting.
    pub outcome: Option<Result<(StatusCode, HeaderMap), TransportErrorKind>>,
    /// What was read so far of the response's body; empty unless bodies are kept.
    pub response_body: Vec<u8>,
}

impl Exchange {
    /// The response's status, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match &self.outcome {
            Some(Ok((status, _))) => Some(*status),
            _ => None,
        }
    }
}

impl<T> Recorder<T> {
    /// Wraps `transport`. Bodies are not kept.
    pub fn new(transport: T) -> Self {
        Self { inner: Arc::new(transport), exchanges: Arc::default(), keeps_bodies: false }
    }

    /// Wraps `transport`, and keeps what is read of bodies, without limit.
    pub fn with_bodies(transport: T) -> Self {
        Self { keeps_bodies: true, ..Self::new(transport) }
    }

    /// What passed so far, in the order in which requests were sent.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.lock().iter().map(Slot::exchange).collect()
    }

    /// The operations of what passed so far, one for each attempt.
    #[must_use]
    pub fn operations(&self) -> Vec<String> {
        self.lock().iter().map(|slot| slot.exchange().operation).collect()
    }

    /// Forgets what passed so far.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl<T: Transport> Transport for Recorder<T> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let slot = Slot::new(&request);
        self.lock().push(slot.clone());
        let request = if self.keeps_bodies {
            let slot = slot.clone();
            request.map(|body| {
                record_body(body, move |data| slot.update(|it| it.request_body.extend_from_slice(data)))
            })
        } else {
            request
        };
        let result = self.inner.send(request).await;
        slot.update(|exchange| {
            exchange.outcome = Some(match &result {
                Ok(response) => Ok((response.status(), response.headers().clone())),
                Err(error) => Err(error.kind()),
            });
        });
        let response = result?;
        if !self.keeps_bodies {
            return Ok(response);
        }
        Ok(response.map(|body| {
            record_body(body, move |data| slot.update(|it| it.response_body.extend_from_slice(data)))
        }))
    }
}

/// Notes a body in memory at once, so that it stays one; any other as it is read.
fn record_body(body: Body, mut note: impl FnMut(&Bytes) + Send + 'static) -> Body {
    match body.as_bytes() {
        Some(bytes) => {
            let bytes = Bytes::copy_from_slice(bytes);
            note(&bytes);
            Body::from(bytes)
        }
        None => Body::from_stream(Tee::new(body, note)),
    }
}

/// Where one exchange is noted, also once the recorder forgot it.
#[derive(Clone)]
struct Slot(Arc<Mutex<Exchange>>);

impl Slot {
    fn new(request: &Request<Body>) -> Self {
        let mut request_headers = request.headers().clone();
        request_headers.remove(header::AUTHORIZATION);
        request_headers.remove("x-amz-security-token");
        Self(Arc::new(Mutex::new(Exchange {
            operation: operation_name(request).to_owned(),
            attempt: request.extensions().get::<OperationInfo>().map_or(1, |info| info.attempt),
            method: request.method().clone(),
            uri: request.uri().clone(),
            request_headers,
            request_body: Vec::new(),
            outcome: None,
            response_body: Vec::new(),
        })))
    }

    fn exchange(&self) -> Exchange {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn update(&self, change: impl FnOnce(&mut Exchange)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<T> Clone for Recorder<T> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            exchanges: Arc::clone(&self.exchanges),
            keeps_bodies: self.keeps_bodies,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Recorder<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Recorder")
            .field("inner", &self.inner)
            .field("exchanges", &self.lock().len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Exchange {
    /// Says how long bodies are, never what is in them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Exchange")
            .field("operation", &self.operation)
            .field("attempt", &self.attempt)
            .field("method", &self.method)
            .field("uri", &self.uri)
            .field("outcome", &self.outcome.as_ref().map(|it| it.as_ref().map(|(status, _)| *status)))
            .field("request_body", &self.request_body.len())
            .field("response_body", &self.response_body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
