//! [`NotedSends`]: the transport that a function's clients get; what the function sends, puts and stores goes into the timeline.

use std::sync::Arc;

use async_trait::async_trait;
use http::{Request, Response};
use serde::de::DeserializeOwned;
use tokio::sync::Notify;
use void_core::{Body, OperationInfo, Transport, TransportError};
use void_messaging_sdk::{
    QueueUrl,
    operations::{
        SendMessageBatchRequest, SendMessageBatchResponse, SendMessageRequest, SendMessageResponse,
    },
};

use super::{invocation, puts::Putting, stores::Storing};
use crate::timeline::{MessageRef, Subject, TimelineEvent, TimelineLog};

/// The attribute by which the timeline names a message.
pub(super) const EVENT_TYPE: &str = "EventType";

/// Passes everything on, and notes what was sent, put or stored once the service has taken it.
#[derive(Debug)]
pub(crate) struct NotedSends<T> {
    inner: T,
    function: String,
    log: TimelineLog,
    stirred: Arc<Notify>,
}

impl<T> NotedSends<T> {
    pub(crate) fn new(inner: T, function: &str, log: TimelineLog, stirred: Arc<Notify>) -> Self {
        Self { inner, function: function.to_owned(), log, stirred }
    }

    /// Who sends: the current invocation, or else the function outside of any.
    fn subject(&self) -> Subject {
        let outside = || Subject { function: Some(self.function.clone()), ..Subject::default() };
        let mut subject = invocation::current().unwrap_or_else(outside);
        // Within a batch the record's own trace is the current one.
        if let Some(trace) = void_core::TraceContext::current() {
            subject.correlation_id = Some(trace.root);
        }
        subject.attempt = None;
        subject
    }
}

#[async_trait]
impl<T: Transport> Transport for NotedSends<T> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let Some(sending) = Sending::of(&request) else { return self.inner.send(request).await };
        let response = self.inner.send(request).await?;
        if response.status().is_success() {
            for event in sending.taken(&response) {
                self.log.write(self.subject(), event);
            }
            self.stirred.notify_one();
        }
        Ok(response)
    }
}

/// A request that sends messages, puts records or stores an object.
enum Sending {
    One(SendMessageRequest),
    Batch(SendMessageBatchRequest),
    Put(Putting),
    Store(Storing),
}

impl Sending {
    fn of(request: &Request<Body>) -> Option<Self> {
        let operation = request.extensions().get::<OperationInfo>()?.operation;
        match operation {
            "SendMessage" => read(request.body()).map(Self::One),
            "SendMessageBatch" => read(request.body()).map(Self::Batch),
            _ => Putting::of(operation, request.body())
                .map(Self::Put)
                .or_else(|| Storing::of(operation, request).map(Self::Store)),
        }
    }

    /// What the service says it has taken.
    fn taken(self, response: &Response<Body>) -> Vec<TimelineEvent> {
        let body = response.body();
        match self {
            Self::One(request) => {
                let Some(response) = read::<SendMessageResponse>(body) else { return Vec::new() };
                let event_type = request.message_attributes.get(EVENT_TYPE).and_then(|value| value.as_str());
                vec![sent(&request.queue_url, MessageRef::new(response.message_id, event_type))]
            }
            Self::Batch(request) => {
                let Some(response) = read::<SendMessageBatchResponse>(body) else { return Vec::new() };
                let entries = response.successful.into_iter().filter_map(|taken| {
                    let entry = request.entries.iter().find(|entry| entry.id == taken.id)?;
                    let event_type =
                        entry.message_attributes.get(EVENT_TYPE).and_then(|value| value.as_str());
                    Some(sent(&request.queue_url, MessageRef::new(taken.message_id, event_type)))
                });
                entries.collect()
            }
            Self::Put(putting) => putting.taken(body),
            Self::Store(storing) => vec![storing.taken(response.headers())],
        }
    }
}

fn sent(queue: &QueueUrl, message: MessageRef) -> TimelineEvent {
    TimelineEvent::Sent { queue: queue.queue_name().to_owned(), message }
}

pub(super) fn read<T: DeserializeOwned>(body: &Body) -> Option<T> {
    serde_json::from_slice(body.as_bytes()?).ok()
}
