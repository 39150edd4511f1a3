//! A cloud on free ports, and functions that run `examples/worker`.

use std::{future::poll_fn, net::Ipv4Addr, path::Path, time::Duration};

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body::Body as _;
use serde_json::{Value, json};
use void_core::{Body, Config, Credentials, HttpTransport, SystemClock, Transport, time::timeout};
use void_local::{
    ServeError, ServeOptions, ServedCloud,
    control::{ControlClient, DeployRequest, FunctionSource},
    logs::{LogFilter, LogLine},
};
use void_messaging_sdk::VoidMessagingClient;
use void_storage_sdk::VoidStorageClient;
use void_streams_sdk::VoidStreamsClient;

use crate::worker::worker;

/// How long a log that is followed may say nothing.
const LONGEST_SILENCE: Duration = Duration::from_secs(120);

pub(crate) struct Served {
    pub(crate) cloud: ServedCloud,
    pub(crate) control: ControlClient,
    pub(crate) transport: HttpTransport,
}

pub(crate) fn source(manifest: &str) -> FunctionSource {
    FunctionSource {
        file: "worker/void.yaml".to_owned(),
        manifest: manifest.to_owned(),
        executable: worker(),
        directory: std::env::temp_dir(),
    }
}

/// A function that only an invocation by name reaches.
pub(crate) fn named(name: &str, timeout: &str, rest: &str) -> FunctionSource {
    source(&format!("name: {name}\nruntime: provided\nhandler: worker\ntimeout: {timeout}\n{rest}"))
}

impl Served {
    pub(crate) async fn start() -> Self {
        Self::start_with(ServeOptions::default()).await.unwrap()
    }

    /// A cloud that goes on from what is kept in a folder, on other ports than before.
    pub(crate) async fn start_in(data: Option<&Path>) -> Result<Self, ServeError> {
        let mut options = ServeOptions::default();
        options.data = data.map(Path::to_owned);
        Self::start_with(options).await
    }

    /// Verifies signatures, where there are credentials.
    pub(crate) async fn start_for(credentials: Option<Credentials>) -> Self {
        let mut options = ServeOptions::default();
        options.credentials = credentials;
        Self::start_with(options).await.unwrap()
    }

    async fn start_with(mut options: ServeOptions) -> Result<Self, ServeError> {
        options.services = (Ipv4Addr::LOCALHOST, 0).into();
        options.gateway = (Ipv4Addr::LOCALHOST, 0).into();
        let cloud = ServedCloud::start(options).await?;
        let control = ControlClient::new(HttpTransport::new(), cloud.services_url());
        Ok(Self { cloud, control, transport: HttpTransport::new() })
    }

    pub(crate) async fn deploy(&self, functions: impl IntoIterator<Item = FunctionSource>) {
        let request = DeployRequest { functions: functions.into_iter().collect(), dry_run: false };
        self.control.deploy(&request).await.unwrap();
    }

    /// Invokes a function as Lambda's clients do: the answer, and whether it is an error.
    pub(crate) async fn invoke(&self, name: &str, event: Value) -> (Value, bool) {
        let url = format!("{}/2015-03-31/functions/{name}/invocations", self.cloud.services_url());
        let request = Request::builder().method(Method::POST).uri(url).body(Body::from(event.to_string()));
        let response = self.transport.send(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let is_error = response.headers().contains_key("x-amz-function-error");
        (serde_json::from_slice(&whole(response.into_body()).await).unwrap(), is_error)
    }

    /// Follows the log until it has a line of which `is_last` is true and each invocation is reported.
    pub(crate) async fn log_until(
        &self,
        filter: &LogFilter,
        is_last: impl Fn(&LogLine) -> bool + Send + Sync,
    ) -> Vec<LogLine> {
        self.follow(filter, |lines| lines.iter().any(&is_last) && lines.iter().any(is_report)).await
    }

    /// Follows the log until it has a line of which `is_it` is true.
    pub(crate) async fn log_line(&self, filter: &LogFilter, is_it: impl Fn(&LogLine) -> bool + Send + Sync) {
        self.follow(filter, |lines| lines.iter().any(&is_it)).await;
    }

    async fn follow(
        &self,
        filter: &LogFilter,
        is_enough: impl Fn(&[LogLine]) -> bool + Send + Sync,
    ) -> Vec<LogLine> {
        let mut body = Box::pin(self.control.logs(filter, 1_000, true).await.unwrap());
        let (mut text, mut lines) = (Vec::new(), Vec::<LogLine>::new());
        let clock = SystemClock::new();
        while !is_enough(&lines) {
            let frame = poll_fn(|context| body.as_mut().poll_frame(context));
            let Ok(frame) = timeout(&clock, LONGEST_SILENCE, frame).await else {
                panic!("no more comes behind {lines:#?}");
            };
            text.extend_from_slice(&frame.unwrap().unwrap().into_data().unwrap());
            while let Some(end) = text.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = text.drain(..=end).collect();
                lines.push(serde_json::from_slice(&line).unwrap());
            }
        }
        lines
    }

    /// Has the worker do something.
    pub(crate) async fn order(&self, name: &str, order: &str) -> (Value, bool) {
        self.invoke(name, json!({ "do": order })).await
    }
}

/// Whether the cloud itself says how an invocation went: a function may say so of its own as well.
pub(crate) fn is_report(line: &LogLine) -> bool {
    line.pid.is_none() && line.message.starts_with("invocation ")
}

/// Sends signed by nobody in particular.
pub(crate) fn messaging(served: &Served) -> VoidMessagingClient {
    VoidMessagingClient::new(config(served))
}

/// The same for streams.
pub(crate) fn streams(served: &Served) -> VoidStreamsClient {
    VoidStreamsClient::new(config(served))
}

/// The same for buckets.
pub(crate) fn storage(served: &Served) -> VoidStorageClient {
    VoidStorageClient::new(config(served))
}

fn config(served: &Served) -> Config {
    Config::builder()
        .transport(HttpTransport::new())
        .endpoint_url(served.cloud.services_url())
        .region("us-east-1")
        .credentials(Credentials::new("anybody", "anything"))
        .build()
}

pub(crate) async fn whole(body: Body) -> Bytes {
    body.into_bytes(16 * 1024 * 1024).await.unwrap()
}
