//! [`ControlClient`]: the caller's side of the control API.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use serde::{Serialize, de::DeserializeOwned};
use void_core::{Body, SharedTransport, Transport, TransportError};
use void_function_sdk::InvocationError;

use super::{
    api::CONTROL_HEADER,
    queues::{PeekedMessage, SubscriptionDescription},
    wire::{
        Configured, DeployRequest, DeployResponse, FunctionDescription, Health, Invoked, Redriven, Refusal,
    },
};
use crate::{logs::LogFilter, manifest::FunctionSettings};

/// The largest answer that is not followed, in bytes.
const MOST_BODY_BYTES: usize = 64 * 1024 * 1024;

/// Calls the control API of a local cloud.
#[derive(Clone, Debug)]
pub struct ControlClient {
    transport: SharedTransport,
    endpoint: String,
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// The cloud refused it.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// Nobody answered, or not to the end.
    #[error("the local cloud at {endpoint} can't be reached: {source}")]
    Unreachable {
        /// Where it should be.
        endpoint: String,
        /// What happened.
        source: TransportError,
    },
    /// What answered is no local cloud, or one of another version.
    #[error("what answers at {endpoint} is not the local cloud, or another version of it: {message}")]
    Unexpected {
        /// Where it should be.
        endpoint: String,
        /// What is wrong with the answer.
        message: String,
    },
}

impl ControlClient {
    /// Makes a client for the cloud whose services are at `endpoint`: `http://127.0.0.1:4566`.
    pub fn new(transport: impl Transport, endpoint: impl Into<String>) -> Self {
        let mut endpoint = endpoint.into();
        endpoint.truncate(endpoint.trim_end_matches('/').len());
        Self { transport: std::sync::Arc::new(transport), endpoint }
    }

    /// How the cloud is, and where it is served.
    ///
    /// # Errors
    ///
    /// [`ControlError`].
    pub async fn health(&self) -> Result<Health, ControlError> {
        self.get("health").await
    }

    /// Asks the cloud to come to its end: it answers first, and lets requests in progress finish.
    ///
    /// # Errors
    ///
    /// [`ControlError`].
    pub async fn shut_down(&self) -> Result<(), ControlError> {
        self.call::<serde_json::Value>(Method::POST, "shutdown", None::<&()>).await.map(drop)
    }

    /// Drops everything at once, on the disk as well: functions, queues, streams, buckets, logs, and what happened so far.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] with the code `NotKept`: it is empty, and may not be so after a restart.
    pub async fn reset(&self) -> Result<(), ControlError> {
        self.call::<serde_json::Value>(Method::POST, "reset", None::<&()>).await.map(drop)
    }

    /// Deploys functions, all or none.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] with what is wrong with a file, a name or an executable.
    pub async fn deploy(&self, request: &DeployRequest) -> Result<DeployResponse, ControlError> {
        self.call(Method::POST, "deploy", Some(request)).await
    }

    /// The functions, by name.
    ///
    /// # Errors
    ///
    /// [`ControlError`].
    pub async fn functions(&self) -> Result<Vec<FunctionDescription>, ControlError> {
        self.get("functions").await
    }

    /// One function.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] with the code `NoSuchFunction` and the nearest name.
    pub async fn function(&self, name: &str) -> Result<FunctionDescription, ControlError> {
        self.get(&format!("functions/{}", encode(name))).await
    }

    /// Sets a function's time-out, memory and variables in place of what its file says, until it is deployed again. It is taken
    /// over at once: what runs comes to its end as it was.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] with the code `NoSuchFunction` and the nearest name, or `InvalidParameter`. Nothing has changed
    /// then.
    pub async fn configure(
        &self,
        name: &str,
        settings: &FunctionSettings,
    ) -> Result<Configured, ControlError> {
        self.call(Method::PATCH, &format!("functions/{}/config", encode(name)), Some(settings)).await
    }

    /// Removes a function. What waits for it stays in its queues.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] with the code `NoSuchFunction` and the nearest name.
    pub async fn delete_function(&self, name: &str) -> Result<(), ControlError> {
        let path = format!("functions/{}", encode(name));
        self.call::<serde_json::Value>(Method::DELETE, &path, None::<&()>).await.map(drop)
    }

    /// Invokes a function with an event (JSON), and gives its reply or its error.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] with the code `NoSuchFunction` and the nearest name.
    pub async fn invoke(
        &self,
        name: &str,
        event: impl Into<Bytes>,
    ) -> Result<Result<serde_json::Value, InvocationError>, ControlError> {
        let path = format!("functions/{}/invoke", encode(name));
        let response = self.send(Method::POST, &path, event.into()).await?;
        let body = self.whole(response).await?;
        match serde_json::from_slice(&body).map_err(|error| self.unexpected(&error))? {
            Invoked::Reply(reply) => Ok(Ok(reply)),
            Invoked::Error(report) => Ok(Err(InvocationError::from_report(report))),
        }
    }

