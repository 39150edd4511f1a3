//! The Runtime API's four calls, typed.

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, uri::PathAndQuery};
use void_core::{Timestamp, TraceContext};

use super::{
    connection::{Answer, Call, Connection},
    error::{RuntimeError, RuntimeErrorKind},
};
use crate::function::InvocationError;

/// The Runtime API of the host.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    connection: Connection,
    next: Call,
}

/// An invocation as `next` hands it out.
#[derive(Debug, Default)]
pub(super) struct Invocation {
    pub(super) request_id: String,
    pub(super) deadline: Option<Timestamp>,
    pub(super) invoked_function_arn: String,
    pub(super) trace: Option<TraceContext>,
    pub(super) client_context: Option<String>,
    pub(super) tenant_id: Option<String>,
    pub(super) payload: Bytes,
}

/// How the host took an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acceptance {
    Taken,
    /// It is larger than the host takes: the invocation still wants an answer.
    TooLarge,
    /// The host does not wait for it any more, or never did.
    Refused(StatusCode),
}

impl RuntimeApi {
    pub(super) fn new(address: &str) -> Result<Self, RuntimeError> {
        let connection = Connection::new(address)
            .map_err(|error| failed(format!("{address:?} is not a host and port")).with_source(error))?;
        let next = Call {
            method: Method::GET,
            path: PathAndQuery::from_static("/2018-06-01/runtime/invocation/next"),
            error_type: None,
            body: Bytes::new(),
        };
        Ok(Self { connection, next })
    }

    /// Waits for the next invocation, without limit.
    ///
    /// `Ok(Err(_))` says what is wrong with what the host handed out, which may be better the next time.
    pub(super) async fn next(&mut self) -> Result<Result<Invocation, String>, RuntimeError> {
        let answer =
            self.connection.send(&self.next).await.map_err(|error| unreachable_host("next", error))?;
        exit_on_container_error("next", &answer)?;
        Ok(match answer.status {
            StatusCode::OK => invocation(answer),
            status => Err(format!("next was answered with status {}", status.as_u16())),
        })
    }

    /// Gives the reply to an invocation.
    pub(super) async fn respond(
        &mut self,
        request_id: &str,
        reply: Bytes,
    ) -> Result<Acceptance, RuntimeError> {
        let path = path_of(request_id, "response")?;
        self.post("response", Call { method: Method::POST, path, error_type: None, body: reply }).await
    }

    /// Says that an invocation failed.
    pub(super) async fn fail(
        &mut self,
        request_id: &str,
        error: &InvocationError,
    ) -> Result<Acceptance, RuntimeError> {
        let path = path_of(request_id, "error")?;
        self.post("error", report(path, error)).await
    }

    /// Says that the function could not be set up.
    pub(super) async fn fail_init(&mut self, error: &InvocationError) -> Result<Acceptance, RuntimeError> {
        let path = PathAndQuery::from_static("/2018-06-01/runtime/init/error");
        self.post("init error", report(path, error)).await
    }

    async fn post(&mut self, name: &str, call: Call) -> Result<Acceptance, RuntimeError> {
        let answer = self.connection.send(&call).await.map_err(|error| unreachable_host(name, error))?;
        exit_on_container_error(name, &answer)?;
        Ok(match answer.status {
            status if status.is_success() => Acceptance::Taken,
            StatusCode::PAYLOAD_TOO_LARGE => Acceptance::TooLarge,
            // The attempt that broke off had arrived: the host has its answer.
            StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN if answer.may_be_repeated => Acceptance::Taken,
            status => Acceptance::Refused(status),
        })
    }
}

fn report(path: PathAndQuery, error: &InvocationError) -> Call {
    let body = serde_json::to_vec(error.report()).expect("texts are always JSON").into();
    Call { method: Method::POST, path, error_type: Some(error.kind().reason()), body }
}

fn invocation(answer: Answer) -> Result<Invocation, String> {
    let mut invocation = Invocation { payload: answer.body, ..Invocation::default() };
    for (name, value) in &answer.headers {
        match name.as_str() {
            "lambda-runtime-aws-request-id" => invocation.request_id = text(value),
            "lambda-runtime-deadline-ms" => {
                invocation.deadline = text(value).parse().ok().map(Timestamp::from_millis);
            }
            "lambda-runtime-invoked-function-arn" => invocation.invoked_function_arn = text(value),
            "lambda-runtime-trace-id" => invocation.trace = value.to_str().ok().and_then(TraceContext::parse),
            "lambda-runtime-client-context" => invocation.client_context = Some(text(value)),
            "lambda-runtime-aws-tenant-id" => invocation.tenant_id = Some(text(value)),
            _ => {}
        }
    }
    if invocation.request_id.is_empty() {
        return Err("next handed out an invocation without Lambda-Runtime-Aws-Request-Id".to_owned());
    }
    Ok(invocation)
}

/// A header's text; empty where it is none.
fn text(value: &HeaderValue) -> String {
    value.to_str().unwrap_or_default().to_owned()
}

fn path_of(request_id: &str, answer: &str) -> Result<PathAndQuery, RuntimeError> {
    let path = ["/2018-06-01/runtime/invocation/", request_id, "/", answer].concat();
    PathAndQuery::from_maybe_shared(Bytes::from(path))
        .map_err(|error| failed("the host's request id can't be part of a path").with_source(error))
}

/// "Container error. Non-recoverable state. Runtime should exit promptly."
fn exit_on_container_error(name: &str, answer: &Answer) -> Result<(), RuntimeError> {
    if answer.status.is_server_error() {
        let text = String::from_utf8_lossy(&answer.body);
        return Err(failed(format!("{name} was answered with status {}: {text}", answer.status.as_u16())));
    }
    Ok(())
}

fn unreachable_host(name: &str, error: crate::error::BoxError) -> RuntimeError {
    failed(format!("the Runtime API does not answer ({name})")).with_source(error)
}

fn failed(message: impl Into<String>) -> RuntimeError {
    RuntimeError::new(RuntimeErrorKind::RuntimeApi, message)
}
