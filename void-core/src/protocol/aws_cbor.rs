//! The serving side of Kinesis's CBOR: as AWS JSON 1.1, with `application/x-amz-cbor-1.1` for bodies. The Java SDK and the
//! KPL send it by default.
//!
//! A blob is bytes, and a moment milliseconds with the tag 1 ([`shapes`](super::shapes)).

use ciborium::de::Error as Malformed;
use http::Response;
use serde::{Serialize, de::DeserializeOwned};

use super::server::{Received, ServerError, respond};
use crate::{body::Body, clock::Timestamp};

/// The content type of requests and responses.
pub const CONTENT_TYPE: &str = "application/x-amz-cbor-1.1";

/// How deeply an input may be nested: as deeply as JSON's.
const MAX_NESTING: usize = 128;
/// The type of a map, in the first byte's upper three bits.
const MAP: u8 = 5;

/// Whether `request` is of this protocol: its content type says so, whatever parameters it has.
#[must_use]
pub fn is_request(request: &Received) -> bool {
    request.content_type() == Some(CONTENT_TYPE)
}

/// Reads the operation's input from `body`: one map and nothing after it. Nesting deeper than 128 levels is refused.
///
/// # Errors
///
/// `MissingRequiredParameterException` when a required member is missing, `SerializationException` for anything else.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, ServerError> {
    if body.first().is_none_or(|first| first >> 5 != MAP) {
        return Err(ServerError::serialization("The input is not a CBOR map."));
    }
    let mut rest = body;
    let input = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_NESTING).map_err(refusal)?;
    if !rest.is_empty() {
        return Err(ServerError::serialization("There is something after the input's end."));
    }
    Ok(input)
}

/// Writes a value, as the payload of an event or the body of a result.
///
/// # Errors
///
/// What can't be written, in words.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, String> {
    let mut body = Vec::with_capacity(512);
    ciborium::into_writer(value, &mut body).map_err(|error| error.to_string())?;
    Ok(body)
}

/// Writes the operation's result, with status 200.
#[must_use]
pub fn success<T: Serialize>(output: &T, request_id: &str, now: Timestamp) -> Response<Body> {
    match encode(output) {
        Ok(body) => respond(CONTENT_TYPE, body, request_id, now),
        Err(error) => failure(&ServerError::internal(error), request_id, now),
    }
}

/// Writes an error: a map of `__type` and `message`.
#[must_use]
pub fn failure(error: &ServerError, request_id: &str, now: Timestamp) -> Response<Body> {
    let body = encode(&error.wire()).expect("two strings can be written as CBOR");
    let mut response = respond(CONTENT_TYPE, body, request_id, now);
    *response.status_mut() = error.status();
    response
}

