//! The serving side of AWS JSON: which operation a request names, and how results and errors are written.

use http::{HeaderName, HeaderValue, Method, Response};
use serde::{Serialize, de::DeserializeOwned};

use super::Version;
use crate::{
    body::Body,
    clock::Timestamp,
    protocol::server::{Received, ServerError, respond},
};

const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// Whether `request` is of this protocol: it names its operation in `X-Amz-Target`.
#[must_use]
pub fn is_request(request: &Received) -> bool {
    request.parts.headers.contains_key("x-amz-target")
}

/// The operation that `request` names: `SendMessage` where `X-Amz-Target` is `AmazonSQS.SendMessage` and `prefix` is `AmazonSQS`.
///
/// # Errors
///
/// `UnknownOperationException` for another method than POST, another prefix, or no target.
pub fn operation<'request>(request: &'request Received, prefix: &str) -> Result<&'request str, ServerError> {
    let target = request.header("x-amz-target").unwrap_or_default();
    let name = target.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('.'));
    match name {
        Some(name) if request.parts.method == Method::POST && !name.is_empty() => Ok(name),
        _ => Err(ServerError::unknown_operation(target)),
    }
}

/// Reads the operation's input from `body`. An empty one is read as `{}`; nesting deeper than 128 levels is refused.
///
/// # Errors
///
/// `MissingRequiredParameterException` when a required member is missing, `SerializationException` for anything else.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, ServerError> {
    let body = if body.is_empty() { b"{}" } else { body };
    // A structure could be read from a list of its members, which the protocol does not know.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(ServerError::serialization("The input is not a JSON object."));
    }
    serde_json::from_slice(body).map_err(|error| ServerError::from_json(&error))
}

/// Writes the operation's result, with status 200.
#[must_use]
pub fn success<T: Serialize>(
    version: Version,
    output: &T,
    request_id: &str,
    now: Timestamp,
) -> Response<Body> {
    match super::write(output) {
        Ok(body) => respond(version.content_type(), body, request_id, now),
        Err(error) => failure(version, &ServerError::internal(error.to_string()), request_id, now),
    }
}

