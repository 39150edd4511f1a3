//! [`Refused`]: why a call was refused, as Lambda says it.

use http::{HeaderValue, Response, StatusCode};
use serde_json::json;
use void_core::{Body, protocol::server::ServerError};

use super::name::FunctionName;
use crate::answer;

/// A refusal: its code goes in `x-amzn-errortype`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    status: StatusCode,
    code: String,
    message: String,
}

impl Refused {
    pub(super) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    /// A parameter that means nothing.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidParameterValueException", message)
    }

    /// There is no such function, or no such version of it.
    pub(super) fn not_found(name: &FunctionName) -> Self {
        let message = format!("Function not found: {}", name.arn());
        Self::new(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
    }

    /// Something failed that is nobody's fault.
    pub(super) fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "ServiceException", message)
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let side = if self.status.is_server_error() { "Service" } else { "User" };
        let body = json!({ "Type": side, "Message": self.message, "message": self.message });
        let mut response = answer::json(self.status, &body);
        if let Ok(code) = HeaderValue::from_str(&self.code) {
            response.headers_mut().insert("x-amzn-errortype", code);
        }
        response
    }
}

impl From<ServerError> for Refused {
    fn from(error: ServerError) -> Self {
        Self::new(error.status(), error.code(), error.message())
    }
}
