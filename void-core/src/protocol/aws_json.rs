//! AWS JSON 1.0 and 1.1: a POST whose `X-Amz-Target` names the operation, JSON both ways.

#[cfg(feature = "mock")]
pub mod server;

use http::{HeaderValue, Request, StatusCode, header, response};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    body::Body,
    error::{CallError, CallErrorKind, ServiceError},
};

/// Which of the two versions: they differ in the content type, and in the header of errors for the query protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `application/x-amz-json-1.0`
    V1_0,
    /// `application/x-amz-json-1.1`
    V1_1,
}

impl Version {
    /// The content type of requests and responses.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::V1_0 => "application/x-amz-json-1.0",
            Self::V1_1 => "application/x-amz-json-1.1",
        }
    }
}

/// Builds the request for `target` (`AmazonSQS.SendMessage`), to the path `/`; the pipeline puts the endpoint in front.
///
/// # Errors
///
/// [`CallErrorKind::InvalidRequest`] when `input` can't be written as JSON.
pub fn request<T: Serialize>(
    version: Version,
    operation: &'static str,
    target: &'static str,
    input: &T,
) -> Result<Request<Body>, CallError> {
    let body = write(input)
        .map_err(|error| CallError::new(operation, CallErrorKind::InvalidRequest(error.to_string())))?;
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = http::Method::POST;
    let headers = request.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(version.content_type()));
    headers.insert("x-amz-target", HeaderValue::from_static(target));
    Ok(request)
}

/// Writes JSON into room that is enough for most messages, so that it seldom grows.
fn write<T: Serialize>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(512);
    serde_json::to_writer(&mut body, value)?;
    Ok(body)
}

/// Reads a response's body. An empty one is read as `{}`.
///
/// # Errors
///
/// [`CallErrorKind::InvalidResponse`] when it is not the JSON of `T`.
pub fn decode<T: DeserializeOwned>(operation: &'static str, body: &[u8]) -> Result<T, CallError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| {
        CallError::new(
            operation,
            CallErrorKind::InvalidResponse(format!("the response can't be read: {error}")),
        )
    })
}

/// Reads an error response: the code from `__type` (its namespace dropped) or the header `x-amzn-errortype`.
#[must_use]
pub fn decode_error(parts: &response::Parts, body: &[u8]) -> ServiceError {
    #[derive(serde::Deserialize)]
    struct Wire {
        #[serde(rename = "__type", alias = "code")]
        code: Option<String>,
        #[serde(alias = "Message")]
        message: Option<String>,
    }
    let wire: Option<Wire> = serde_json::from_slice(body).ok();
    let (code, message) = wire.map_or((None, None), |wire| (wire.code, wire.message));
    let code = code.or_else(|| header_text(parts, "x-amzn-errortype"));
    let query_code =
        header_text(parts, "x-amzn-query-error").and_then(|value| value.split(';').next().map(str::to_owned));
    ServiceError {
        code: code.map_or_else(|| fallback_code(parts.status), |code| bare_code(&code).to_owned()),
        query_code,
        message: message.unwrap_or_default(),
        status: parts.status,
        request_id: header_text(parts, "x-amzn-requestid"),
    }
}

fn bare_code(code: &str) -> &str {
    let code = code.rsplit('#').next().unwrap_or(code);
    code.split(':').next().unwrap_or(code)
}

fn fallback_code(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("Unknown").replace(' ', "")
}

fn header_text(parts: &response::Parts, name: &str) -> Option<String> {
    parts.headers.get(name)?.to_str().ok().map(str::to_owned)
}
