//! [`RuntimeApi`]: Lambda's Runtime API, for one process.
//!
//! See [Using the Lambda runtime API for custom runtimes](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).

use std::sync::Arc;

use async_trait::async_trait;
use http::{Method, Request, Response, StatusCode, header};
use serde_json::json;
use void_core::{Body, Transport, TransportError, TransportErrorKind};
use void_function_sdk::{ErrorReport, InvocationError, InvocationErrorKind};

use super::exchange::{Exchange, Handed, Refused};
use crate::answer;

const PREFIX: &str = "/2018-06-01/runtime/";
/// The largest reply of a function, in bytes.
const MOST_REPLY_BYTES: usize = 6 * 1024 * 1024;
/// The largest error report, in bytes: a backtrace is long.
const MOST_REPORT_BYTES: usize = 256 * 1024;

/// Answers the calls of one process.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    exchange: Arc<Exchange>,
    function_arn: String,
}

impl RuntimeApi {
    pub(super) const fn new(exchange: Arc<Exchange>, function_arn: String) -> Self {
        Self { exchange, function_arn }
    }

    async fn next(&self) -> Response<Body> {
        match self.exchange.next().await {
            Ok(handed) => self.hand_out(handed),
            Err(refused) => refuse(refused),
        }
    }

    fn hand_out(&self, handed: Handed) -> Response<Body> {
        let Handed { request_id, payload, deadline, trace } = handed;
        let response = Response::builder()
            .header(header::CONTENT_TYPE, answer::JSON)
            .header("Lambda-Runtime-Aws-Request-Id", &request_id)
            .header("Lambda-Runtime-Deadline-Ms", deadline.as_millis())
            .header("Lambda-Runtime-Invoked-Function-Arn", &self.function_arn)
            .header("Lambda-Runtime-Trace-Id", trace)
            .body(Body::from(payload));
        response.unwrap_or_else(|error| {
            // A caller's trace header that no HTTP header can hold.
            let error = InvocationError::new(
                InvocationErrorKind::InvalidEvent,
                "Runtime.InvalidEvent",
                error.to_string(),
            );
            let _ = self.exchange.answer(&request_id, Err(error));
            error_body(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", "the event can't be sent")
        })
    }

    async fn respond(&self, request_id: &str, body: Body) -> Result<Response<Body>, TransportError> {
        if !self.exchange.has(request_id) {
            return Ok(refuse(Refused::NotThatOne));
        }
        match body.into_bytes(MOST_REPLY_BYTES).await {
            Ok(reply) => Ok(self.taken(self.exchange.answer(request_id, Ok(reply)))),
            Err(error) if error.kind() == TransportErrorKind::BodyTooLarge => {
                let message = format!("Exceeded maximum allowed payload size ({MOST_REPLY_BYTES} bytes).");
                Ok(error_body(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message))
            }
            Err(error) => Err(error),
        }
    }

    async fn report(
        &self,
        body: Body,
        default: InvocationErrorKind,
    ) -> Result<InvocationError, TransportError> {
        let body = body.into_bytes(MOST_REPORT_BYTES).await?;
        Ok(match serde_json::from_slice::<ErrorReport>(&body) {
            Ok(report) => InvocationError::from_report(report),
            Err(_) => InvocationError::new(default, "Runtime.Unknown", String::from_utf8_lossy(&body)),
        })
    }

    fn taken(&self, result: Result<(), Refused>) -> Response<Body> {
        match result {
            Ok(()) => answer::json(StatusCode::ACCEPTED, &json!({ "status": "OK" })),
            Err(refused) => refuse(refused),
        }
    }
}

#[async_trait]
impl Transport for RuntimeApi {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
        let path: Vec<&str> = path.split('/').collect();
        match (&parts.method, path.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => Ok(self.next().await),
            (&Method::POST, ["invocation", request_id, "response"]) => self.respond(request_id, body).await,
            (&Method::POST, ["invocation", request_id, "error"]) => {
                let error = self.report(body, InvocationErrorKind::Failed).await?;
                Ok(self.taken(self.exchange.answer(request_id, Err(error))))
            }
            (&Method::POST, ["init", "error"]) => {
                let error = self.report(body, InvocationErrorKind::InitFailed).await?;
                self.exchange.fail_init(error);
                Ok(self.taken(Ok(())))
            }
            _ => Ok(error_body(StatusCode::NOT_FOUND, "NotFound", "the Runtime API has no such call")),
        }
    }
}

fn refuse(refused: Refused) -> Response<Body> {
    match refused {
        Refused::StillBusy => error_body(
            StatusCode::FORBIDDEN,
            "InvalidStateTransition",
            "the invocation before was not answered; post its response or its error first",
        ),
        Refused::NotThatOne => error_body(
            StatusCode::BAD_REQUEST,
            "InvalidRequestID",
            "this is not the invocation that the process has, or its deadline has passed",
        ),
        Refused::Closed => error_body(StatusCode::GONE, "Shutdown", "there are no more invocations"),
    }
}

fn error_body(status: StatusCode, kind: &str, message: &str) -> Response<Body> {
    answer::json(status, &json!({ "errorType": kind, "errorMessage": message }))
}
