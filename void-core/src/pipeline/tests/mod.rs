//! What every call is promised, on a transport that answers from a script and a clock that a test moves.

mod bodies;
mod identity;
mod retrying;
mod timing;
mod tracing;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri};

use super::{CallOptions, Pipeline, Service};
use crate::{
    body::Body,
    clock::{SharedClock, SystemClock, Timestamp},
    config::{Config, ConfigBuilder},
    error::CallError,
    protocol::aws_json,
    random::Random,
    signing::Rules,
    transport::{OperationInfo, Transport, TransportError, TransportErrorKind},
};

/// 2023-11-14T22:13:20Z
const START: Timestamp = Timestamp::from_secs(1_700_000_000);

const SERVICE: Service = Service {
    name: "messaging",
    aws_name: "SQS",
    signing_name: "sqs",
    rules: Rules::Standard,
    decode_error: aws_json::decode_error,
    error_in_body: None,
};

/// What the transport does with one request.
enum Step {
    Answer(u16, Vec<(&'static str, String)>, &'static str),
    Fail(TransportErrorKind),
    /// Never answers.
    Hang,
    /// Answers 200 with a body that breaks off.
    Cut,
    /// Answers 200 with a body that never comes.
    Stall,
}

fn ok() -> Step {
    Step::Answer(200, Vec::new(), "{}")
}

fn refuse(status: u16, code: &'static str) -> Step {
    Step::Answer(status, Vec::new(), code)
}

/// What a request looked like, and when it came.
struct Seen {
    uri: Uri,
    headers: HeaderMap,
    info: OperationInfo,
    body: Bytes,
    after: Duration,
}

/// Answers from a script; past its end, with success.
#[derive(Clone)]
struct Script {
    steps: Arc<Mutex<VecDeque<Step>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    clock: SharedClock,
}

impl Script {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: Arc::new(Mutex::new(steps.into_iter().collect())),
            seen: Arc::default(),
            clock: Arc::new(SystemClock::starting_at(START)),
        }
    }

    fn config(&self) -> ConfigBuilder {
        Config::builder()
            .endpoint_url("http://localhost:4566")
            .transport(self.clone())
            .clock(Arc::clone(&self.clock))
            .random(Random::from_seed(1))
    }

    fn pipeline(&self) -> Pipeline {
        Pipeline::new(SERVICE, self.config().build())
    }

    fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    fn read<T>(&self, read: impl FnMut(&Seen) -> T) -> Vec<T> {
        self.seen.lock().unwrap().iter().map(read).collect()
    }

    /// How long after the first request each one came.
    fn gaps(&self) -> Vec<Duration> {
        let times = self.read(|seen| seen.after);
        times.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Script")
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let seen = Seen {
            uri: parts.uri,
            headers: parts.headers,
            info: *parts.extensions.get().expect("the pipeline says what it sends"),
            body: body.into_bytes(1024 * 1024).await?,
            after: self.clock.now().since(START),
        };
        self.seen.lock().unwrap().push(seen);
        let step = self.steps.lock().unwrap().pop_front().unwrap_or_else(ok);
        match step {
            Step::Answer(status, headers, text) => {
                let mut response = Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                let body = if status == 200 { text.to_owned() } else { format!(r#"{{"__type":"{text}"}}"#) };
                Ok(response.body(body.into()).unwrap())
            }
            Step::Fail(kind) => Err(TransportError::new(kind, format!("{kind:?}"))),
            Step::Hang => std::future::pending().await,
            Step::Cut => Ok(Response::new(Body::from_stream(Breaking))),
            Step::Stall => Ok(Response::new(Body::from_stream(Stalling))),
        }
    }
}

/// A body that breaks off at once.
struct Breaking;

impl http_body::Body for Breaking {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        let error = TransportError::new(TransportErrorKind::Body, "the response's body broke off");
        std::task::Poll::Ready(Some(Err(error)))
    }
}

/// A body that never comes.
struct Stalling;

impl http_body::Body for Stalling {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        std::task::Poll::Pending
    }
}

fn request() -> Request<Body> {
    Request::builder().method("POST").uri("/").body(Body::from("hello")).unwrap()
}

async fn send(pipeline: &Pipeline) -> Result<Response<Bytes>, CallError> {
    send_with(pipeline, CallOptions::default()).await
}

async fn send_with(pipeline: &Pipeline, options: CallOptions) -> Result<Response<Bytes>, CallError> {
    pipeline.call_bytes("SendMessage", request(), options).await
}
