//! [`Control`]: the server's side of the control API.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header, request::Parts};
use serde::{Serialize, de::DeserializeOwned};
use void_core::{Body, Timestamp, Transport, TransportError, TransportErrorKind};

use super::{
    follow::{follow, render},
    overview::{Overview, redrive_one},
    queues,
    wire::{DeployRequest, Invoked, Redriven, Refusal},
};
use crate::{
    answer, console,
    error::{Error, ErrorKind},
    logs::LogFilter,
    manifest::FunctionSettings,
    routing::segments,
    served::Functions,
};

const PREFIX: &str = "/_void/";
/// The header that every request has; any value.
pub(super) const CONTROL_HEADER: &str = "x-void-control";
/// The largest request, in bytes.
const MOST_BODY_BYTES: usize = 8 * 1024 * 1024;
/// The most lines that one answer has that is not followed.
const MOST_LINES: usize = 10_000;

/// Whether a path is the control API's: no bucket can have this name.
pub(crate) fn is_control(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// Answers the calls of the control API.
#[derive(Debug)]
pub(crate) struct Control {
    functions: Arc<Functions>,
}

/// An answer, or why there is none.
type Answer = Result<Response<Body>, Refused>;

/// A refusal and its status.
#[derive(Debug)]
struct Refused(StatusCode, Refusal);

impl Control {
    pub(crate) const fn new(functions: Arc<Functions>) -> Self {
        Self { functions }
    }

    async fn answer(&self, parts: &Parts, body: Body) -> Answer {
        if let Some(page) = console::page(&parts.method, parts.uri.path()) {
            check_host(&parts.headers)?;
            return Ok(page);
        }
        check_caller(&parts.headers)?;
        let path = segments(parts.uri.path().trim_end_matches('/'));
        // The first one is the API's own.
        let path: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
        match (&parts.method, path.as_slice()) {
            (&Method::GET, ["health"]) => Ok(json(&self.functions.health())),
            (&Method::POST, ["deploy"]) => {
                let request: DeployRequest = read(body).await?;
                Ok(json(&self.functions.deploy(request).await?))
            }
            (&Method::POST, ["shutdown"]) => {
                self.functions.ask_to_stop();
                Ok(json(&serde_json::json!({})))
            }
            (&Method::POST, ["reset"]) => {
                self.functions.reset().await?;
                Ok(json(&serde_json::json!({})))
            }
            (&Method::GET, ["functions"]) => Ok(json(&self.functions.describe_all())),
            (&Method::GET, ["functions", name]) => Ok(json(&self.functions.describe(name)?)),
            (&Method::DELETE, ["functions", name]) => {
                self.functions.remove(name).await?;
                Ok(json(&serde_json::json!({})))
            }
            (&Method::PATCH, ["functions", name, "config"]) => {
                let settings: FunctionSettings = read(body).await?;
                Ok(json(&self.functions.configure(name, settings).await?))
            }
            (&Method::POST, ["functions", name, "invoke"]) => {
                let event = whole(body).await?;
                let answer = self.functions.cloud().invoke(name, event).await?;
                Ok(json(&Invoked::of(answer)))
            }
            (&Method::GET, ["overview"]) => Ok(json(&Overview::of(&self.functions))),
            (&Method::POST, ["queues", queue, "dead-letters", message, "redrive"]) => {
                let cloud = self.functions.cloud();
                Ok(json(&redrive_one(cloud, queue, message, parts.uri.query().unwrap_or_default())?))
            }
            (&Method::GET, ["queues", queue, "messages"]) => {
                let most = most_of(parts.uri.query().unwrap_or_default())?;
                Ok(json(&queues::peek(self.functions.cloud(), queue, most)?))
            }
            (&Method::GET, ["queues", queue, "subscriptions"]) => {
                Ok(json(&queues::subscriptions(&self.functions, queue)?))
            }
            (&Method::POST, ["queues", queue, "redrive"]) => {
                let moved = queues::redrive(self.functions.cloud(), queue)?;
                Ok(json(&Redriven { moved }))
            }
            (&Method::GET, ["logs"]) => self.logs(parts.uri.query().unwrap_or_default()),
            (&Method::GET, ["trace", correlation_id]) => {
                Ok(lines(self.functions.cloud().trace(correlation_id).to_json_lines()))
            }
            _ => Err(Refused::new(StatusCode::NOT_FOUND, "NoSuchCall", "the control API has no such call")),
        }
    }

    fn logs(&self, query: &str) -> Answer {
        let (mut filter, mut follows, mut most) = (LogFilter::default(), false, MOST_LINES);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let invalid = |message: String| {
                Refused::new(StatusCode::BAD_REQUEST, "InvalidParameter", &format!("{name}: {message}"))
            };
            match &*name {
                "function" => {
                    self.functions.describe(&value)?;
                    filter.function = Some(value);
                }
                "since" => {
                    let milliseconds =
                        value.parse().map_err(|_| invalid(format!("`{value}` is no number")))?;
                    filter.since = Some(Timestamp::from_millis(milliseconds));
                }
                "level" => filter.level = Some(value.parse().map_err(invalid)?),
                "requestId" => filter.request_id = Some(value),
                "correlationId" => filter.correlation_id = Some(value),
                "follow" => follows = value == "true",
                "limit" => {
                    let limit: usize =
                        value.parse().map_err(|_| invalid(format!("`{value}` is no number")))?;
                    most = limit.min(MOST_LINES);
                }
                _ => return Err(invalid("there is no such parameter".to_owned())),
            }
        }
        let store = self.functions.logs();
        if follows {
            return Ok(lines(follow(store, filter, most)));
        }
        Ok(lines(render(&store, &filter, 0, most).0))
    }
}

