//! [`Wire`]: in which format a request came, and is answered.

use http::{Method, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use void_core::{
    Body, Timestamp,
    protocol::{
        aws_cbor,
        aws_json::{self, Version},
        server::{Received, ServerError, respond},
    },
};

use super::errors;

const NO_OPERATION: &str = "<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized\
                            </Message>\n</AccessDeniedException>\n";
const UNKNOWN_OPERATION: &str = "<UnknownOperationException/>\n";
const UNKNOWN_IN_JSON: &str =
    r#"{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}"#;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mock) enum Wire {
    Json,
    Cbor,
}

/// A request of no format that the service has: what it is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoFormat {
    status: StatusCode,
    content_type: &'static str,
    body: &'static str,
}

impl Wire {
    /// The format of `request`, by its content type.
    ///
    /// What no format has is answered as kinesalite found the service to: in XML, and JSON of another protocol in its own way.
    pub(super) fn of(request: &Received) -> Result<Self, NoFormat> {
        let (service, operation) =
            request.header("x-amz-target").and_then(|target| target.split_once('.')).unwrap_or_default();
        let names_operation = !service.is_empty() && !operation.is_empty();
        let content_type = request.content_type().unwrap_or_default();
        match content_type {
            _ if request.parts.method != Method::POST => {
                Err(NoFormat::xml(StatusCode::FORBIDDEN, NO_OPERATION))
            }
            aws_cbor::CONTENT_TYPE => Ok(Self::Cbor),
            _ if content_type == Version::V1_1.content_type() => Ok(Self::Json),
            "application/json" => Err(NoFormat {
                status: StatusCode::NOT_FOUND,
                content_type: "application/json",
                body: UNKNOWN_IN_JSON,
            }),
            _ if names_operation => Err(NoFormat::xml(StatusCode::NOT_FOUND, UNKNOWN_OPERATION)),
            _ => Err(NoFormat::xml(StatusCode::FORBIDDEN, NO_OPERATION)),
        }
    }

    /// The content type of bodies.
    pub(in crate::mock) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => Version::V1_1.content_type(),
            Self::Cbor => aws_cbor::CONTENT_TYPE,
        }
    }

    pub(super) fn decode<T: DeserializeOwned>(self, body: &[u8]) -> Result<T, ServerError> {
        if body.is_empty() {
            return Err(ServerError::serialization("The request has no body."));
        }
        let read = match self {
            Self::Json => aws_json::server::decode(body),
            Self::Cbor => aws_cbor::decode(body),
        };
        read.map_err(errors::not_read)
    }

    /// Writes a value that is not a response of its own: what an event carries.
    pub(in crate::mock) fn encode<T: Serialize>(self, value: &T) -> Result<Vec<u8>, String> {
        match self {
            Self::Json => serde_json::to_vec(value).map_err(|error| error.to_string()),
            Self::Cbor => aws_cbor::encode(value),
        }
    }

    pub(super) fn success<T: Serialize>(
        self,
        output: &T,
        request_id: &str,
        now: Timestamp,
    ) -> Response<Body> {
        match self {
            Self::Json => aws_json::server::success(Version::V1_1, output, request_id, now),
            Self::Cbor => aws_cbor::success(output, request_id, now),
        }
    }

    pub(super) fn failure(self, error: ServerError, request_id: &str, now: Timestamp) -> Response<Body> {
        let error = error.without_namespace();
        match self {
            Self::Json => aws_json::server::failure(Version::V1_1, &error, request_id, now),
            Self::Cbor => aws_cbor::failure(&error, request_id, now),
        }
    }
}

impl NoFormat {
    const fn xml(status: StatusCode, body: &'static str) -> Self {
        Self { status, content_type: "text/xml", body }
    }

    pub(super) fn response(self, request_id: &str, now: Timestamp) -> Response<Body> {
        let mut response = respond(self.content_type, self.body, request_id, now);
        *response.status_mut() = self.status;
        response
    }
}
