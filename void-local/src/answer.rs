//! Answers of the cloud's own servers.

use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use void_core::Body;

/// The media type of JSON.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer with a body of a media type.
pub(crate) fn answer(status: StatusCode, content_type: HeaderValue, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

/// An answer of JSON: texts and numbers, which always are.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    answer(status, JSON, serde_json::to_vec(value).unwrap_or_default())
}