#[async_trait]
impl Transport for Control {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        Ok(self.answer(&parts, body).await.unwrap_or_else(Refused::into_response))
    }
}

/// A page that a browser shows can reach this machine under any name that resolves to it, but it can't choose `Host` and
/// can't add a header of its own.
fn check_caller(headers: &HeaderMap) -> Result<(), Refused> {
    check_host(headers)?;
    if headers.contains_key(CONTROL_HEADER) { Ok(()) } else { Err(not_this_machine()) }
}

fn check_host(headers: &HeaderMap) -> Result<(), Refused> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
    if matches!(name, "localhost" | "127.0.0.1" | "[::1]") {
        return Ok(());
    }
    Err(not_this_machine())
}

fn not_this_machine() -> Refused {
    let message = "the control API takes calls of this machine's programs only: with the header X-Void-Control, at localhost";
    Refused::new(StatusCode::FORBIDDEN, "AccessDenied", message)
}

async fn whole(body: Body) -> Result<Bytes, Refused> {
    body.into_bytes(MOST_BODY_BYTES).await.map_err(|error| {
        let status = match error.kind() {
            TransportErrorKind::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        };
        Refused::new(status, "InvalidRequest", &error.to_string())
    })
}

async fn read<T: DeserializeOwned>(body: Body) -> Result<T, Refused> {
    serde_json::from_slice(&whole(body).await?)
        .map_err(|error| Refused::new(StatusCode::BAD_REQUEST, "InvalidRequest", &error.to_string()))
}

/// How many messages are looked at: `max` in the query, or 10.
fn most_of(query: &str) -> Result<usize, Refused> {
    let max = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "max");
    let Some((_, max)) = max else { return Ok(10) };
    max.parse().map_err(|_| {
        Refused::new(StatusCode::BAD_REQUEST, "InvalidParameter", &format!("max: `{max}` is no number"))
    })
}

fn json(value: &impl Serialize) -> Response<Body> {
    answer::json(StatusCode::OK, value)
}

/// One JSON object a line.
fn lines(body: impl Into<Body>) -> Response<Body> {
    answer::answer(StatusCode::OK, HeaderValue::from_static("application/x-ndjson"), body)
}

impl Refused {
    fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self(status, Refusal { code: code.to_owned(), message: message.to_owned() })
    }

    fn into_response(self) -> Response<Body> {
        answer::json(self.0, &self.1)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let (status, code) = match error.kind() {
            ErrorKind::NoSuchFunction { .. } => (StatusCode::NOT_FOUND, "NoSuchFunction"),
            ErrorKind::Manifest(_) => (StatusCode::BAD_REQUEST, "InvalidManifest"),
            ErrorKind::Executable { .. } => (StatusCode::BAD_REQUEST, "InvalidExecutable"),
            ErrorKind::Settings { .. } => (StatusCode::BAD_REQUEST, "InvalidParameter"),
            ErrorKind::NotKept(_) => (StatusCode::INTERNAL_SERVER_ERROR, "NotKept"),
            _ => (StatusCode::CONFLICT, "Refused"),
        };
        Self::new(status, code, &error.to_string())
    }
}
