//! The protocol server: an HTTP request in, an operation on the engine, an HTTP response out.

mod authorization;
mod dispatch;
mod errors;

use http::{Request, Response};
use void_core::{
    Body, Timestamp,
    authorization::{LimitedCaller, claimed_access_key},
    change_log::{self, ChangesWritten},
    protocol::{
        aws_json::{self, Version},
        query::{self, Form},
        server::{Received, ServerError},
    },
};

pub(super) use self::errors::entry_error;
use super::shell::{Backend, State};
use crate::query_shapes;

/// The largest request that is read: 10 messages of 1 MiB in all, every character escaped in a form, and their attributes.
const REQUEST_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// How a request came, and how it is answered.
enum Wire {
    Json,
    Query(Form, Option<&'static query::Operation>),
}

/// A request on its way through.
pub(super) struct Exchange<'a> {
    pub(super) backend: &'a Backend,
    /// Who signed it, where that was checked.
    pub(super) caller: Option<String>,
    /// The caller, where not everything is allowed.
    limited: Option<LimitedCaller>,
    wire: Wire,
    body: bytes::Bytes,
    request_id: String,
    now: Timestamp,
    /// How far the log must be before the answer.
    written: ChangesWritten,
}

/// Answers a request.
pub(super) async fn answer(backend: &Backend, request: Request<Body>) -> Response<Body> {
    let (now, request_id) = (backend.clock.now(), backend.random.uuid());
    let received = match Received::read(request, REQUEST_LIMIT_BYTES).await {
        Ok(received) => received,
        Err(error) => return aws_json::server::failure(Version::V1_0, &error, &request_id, now),
    };
    let is_query = !aws_json::server::is_request(&received) && query::is_request(&received);
    match open(backend, received, is_query, &request_id, now) {
        Ok((name, exchange)) => dispatch::dispatch(&name, exchange).await,
        Err(error) if is_query => query::failure(query_shapes::NAMESPACE, &error, &request_id, now),
        Err(error) => aws_json::server::failure(Version::V1_0, &error, &request_id, now),
    }
}

/// Finds out which operation a request names, and whether its caller may call at all.
fn open<'a>(
    backend: &'a Backend,
    received: Received,
    is_query: bool,
    request_id: &str,
    now: Timestamp,
) -> Result<(String, Exchange<'a>), ServerError> {
    let caller = caller(backend, &received, now)?;
    let key = caller.as_deref().or_else(|| claimed_access_key(&received.parts));
    let limited = LimitedCaller::find(backend.authorizer.as_ref(), key);
    let (name, wire) = if is_query {
        let form = Form::read(&received)?;
        let name = form.action()?.to_owned();
        let shapes = query_shapes::operation(&name);
        (name, Wire::Query(form, shapes))
    } else {
        (aws_json::server::operation(&received, "AmazonSQS")?.to_owned(), Wire::Json)
    };
    let request_id = request_id.to_owned();
    Ok((
        name,
        Exchange {
            backend,
            caller,
            limited,
            wire,
            body: received.body,
            request_id,
            now,
            written: ChangesWritten::default(),
        },
    ))
}

fn caller(backend: &Backend, received: &Received, now: Timestamp) -> Result<Option<String>, ServerError> {
    let Some(access) = backend.peek(|state| state.access.clone()) else { return Ok(None) };
    let verified = access.verify(&received.parts, Some(&received.body), now)?;
    Ok(Some(verified.access_key_id))
}

impl Exchange<'_> {
    /// Does something with the engine; the answer waits until what it changed lasts.
    pub(super) fn run<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let (result, position) = self.backend.run_logged(act);
        self.written.note(position);
        result
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

    fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, ServerError> {
        match &self.wire {
            Wire::Json => aws_json::server::decode(&self.body),
            Wire::Query(form, Some(shapes)) => form.decode(shapes),
            Wire::Query(form, None) => Err(ServerError::unknown_operation(form.action().unwrap_or_default())),
        }
    }

    fn write<T: serde::Serialize>(&self, result: Result<T, ServerError>) -> Response<Body> {
        match (&self.wire, result) {
            (Wire::Json, Ok(output)) => {
                aws_json::server::success(Version::V1_0, &output, &self.request_id, self.now)
            }
            (Wire::Json, Err(error)) => {
                aws_json::server::failure(Version::V1_0, &error, &self.request_id, self.now)
            }
            (Wire::Query(_, Some(shapes)), Ok(output)) => {
                query::success(query_shapes::NAMESPACE, shapes, &output, &self.request_id, self.now)
            }
            (Wire::Query(..), Err(error)) => {
                let error = errors::as_query(error);
                query::failure(query_shapes::NAMESPACE, &error, &self.request_id, self.now)
            }
            (Wire::Query(_, None), Ok(_)) => {
                let error = ServerError::internal("an operation without shapes has no result");
                query::failure(query_shapes::NAMESPACE, &error, &self.request_id, self.now)
            }
        }
    }
}
