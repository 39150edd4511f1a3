//! [`LambdaApi`]: what is called, by method and path.

use std::sync::Arc;

use async_trait::async_trait;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde_json::json;
use void_core::{Body, Transport, TransportError, TransportErrorKind};

use crate::{error::ErrorKind, served::Functions};

const PREFIX: &str = "/2015-03-31/functions";
/// The largest event, in bytes: what Lambda takes of a call that waits for its answer.
const MOST_PAYLOAD_BYTES: usize = 6 * 1024 * 1024;

/// Whether a path is the Lambda API's.
pub(crate) fn is_lambda(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// Answers calls of the Lambda API.
#[derive(Debug)]
pub(crate) struct LambdaApi {
    functions: Arc<Functions>,
}

impl LambdaApi {
    pub(crate) const fn new(functions: Arc<Functions>) -> Self {
        Self { functions }
    }

    /// [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html), waiting for the answer.
    async fn invoke(&self, name: &str, body: Body) -> Result<Response<Body>, TransportError> {
        let payload = match body.into_bytes(MOST_PAYLOAD_BYTES).await {
            Ok(payload) => payload,
            Err(error) if error.kind() == TransportErrorKind::BodyTooLarge => {
                let message = format!(
                    "Request must be smaller than {MOST_PAYLOAD_BYTES} bytes for the InvokeFunction operation"
                );
                return Ok(refuse(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException", &message));
            }
            Err(error) => return Err(error),
        };
        Ok(match self.functions.cloud().invoke(name, payload).await {
            Ok(Ok(reply)) => answer(Body::from(reply), false),
            Ok(Err(error)) => {
                let report = serde_json::to_vec(error.report()).unwrap_or_default();
                answer(Body::from(report), true)
            }
            Err(error) => match error.kind() {
                ErrorKind::NoSuchFunction { .. } => {
                    refuse(StatusCode::NOT_FOUND, "ResourceNotFoundException", &error.to_string())
                }
                _ => refuse(StatusCode::INTERNAL_SERVER_ERROR, "ServiceException", &error.to_string()),
            },
        })
    }
}

#[async_trait]
impl Transport for LambdaApi {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
        let path: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (&parts.method, path.as_slice()) {
            (&Method::POST, [name, "invocations"]) => self.invoke(name, body).await,
            _ => Ok(refuse(StatusCode::NOT_FOUND, "ResourceNotFoundException", "there is no such call here")),
        }
    }
}

fn answer(body: Body, is_error: bool) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("x-amz-executed-version", HeaderValue::from_static("$LATEST"));
    if is_error {
        headers.insert("x-amz-function-error", HeaderValue::from_static("Unhandled"));
    }
    response
}

fn refuse(status: StatusCode, code: &'static str, message: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(json!({ "Type": "User", "Message": message }).to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("x-amzn-errortype", HeaderValue::from_static(code));
    response
}
