//! Functions to deploy, and ways to look at what became of them.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use void_function_sdk::{
    BatchResponse, FunctionEnv, Handler, HandlerError, VoidContext, VoidHttpRequest, VoidHttpResponse,
    VoidQueueEvent, http::StatusCode,
};
use void_local::{
    LocalCloud,
    timeline::{TimelineEntry, TimelineEvent},
};
use void_messaging_sdk::VoidMessagingClient;

/// A cloud whose time the test moves; what it does is the same at each run.
pub(crate) fn cloud() -> LocalCloud {
    LocalCloud::builder().seed(7).build()
}

/// A `void.yaml` with one queue event of these keys.
pub(crate) fn subscriber(name: &str, queue: &str, keys: &[&str]) -> String {
    let keys: String = keys.iter().map(|key| format!("      {key}\n")).collect();
    format!("name: {name}\nruntime: rust\nhandler: {name}\nevents:\n  - queue:\n      name: {queue}\n{keys}")
}

/// A `void.yaml` with one route.
pub(crate) fn route(name: &str, method: &str, path: &str, keys: &str) -> String {
    format!(
        "name: {name}\nruntime: rust\nhandler: {name}\n{keys}events:\n  - http: {{path: '{path}', method: {method}}}\n"
    )
}

/// Answers to one batch.
pub(crate) type Answer = Result<BatchResponse, HandlerError>;

/// A queue handler that answers by the book, and remembers what it was asked.
#[derive(Clone, Default)]
pub(crate) struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    latency: Duration,
    fails: bool,
}

/// A batch as the handler saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) event: VoidQueueEvent,
    pub(crate) context: VoidContext,
    pub(crate) at_ms: u64,
}

impl Script {
    /// Gives these answers, then succeeds always.
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Arc::new(Mutex::new(answers.into_iter().collect())), ..Self::default() }
    }

    /// Fails always.
    pub(crate) fn failing() -> Self {
        Self { fails: true, ..Self::default() }
    }

    /// Takes this long for each batch.
    pub(crate) fn slow(latency: Duration) -> Self {
        Self { latency, ..Self::default() }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The bodies, batch by batch.
    pub(crate) fn bodies(&self) -> Vec<Vec<String>> {
        let bodies = |seen: &Seen| seen.event.records.iter().map(|record| record.body.clone()).collect();
        self.seen().iter().map(bodies).collect()
    }

    /// When each batch came, in seconds after `cloud` began.
    pub(crate) fn times(&self, cloud: &LocalCloud) -> Vec<f64> {
        let origin = cloud.timeline().origin().as_millis();
        self.seen().iter().map(|seen| Duration::from_millis(seen.at_ms - origin).as_secs_f64()).collect()
    }
}

impl Handler<VoidQueueEvent> for Script {
    type Output = BatchResponse;

    async fn handle(
        &self,
        event: VoidQueueEvent,
        context: VoidContext,
    ) -> Result<BatchResponse, HandlerError> {
        let now = context.now();
        self.seen.lock().unwrap().push(Seen { event, context: context.clone(), at_ms: now.as_millis() });
        let answer = self.answers.lock().unwrap().pop_front();
        context.clock().sleep_until(now + self.latency).await;
        match answer {
            Some(answer) => answer,
            None if self.fails => Err(HandlerError::from("no funds")),
            None => Ok(BatchResponse::all_done()),
        }
    }
}

/// Sends the body of each request to the queue whose URL is in `QUEUE_URL`.
pub(crate) struct Publisher {
    client: VoidMessagingClient,
    queue_url: String,
}

impl Publisher {
    pub(crate) fn new(env: &FunctionEnv) -> Result<Self, HandlerError> {
        let queue_url = env.require("QUEUE_URL")?.to_owned();
        Ok(Self { client: VoidMessagingClient::new(env.config()), queue_url })
    }
}

impl Handler<VoidHttpRequest> for Publisher {
    type Output = VoidHttpResponse;

    async fn handle(
        &self,
        request: VoidHttpRequest,
        _context: VoidContext,
    ) -> Result<VoidHttpResponse, HandlerError> {
        let body = request.text()?.to_owned();
        self.client.send_message(&self.queue_url, body).message_attribute("EventType", "OrderPlaced").await?;
        Ok(VoidHttpResponse::new(StatusCode::ACCEPTED))
    }
}

pub(crate) const PUBLISHER: &str = "\
name: create-order
runtime: rust
handler: create-order
environment: {QUEUE_URL: '${VOID_QUEUE_ORDERS_URL}'}
events:
  - http: {path: /orders, method: POST}
";

/// The entries of `function` that `pick` gives something for.
pub(crate) fn entries<T>(
    cloud: &LocalCloud,
    function: &str,
    pick: impl Fn(&TimelineEntry) -> Option<T>,
) -> Vec<T> {
    cloud.timeline().of(function).filter_map(pick).collect()
}

/// What was tried again, each with its attempt and the seconds that it waited.
pub(crate) fn retries(cloud: &LocalCloud, function: &str) -> Vec<(u32, f64)> {
    entries(cloud, function, |entry| match &entry.event {
        TimelineEvent::Retried { after, .. } => Some((entry.attempt.unwrap(), after.as_secs_f64())),
        _ => None,
    })
}

/// The bodies that wait in a queue, sorted.
pub(crate) fn bodies(cloud: &LocalCloud, queue: &str) -> Vec<String> {
    let mut bodies: Vec<String> =
        cloud.queue(queue).messages().iter().map(|message| message.body().to_owned()).collect();
    bodies.sort();
    bodies
}
