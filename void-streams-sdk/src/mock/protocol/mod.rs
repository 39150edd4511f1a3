//! The protocol server: an HTTP request in, an operation on the engine, an HTTP response out.

mod dispatch;
mod errors;

use http::{Request, Response};
use void_core::{
    Body, Timestamp,
    protocol::{
        aws_json::{self, Version},
        server::{Received, ServerError},
    },
};

use super::shell::Backend;

/// The largest request that is read: 10 MiB of records in base64, and their partition keys.
const REQUEST_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// A request on its way through.
pub(super) struct Exchange<'a> {
    pub(super) backend: &'a Backend,
    body: bytes::Bytes,
    request_id: String,
    now: Timestamp,
}

/// Answers a request.
pub(super) async fn answer(backend: &Backend, request: Request<Body>) -> Response<Body> {
    let (now, request_id) = (backend.clock.now(), backend.random.uuid());
    let received = match Received::read(request, REQUEST_LIMIT_BYTES).await {
        Ok(received) => received,
        Err(error) => return aws_json::server::failure(Version::V1_1, &error, &request_id, now),
    };
    match open(backend, received, &request_id, now) {
        Ok((name, exchange)) => dispatch::dispatch(&name, exchange).await,
        Err(error) => aws_json::server::failure(Version::V1_1, &error, &request_id, now),
    }
}

/// Finds out which operation a request names, and whether its caller may call at all.
fn open<'a>(
    backend: &'a Backend,
    received: Received,
    request_id: &str,
    now: Timestamp,
) -> Result<(String, Exchange<'a>), ServerError> {
    verify(backend, &received, now)?;
    let name = aws_json::server::operation(&received, "Kinesis_20131202")?.to_owned();
    let request_id = request_id.to_owned();
    Ok((name, Exchange { backend, body: received.body, request_id, now }))
}

fn verify(backend: &Backend, received: &Received, now: Timestamp) -> Result<(), ServerError> {
    let Some(access) = backend.peek(|state| state.access.clone()) else { return Ok(()) };
    let find = |key: &str| access.credentials.iter().find(|known| known.access_key_id == key).cloned();
    access.verifier.verify(&received.parts, Some(&received.body), now, find)?;
    Ok(())
}

impl Exchange<'_> {
    fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, ServerError> {
        aws_json::server::decode(&self.body)
    }

    fn write<T: serde::Serialize>(&self, result: Result<T, ServerError>) -> Response<Body> {
        match result {
            Ok(output) => aws_json::server::success(Version::V1_1, &output, &self.request_id, self.now),
            Err(error) => aws_json::server::failure(Version::V1_1, &error, &self.request_id, self.now),
        }
    }
}