/// Writes an error: the code with its namespace in `__type`, and in version 1.0, whose service had the query protocol before,
/// that one's code in `x-amzn-query-error`.
#[must_use]
pub fn failure(version: Version, error: &ServerError, request_id: &str, now: Timestamp) -> Response<Body> {
    let body = serde_json::to_vec(&error.wire()).expect("two strings can be written as JSON");
    let mut response = respond(version.content_type(), body, request_id, now);
    *response.status_mut() = error.status();
    if version == Version::V1_0 {
        let query_error = format!("{};{}", error.query_code(), error.side().as_str());
        if let Ok(query_error) = HeaderValue::try_from(query_error) {
            response.headers_mut().insert(QUERY_ERROR, query_error);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use http::{Request, StatusCode};
    use serde::{Deserialize, Serialize};

    use super::{Received, ServerError, Version, decode, failure, is_request, operation, success};
    use crate::{body::Body, clock::Timestamp, protocol::aws_json};

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Input {
        queue_url: String,
        delay: Option<u32>,
    }

    async fn received(target: &str, body: &'static str) -> Received {
        let request = Request::post("/").header("X-Amz-Target", target).body(Body::from(body)).unwrap();
        Received::read(request, 1024).await.unwrap()
    }

    #[tokio::test]
    async fn reads_what_the_client_writes() {
        let input = Input { queue_url: "q".to_owned(), delay: Some(3) };
        let request =
            aws_json::request(Version::V1_0, "SendMessage", "AmazonSQS.SendMessage", &input).unwrap();
        let received = Received::read(request, 1024).await.unwrap();
        assert!(is_request(&received));
        assert_eq!(operation(&received, "AmazonSQS").unwrap(), "SendMessage");
        assert_eq!(decode::<Input>(&received.body).unwrap(), input);
    }

    #[tokio::test]
    async fn refuses_targets_of_others() {
        for target in ["AmazonSQS.", "AmazonSQS", "AmazonSQSx.SendMessage", "Kinesis_20131202.PutRecord", ""]
        {
            let error = operation(&received(target, "").await, "AmazonSQS").unwrap_err();
            assert_eq!(error.code(), "UnknownOperationException", "{target}");
        }
        let mut get = received("AmazonSQS.SendMessage", "").await;
        get.parts.method = http::Method::GET;
        assert_eq!(operation(&get, "AmazonSQS").unwrap_err().query_code(), "InvalidAction");
    }

    #[test]
    fn names_the_parameter_that_is_missing() {
        let error = decode::<Input>(b"").unwrap_err();
        assert_eq!(error.code(), "MissingRequiredParameterException");
        assert_eq!(error.message(), "The request must contain the parameter QueueUrl.");
    }

    #[test]
    fn refuses_a_list_where_every_member_has_a_default() {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        struct Lenient {
            _name: String,
        }
        assert!(decode::<Lenient>(b" \n{}").is_ok());
        for body in ["[]", "[\"name\"]", "null", " "] {
            assert_eq!(decode::<Lenient>(body.as_bytes()).unwrap_err().code(), "SerializationException");
        }
    }

    #[test]
    fn refuses_malformed_and_deeply_nested_input() {
        let deep = format!(r#"{{"QueueUrl":{}"#, "[".repeat(100_000));
        let unknown = format!(r#"{{"QueueUrl":"q","Other":{}"#, "[".repeat(100_000));
        for body in
            ["{", "[]", r#"{"QueueUrl":1}"#, "\u{0}", r#"{"QueueUrl":"q","Delay":-1}"#, &deep, &unknown]
        {
            assert_eq!(decode::<Input>(body.as_bytes()).unwrap_err().code(), "SerializationException");
        }
        assert_eq!(
            decode::<Input>(b"{\"QueueUrl\":\"\xff\"}").unwrap_err().status(),
            StatusCode::BAD_REQUEST
        );
    }

    #[tokio::test]
    async fn writes_results_as_the_client_reads_them() {
        let output = Input { queue_url: "q".to_owned(), delay: None };
        let now = Timestamp::from_secs(784_111_777);
        let (parts, body) = success(Version::V1_0, &output, "id-1", now).into_parts();
        assert_eq!(parts.status, StatusCode::OK);
        assert_eq!(parts.headers["content-type"], "application/x-amz-json-1.0");
        assert_eq!(parts.headers["x-amzn-requestid"], "id-1");
        assert_eq!(parts.headers["date"], "Sun, 06 Nov 1994 08:49:37 GMT");
        let body = body.into_bytes(1024).await.unwrap();
        assert_eq!(aws_json::decode::<Input>("SendMessage", &body).unwrap(), output);
    }

    #[tokio::test]
    async fn writes_errors_as_the_client_reads_them() {
        let error = ServerError::new("com.amazonaws.sqs", "QueueDoesNotExist", "No such queue.")
            .with_query_code("AWS.SimpleQueueService.NonExistentQueue");
        let (parts, body) = failure(Version::V1_0, &error, "id-1", Timestamp::UNIX_EPOCH).into_parts();
        assert_eq!(parts.headers["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender");
        let body = body.into_bytes(1024).await.unwrap();
        assert_eq!(body, r##"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"No such queue."}"##);
        let read = aws_json::decode_error(&parts, &body);
        assert_eq!((read.code.as_str(), read.status), ("QueueDoesNotExist", StatusCode::BAD_REQUEST));
        assert_eq!(read.query_code.as_deref(), Some("AWS.SimpleQueueService.NonExistentQueue"));
        assert_eq!(read.request_id.as_deref(), Some("id-1"));
    }
    #[test]
    fn has_no_query_code_where_there_was_no_query_protocol() {
        let error = ServerError::unknown_operation("Kinesis_20131202.Teleport");
        let response = failure(Version::V1_1, &error, "id-1", Timestamp::UNIX_EPOCH);
        assert!(!response.headers().contains_key("x-amzn-query-error"));
    }
}
