//! Errors as they are on the wire.

use std::borrow::Cow;

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
        let mut element =
            |name: &str, text: &str| writer.element(name, |writer| writer.text(&readable(text)));
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

/// A text without the characters that XML 1.0 can't have, not even as references: their bytes are percent-encoded.
///
/// <https://www.w3.org/TR/xml/#charsets>
fn readable(text: &str) -> Cow<'_, str> {
    let is_forbidden = |character: char| matches!(character, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    if !text.contains(is_forbidden) {
        return Cow::Borrowed(text);
    }
    let mut readable = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_forbidden(character) {
            readable.extend(character.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            readable.push(character);
        }
    }
    Cow::Owned(readable)
}

#[cfg(test)]
mod tests {
    use super::document;
    use crate::mock::engine::Problem;

    #[test]
    fn what_xml_can_t_have_is_percent_encoded() {
        let document = document(&Problem::no_key("a\0b\x1f\u{ffff}\t\r<ü>"), "/b/a%00b", "1", "2");
        assert!(document.contains("<Key>a%00b%1F%EF%BF%BF\t&#xd;&lt;ü&gt;</Key>"), "{document}");
    }
}
