//! Errors as they are on the wire.

use void_core::{TransportError, protocol::aws_chunked::DecodeError, signing::verify::VerifyError};

use crate::{
    mock::engine::{Code, Problem},
    wire::{Invalid, xml},
};

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        match &invalid {
            Invalid::Missing("Bucket" | "Key") => Self::of(Code::MethodNotAllowed),
            Invalid::Missing(name) => {
                Self::request(format!("Missing required header or parameter for this request: {name}"))
                    .with("ArgumentName", *name)
            }
            Invalid::Value { name, value, reason } => {
                Self::argument(name, value, format!("Provided {name} can't be {value:?}: {reason}"))
            }
            Invalid::Xml(reason) => Self::of(Code::MalformedXml).with("Reason", reason.as_str()),
        }
    }
}

/// Why a signature is refused, in the service's words.
pub(super) fn not_verified(error: &VerifyError) -> Problem {
    match error {
        VerifyError::Missing => Problem::of(Code::AccessDenied),
        VerifyError::Incomplete(message) => Problem::new(
            Code::AuthorizationHeaderMalformed,
            format!("The authorization can't be read: {message}"),
        ),
        VerifyError::UnknownKey => Problem::of(Code::InvalidAccessKeyId),
        VerifyError::ExpiredToken => Problem::of(Code::ExpiredToken),
        VerifyError::Expired(message) if message.contains("presigned") || message.contains("has expired") => {
            Problem::new(Code::AccessDenied, "Request has expired").with("Reason", message.as_str())
        }
        VerifyError::Expired(message) => {
            Problem::of(Code::RequestTimeTooSkewed).with("Reason", message.as_str())
        }
        _ => Problem::of(Code::SignatureDoesNotMatch).with("Reason", error.to_string()),
    }
}

/// Why a body could not be read.
pub(super) fn not_read(error: &TransportError) -> Problem {
    match DecodeError::of(error) {
        Some(error) => not_decoded(error),
        None => Problem::of(Code::IncompleteBody).with("Reason", error.to_string()),
    }
}

/// Why a body in chunks could not be read.
pub(super) fn not_decoded(error: DecodeError) -> Problem {
    Problem::of(match error {
        DecodeError::MissingLength => Code::MissingContentLength,
        DecodeError::Signature => Code::SignatureDoesNotMatch,
        DecodeError::ChunkTooSmall => Code::InvalidChunkSize,
        DecodeError::Trailers => Code::MalformedTrailer,
        _ => Code::IncompleteBody,
    })
}

/// An error's document.
pub(super) fn document(problem: &Problem, resource: &str, request_id: &str, host_id: &str) -> String {
    xml::Writer::plain("Error", |writer| {
        let mut element = |name: &str, text: &str| writer.element(name, |writer| writer.text(text));
        element("Code", problem.code().as_str());
        element("Message", problem.message());
        for (name, text) in problem.details() {
            element(name, text);
        }
        element("Resource", resource);
        element("RequestId", request_id);
        element("HostId", host_id);
    })
}