    /// The first messages of a queue, at most `most` and 1,000, as they lie there: nothing is received by looking.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] where there is no such queue.
    pub async fn peek(&self, queue: &str, most: usize) -> Result<Vec<PeekedMessage>, ControlError> {
        self.get(&format!("queues/{}/messages?max={most}", encode(queue))).await
    }

    /// The functions that a queue invokes.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] where there is no such queue.
    pub async fn subscriptions(&self, queue: &str) -> Result<Vec<SubscriptionDescription>, ControlError> {
        self.get(&format!("queues/{}/subscriptions", encode(queue))).await
    }

    /// Sends all dead letters of a queue back to where each failed: to the subscription, the queue, or, an event of a bucket,
    /// the function.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] at the first that can't be sent back; it and those after it stay.
    pub async fn redrive(&self, queue: &str) -> Result<Redriven, ControlError> {
        self.call(Method::POST, &format!("queues/{}/redrive", encode(queue)), None::<&()>).await
    }

    /// Sends one dead letter of a queue back to where it failed.
    ///
    /// # Errors
    ///
    /// [`ControlError::Refused`] where it is not there, or can't be sent back; it stays then.
    pub async fn redrive_message(&self, queue: &str, message_id: &str) -> Result<(), ControlError> {
        let path = format!("queues/{}/dead-letters/{}/redrive", encode(queue), encode(message_id));
        self.call::<serde_json::Value>(Method::POST, &path, None::<&()>).await.map(drop)
    }

    /// Lines of functions' logs as JSON, one [`LogLine`](crate::logs::LogLine) a line: the last `most`, and, with `follows`,
    /// what is written from now on, without end.
    ///
    /// # Errors
    ///
    /// [`ControlError`].
    pub async fn logs(&self, filter: &LogFilter, most: usize, follows: bool) -> Result<Body, ControlError> {
        let path = format!("logs?{}", query_of(filter, most, follows));
        Ok(self.send(Method::GET, &path, Bytes::new()).await?.into_body())
    }

    /// What one request set off, in the order in which it happened: entries as
    /// [`Timeline::to_json_lines`](crate::Timeline::to_json_lines) writes them.
    ///
    /// # Errors
    ///
    /// [`ControlError`].
    pub async fn trace(&self, correlation_id: &str) -> Result<Vec<serde_json::Value>, ControlError> {
        let response =
            self.send(Method::GET, &format!("trace/{}", encode(correlation_id)), Bytes::new()).await?;
        let body = self.whole(response).await?;
        let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).map_err(|error| self.unexpected(&error))).collect()
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ControlError> {
        self.call(Method::GET, path, None::<&()>).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<T, ControlError> {
        let body = body.map(serde_json::to_vec).transpose().map_err(|error| self.unexpected(&error))?;
        let response = self.send(method, path, body.unwrap_or_default().into()).await?;
        let body = self.whole(response).await?;
        serde_json::from_slice(&body).map_err(|error| self.unexpected(&error))
    }

    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Body>, ControlError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/_void/{path}", self.endpoint))
            .header(CONTROL_HEADER, "1")
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(Body::from(body))
            .map_err(|error| self.unexpected(&error))?;
        let response = self.transport.send(request).await.map_err(|source| self.unreachable(source))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let body = self.whole(response).await?;
        match serde_json::from_slice(&body) {
            Ok(refusal) => Err(ControlError::Refused(refusal)),
            Err(_) => Err(self.unexpected(&format!("status {status}"))),
        }
    }

    async fn whole(&self, response: Response<Body>) -> Result<Bytes, ControlError> {
        response.into_body().into_bytes(MOST_BODY_BYTES).await.map_err(|source| self.unreachable(source))
    }

    fn unreachable(&self, source: TransportError) -> ControlError {
        ControlError::Unreachable { endpoint: self.endpoint.clone(), source }
    }

    fn unexpected(&self, message: &dyn std::fmt::Display) -> ControlError {
        ControlError::Unexpected { endpoint: self.endpoint.clone(), message: message.to_string() }
    }
}

fn encode(segment: &str) -> String {
    percent_encoding::utf8_percent_encode(segment, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn query_of(filter: &LogFilter, most: usize, follows: bool) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", &most.to_string());
    if follows {
        query.append_pair("follow", "true");
    }
    let texts = [
        ("function", filter.function.clone()),
        ("since", filter.since.map(|since| since.as_millis().to_string())),
        ("level", filter.level.map(|level| level.to_string())),
        ("requestId", filter.request_id.clone()),
        ("correlationId", filter.correlation_id.clone()),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            query.append_pair(name, &value);
        }
    }
    query.finish()
}
