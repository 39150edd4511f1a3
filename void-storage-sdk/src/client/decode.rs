//! From an HTTP response to an operation's response, or to the service's error.

use http::{Response, StatusCode, response};
use void_core::ServiceError;

use crate::{
    error::{Error, ErrorKind},
    operations::Operation,
    wire::{Content, Message, Parts, structure, xml},
};

/// The response of an operation.
pub(super) fn response<R: Operation>(response: Response<Content>) -> Result<R::Response, Error> {
    let (parts, content) = response.into_parts();
    let mut message = Message { headers: parts.headers, content, ..Message::default() };
    R::Response::read(&mut message).map_err(|invalid| Error::invalid_response(R::NAME, &invalid))
}

/// The body of an error.
struct Wire {
    code: String,
    message: Option<String>,
    request_id: Option<String>,
}

structure!(Wire { "Code" => code, "Message" => message, "RequestId" => request_id });

/// The service's error. A response without a body, as to HEAD, has its code by its status.
pub(super) fn error(parts: &response::Parts, body: &[u8]) -> ServiceError {
    let wire = xml::from_document::<Wire>(body, "Error").ok();
    let in_header = || {
        let value = parts.headers.get("x-amz-request-id")?;
        value.to_str().ok().map(ToOwned::to_owned)
    };
    let (code, mut message, request_id) = match wire {
        Some(wire) => (wire.code, wire.message.unwrap_or_default(), wire.request_id.or_else(in_header)),
        None => (by_status(parts.status), String::new(), in_header()),
    };
    let region = parts.headers.get("x-amz-bucket-region").and_then(|region| region.to_str().ok());
    if let Some(region) = region
        && ErrorKind::from_code(&code) == Some(ErrorKind::PermanentRedirect)
    {
        let space = if message.is_empty() { "" } else { " " };
        message.push_str(&format!("{space}The bucket is in {region}: make a client for that region."));
    }
    ServiceError { code, query_code: None, message, status: parts.status, request_id }
}

/// The error that a response of status 200 has for a body.
pub(super) fn error_in_body(parts: &response::Parts, body: &[u8]) -> Option<ServiceError> {
    xml::from_document::<Wire>(body, "Error").is_ok().then(|| error(parts, body))
}

fn by_status(status: StatusCode) -> String {
    match status {
        StatusCode::NOT_MODIFIED => "NotModified",
        StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT => "PermanentRedirect",
        StatusCode::TEMPORARY_REDIRECT => "TemporaryRedirect",
        StatusCode::BAD_REQUEST => "InvalidRequest",
        StatusCode::FORBIDDEN => "AccessDenied",
        StatusCode::NOT_FOUND => "NotFound",
        StatusCode::METHOD_NOT_ALLOWED => "MethodNotAllowed",
        StatusCode::PRECONDITION_FAILED => "PreconditionFailed",
        StatusCode::RANGE_NOT_SATISFIABLE => "InvalidRange",
        StatusCode::SERVICE_UNAVAILABLE => "ServiceUnavailable",
        status => return format!("Status{}", status.as_u16()),
    }
    .to_owned()
}
