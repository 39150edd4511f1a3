//! The protocol server: an HTTP request in, an operation on the engine, an HTTP response out.

mod authorization;
mod dispatch;
mod errors;
mod wire;

use std::sync::Arc;

use http::{Request, Response};
use void_core::{
    Body, Timestamp,
    authorization::{LimitedCaller, claimed_access_key},
    change_log::{self, ChangesWritten},
    protocol::{
        aws_json, event_stream,
        server::{Received, ServerError, respond},
    },
};

pub(super) use self::wire::Wire;
use super::shell::{Backend, State};

/// The largest request that is read: 10 MiB of records in base64, and their partition keys.
const REQUEST_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// A request on its way through.
pub(super) struct Exchange<'a> {
    pub(super) backend: &'a Arc<Backend>,
    /// The caller, where not everything is allowed.
    limited: Option<LimitedCaller>,
    wire: Wire,
    body: bytes::Bytes,
    request_id: String,
    now: Timestamp,
    /// What the answer waits for.
    pub(super) written: ChangesWritten,
}

/// Answers a request.
pub(super) async fn answer(backend: &Arc<Backend>, request: Request<Body>) -> Response<Body> {
    let (now, request_id) = (backend.clock.now(), backend.random.uuid());
    let received = match Received::read(request, REQUEST_LIMIT_BYTES).await {
        Ok(received) => received,
        Err(error) => return Wire::Json.failure(error, &request_id, now),
    };
    let wire = match Wire::of(&received) {
        Ok(wire) => wire,
        Err(none) => return none.response(&request_id, now),
    };
    match open(backend, wire, received, &request_id, now) {
        Ok((name, exchange)) => dispatch::dispatch(&name, exchange).await,
        Err(error) => wire.failure(error, &request_id, now),
    }
}

/// Finds out which operation a request names, and whether its caller may call at all.
fn open<'a>(
    backend: &'a Arc<Backend>,
    wire: Wire,
    received: Received,
    request_id: &str,
    now: Timestamp,
) -> Result<(String, Exchange<'a>), ServerError> {
    let caller = caller(backend, &received, now)?;
    let key = caller.as_deref().or_else(|| claimed_access_key(&received.parts));
    let limited = LimitedCaller::find(backend.authorizer.as_ref(), key);
    let name = aws_json::server::operation(&received, "Kinesis_20131202")?.to_owned();
    let request_id = request_id.to_owned();
    Ok((
        name,
        Exchange {
            backend,
            limited,
            wire,
            body: received.body,
            request_id,
            now,
            written: ChangesWritten::default(),
        },
    ))
}

/// Who signed it, where that is checked.
fn caller(backend: &Backend, received: &Received, now: Timestamp) -> Result<Option<String>, ServerError> {
    let Some(access) = backend.peek(|state| state.access.clone()) else { return Ok(None) };
    let verified = access.verify(&received.parts, Some(&received.body), now)?;
    Ok(Some(verified.access_key_id))
}

impl Exchange<'_> {
    /// Does something with the engine; the answer waits until what it changed lasts.
    pub(super) fn run<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.backend.run_noting(&self.written, act)
    }

    /// Waits until the log can take more.
    async fn ready(&self) -> Result<(), ServerError> {
        let ready = change_log::ready(self.backend.log()).await;
        ready.map_err(|error| ServerError::does_not_last(&error))
    }

    /// Waits until what was changed lasts.
    async fn durable(&self) -> Result<(), ServerError> {
        let durable = self.written.durable(self.backend.log()).await;
        durable.map_err(|error| ServerError::does_not_last(&error))
    }

    fn failure(&self, error: ServerError) -> Response<Body> {
        self.wire.failure(error, &self.request_id, self.now)
    }

    /// The format of what is answered.
    pub(super) const fn wire(&self) -> Wire {
        self.wire
    }

    fn stream(&self, result: Result<Body, ServerError>) -> Response<Body> {
        match result {
            Ok(body) => respond(event_stream::CONTENT_TYPE, body, &self.request_id, self.now),
            Err(error) => self.wire.failure(error, &self.request_id, self.now),
        }
    }

    fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, ServerError> {
        self.wire.decode(&self.body)
    }

    fn write<T: serde::Serialize>(&self, result: Result<T, ServerError>) -> Response<Body> {
        match result {
            Ok(output) => self.wire.success(&output, &self.request_id, self.now),
            Err(error) => self.wire.failure(error, &self.request_id, self.now),
        }
    }
}