fn refusal(error: Malformed<impl std::fmt::Debug>) -> ServerError {
    match error {
        Malformed::Io(_) => ServerError::serialization("The input ends too early."),
        Malformed::Syntax(at) => ServerError::serialization(format!("The input is not CBOR at byte {at}.")),
        Malformed::Semantic(_, message) => ServerError::from_serde(message),
        Malformed::RecursionLimitExceeded => ServerError::serialization("The input is nested too deeply."),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use ciborium::Value;
    use http::{Request, StatusCode};
    use serde::{Deserialize, Serialize};

    use super::{Received, ServerError, decode, encode, failure, is_request, success};
    use crate::{body::Body, clock::Timestamp};

    #[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Input {
        stream_name: String,
        #[serde(default, with = "crate::protocol::shapes::blob")]
        data: Bytes,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<i32>,
    }

    fn input() -> Input {
        Input { stream_name: "orders".to_owned(), data: Bytes::from_static(b"\x00\xff"), limit: Some(3) }
    }

    fn code(body: &[u8]) -> String {
        decode::<Input>(body).unwrap_err().code().to_owned()
    }

    #[tokio::test]
    async fn is_told_by_its_content_type() {
        for (content_type, expected) in [
            ("application/x-amz-cbor-1.1", true),
            ("application/x-amz-cbor-1.1; charset=x", true),
            ("application/x-amz-json-1.1", false),
            ("application/x-amz-cbor-1.10", false),
        ] {
            let request =
                Request::post("/").header("content-type", content_type).body(Body::empty()).unwrap();
            assert_eq!(is_request(&Received::read(request, 9).await.unwrap()), expected, "{content_type}");
        }
    }

    /// Maps and text without a length, and chunks of text, are how Jackson writes them.
    #[test]
    fn reads_what_clients_write() {
        let cbor = b"\xa3\x6aStreamName\x66orders\x64Data\x42\x00\xff\x65Limit\x03";
        assert_eq!(decode::<Input>(cbor).unwrap(), input());
        assert_eq!(encode(&input()).unwrap(), cbor);
        let jackson = b"\xbf\x6aStreamName\x7f\x63ord\x63ers\xff\x64Data\x42\x00\xff\x65Other\x9f\x01\xff\x65Limit\x18\x03\xff";
        assert_eq!(decode::<Input>(jackson).unwrap(), input());
        let name_alone = b"\xa2\x6aStreamName\x66orders\x65Limit\xf6";
        let expected = Input { data: Bytes::new(), limit: None, ..input() };
        assert_eq!(decode::<Input>(name_alone).unwrap(), expected);
    }

    #[test]
    fn names_the_parameter_that_is_missing() {
        let error = decode::<Input>(b"\xa0").unwrap_err();
        assert_eq!(
            (error.code(), error.missing()),
            ("MissingRequiredParameterException", Some("StreamName"))
        );
    }

    #[test]
    fn refuses_what_is_no_map_or_not_whole_or_not_alone() {
        let good = encode(&input()).unwrap();
        for end in 0..good.len() {
            assert_eq!(code(&good[..end]), "SerializationException", "{end}");
        }
        let more = [good.as_slice(), b"\x00"].concat();
        let wrong_type = b"\xa1\x6aStreamName\x01";
        let not_utf8 = b"\xa1\x6aStreamName\x61\xff";
        let text_as_blob = b"\xa2\x6aStreamName\x61a\x64Data\x61a";
        let fraction = b"\xa2\x6aStreamName\x61a\x65Limit\xf9\x3e\x00";
        let too_large = b"\xa2\x6aStreamName\x61a\x65Limit\x1b\xff\xff\xff\xff\xff\xff\xff\xff";
        let claims_much = b"\xa2\x6aStreamName\x61a\x64Data\x5b\x7f\xff\xff\xff\xff\xff\xff\xffaa";
        let bodies: [&[u8]; 12] = [
            &more,
            wrong_type,
            not_utf8,
            text_as_blob,
            fraction,
            too_large,
            claims_much,
            b"\x80",
            b"\x66orders",
            b"\xf6",
            b"\xff",
            b"{}",
        ];
        for body in bodies {
            assert_eq!(code(body), "SerializationException", "{body:x?}");
        }
    }

    #[test]
    fn refuses_deep_nesting() {
        for level in [b"\x81".as_slice(), b"\xa1\x61a", b"\xc1", b"\x9f", b"\xbf\x61a"] {
            let body = [b"\xa1\x65Other".as_slice(), &level.repeat(100_000), b"\x00"].concat();
            assert_eq!(code(&body), "SerializationException");
        }
    }

    #[tokio::test]
    async fn writes_results_and_errors_as_maps() {
        let (parts, body) = success(&input(), "id-1", Timestamp::from_secs(784_111_777)).into_parts();
        assert_eq!(
            (parts.status, &parts.headers["content-type"]),
            (StatusCode::OK, &"application/x-amz-cbor-1.1".parse().unwrap())
        );
        assert_eq!(parts.headers["x-amzn-requestid"], "id-1");
        assert_eq!(decode::<Input>(&body.into_bytes(1024).await.unwrap()).unwrap(), input());

        let error = ServerError::new("com.amazonaws.kinesis", "ResourceNotFoundException", "No such stream.");
        for (error, code) in [
            (error.clone(), "com.amazonaws.kinesis#ResourceNotFoundException"),
            (error.without_namespace(), "ResourceNotFoundException"),
        ] {
            let (parts, body) = failure(&error, "id-1", Timestamp::UNIX_EPOCH).into_parts();
            assert_eq!(parts.status, StatusCode::BAD_REQUEST);
            let body: Value = ciborium::from_reader(&*body.into_bytes(1024).await.unwrap()).unwrap();
            let member =
                |name: &str, value: &str| (Value::Text(name.to_owned()), Value::Text(value.to_owned()));
            assert_eq!(body, Value::Map(vec![member("__type", code), member("message", "No such stream.")]));
        }
    }
}
