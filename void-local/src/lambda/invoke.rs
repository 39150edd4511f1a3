//! [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use void_core::{Body, TransportErrorKind};

use super::{
    log_tail::log_tail,
    name::{FunctionName, LATEST},
    refusal::Refused,
    retries::accept,
};
use crate::{answer, error::ErrorKind, served::Functions};

/// The largest event of a call that waits for its answer, in bytes.
pub(super) const MOST_PAYLOAD_BYTES: usize = 6 * 1024 * 1024;
/// The largest event of a call that does not, in bytes.
const MOST_EVENT_BYTES: usize = 1024 * 1024;

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InvocationType {
    /// The answer is waited for.
    RequestResponse,
    /// Nobody waits.
    Event,
    /// Nothing is called.
    DryRun,
}

impl InvocationType {
    fn read(headers: &HeaderMap) -> Result<Self, Refused> {
        match headers.get("x-amz-invocation-type").map(HeaderValue::as_bytes) {
            None | Some(b"" | b"RequestResponse") => Ok(Self::RequestResponse),
            Some(b"Event") => Ok(Self::Event),
            Some(b"DryRun") => Ok(Self::DryRun),
            Some(_) => Err(Refused::invalid("InvocationType: one of RequestResponse, Event, DryRun")),
        }
    }
}

/// Invokes a function.
pub(super) async fn invoke(
    functions: &Functions,
    name: &FunctionName,
    headers: &HeaderMap,
    payload: Bytes,
    request_id: String,
) -> Result<Response<Body>, Refused> {
    let kind = InvocationType::read(headers)?;
    let wants_log = match headers.get("x-amz-log-type").map(HeaderValue::as_bytes) {
        None | Some(b"" | b"None") => false,
        Some(b"Tail") => true,
        Some(_) => return Err(Refused::invalid("LogType: one of None, Tail")),
    };
    if !functions.cloud().has_function(&name.name) || !name.is_latest() {
        return Err(Refused::not_found(name));
    }
    if kind == InvocationType::Event && payload.len() > MOST_EVENT_BYTES {
        return Err(too_large(MOST_EVENT_BYTES));
    }
    let payload = if payload.is_empty() { Bytes::from_static(b"{}") } else { payload };
    if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(&payload) {
        let message = format!("Could not parse request body into json: {error}");
        return Err(Refused::new(StatusCode::BAD_REQUEST, "InvalidRequestContentException", message));
    }
    let cloud = functions.cloud().clone();
    let mut response = match kind {
        InvocationType::DryRun => with_status(StatusCode::NO_CONTENT),
        InvocationType::Event => {
            let accepted = accept(&cloud, request_id, name.name.clone(), &payload).await;
            accepted.map_err(|error| Refused::internal(error.to_string()))?;
            with_status(StatusCode::ACCEPTED)
        }
        InvocationType::RequestResponse => {
            let (id, function) = (request_id.clone(), name.name.clone());
            // A caller who goes away does not stop the function: it may be in the middle of something.
            let call = async move { cloud.invoke_as_request(id, None, &function, payload).await };
            let answer = tokio::spawn(call).await.map_err(|error| Refused::internal(error.to_string()))?;
            let answer = answer.map_err(|error| match error.kind() {
                ErrorKind::NoSuchFunction { .. } => Refused::not_found(name),
                _ => Refused::internal(error.to_string()),
            })?;
            let mut response = match answer {
                Ok(reply) => Response::new(Body::from(reply)),
                Err(error) => {
                    let report = serde_json::to_vec(error.report()).unwrap_or_default();
                    let mut response = Response::new(Body::from(report));
                    let unhandled = HeaderValue::from_static("Unhandled");
                    response.headers_mut().insert("x-amz-function-error", unhandled);
                    response
                }
            };
            if wants_log
                && let Ok(log) = HeaderValue::from_str(&log_tail(&functions.logs(), &name.name, &request_id))
            {
                response.headers_mut().insert("x-amz-log-result", log);
            }
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, answer::JSON);
    headers.insert("x-amz-executed-version", HeaderValue::from_static(LATEST));
    Ok(response)
}

/// Takes the event of a request.
///
/// # Errors
///
/// `RequestTooLargeException`, and `InvalidRequestContentException` where it broke off.
pub(super) async fn read_payload(body: Body) -> Result<Bytes, Refused> {
    body.into_bytes(MOST_PAYLOAD_BYTES).await.map_err(|error| match error.kind() {
        TransportErrorKind::BodyTooLarge => too_large(MOST_PAYLOAD_BYTES),
        _ => Refused::new(StatusCode::BAD_REQUEST, "InvalidRequestContentException", error.to_string()),
    })
}

fn with_status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn too_large(most: usize) -> Refused {
    let message = format!("Request must be smaller than {most} bytes for the InvokeFunction operation");
    Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException", message)
}
