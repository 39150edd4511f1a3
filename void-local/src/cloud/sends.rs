//! [`NotedSends`]: the transport that a function's clients get; what the function sends, puts and stores goes into the timeline.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use http::{Request, Response};
use serde::de::DeserializeOwned;
use tokio::sync::Notify;
use void_core::{Body, OperationInfo, TraceContext, Transport, TransportError};
use void_messaging_sdk::{
    QueueUrl,
    operations::{
        SendMessageBatchRequest, SendMessageBatchResponse, SendMessageRequest, SendMessageResponse,
    },
    types::{MessageAttributeValue, MessageSystemAttributeName},
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
        if let Some(trace) = TraceContext::current() {
            subject.correlation_id = Some(trace.root);
        }
        subject.attempt = None;
        subject
    }
}

#[async_trait]
impl<T: Transport> Transport for NotedSends<T> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let operation = request.extensions().get::<OperationInfo>().map(|info| info.operation);
        let Some(sending) = operation.and_then(|operation| Sending::of(operation, &request)) else {
            return self.inner.send(request).await;
        };
        let response = self.inner.send(request).await?;
        if response.status().is_success() {
            for taken in sending.taken(&response) {
                self.log.write(self.subject(), taken.event);
            }
            self.stirred.notify_one();
        }
        Ok(response)
    }
}

/// A request that sends messages, puts records or stores an object.
pub(super) enum Sending {
    One(SendMessageRequest),
    Batch(SendMessageBatchRequest),
    Put(Putting),
    Store(Storing),
}

/// What a service has taken.
pub(super) struct Taken {
    /// What the message itself says that it belongs to.
    pub(super) root: Option<String>,
    pub(super) event: TimelineEvent,
}

impl Sending {
    pub(super) fn of(operation: &str, request: &Request<Body>) -> Option<Self> {
        match operation {
            "SendMessage" => read(request.body()).map(Self::One),
            "SendMessageBatch" => read(request.body()).map(Self::Batch),
            _ => Putting::of(operation, request.body())
                .map(Self::Put)
                .or_else(|| Storing::of(operation, request).map(Self::Store)),
        }
    }

    /// What the service says it has taken.
    pub(super) fn taken(self, response: &Response<Body>) -> Vec<Taken> {
        let body = response.body();
        match self {
            Self::One(request) => {
                let Some(response) = read::<SendMessageResponse>(body) else { return Vec::new() };
                let event_type = request.message_attributes.get(EVENT_TYPE).and_then(|value| value.as_str());
                let event = sent(&request.queue_url, MessageRef::new(response.message_id, event_type));
                vec![Taken { root: root(&request.message_system_attributes), event }]
            }
            Self::Batch(request) => {
                let Some(response) = read::<SendMessageBatchResponse>(body) else { return Vec::new() };
                let entries = response.successful.into_iter().filter_map(|taken| {
                    let entry = request.entries.iter().find(|entry| entry.id == taken.id)?;
                    let event_type =
                        entry.message_attributes.get(EVENT_TYPE).and_then(|value| value.as_str());
                    let event = sent(&request.queue_url, MessageRef::new(taken.message_id, event_type));
                    Some(Taken { root: root(&entry.message_system_attributes), event })
                });
                entries.collect()
            }
            Self::Put(putting) => putting.taken(body).into_iter().map(Taken::from).collect(),
            Self::Store(storing) => vec![Taken::from(storing.taken(response.headers()))],
        }
    }
}

impl From<TimelineEvent> for Taken {
    fn from(event: TimelineEvent) -> Self {
        Self { root: None, event }
    }
}

/// The request that a message says it belongs to.
fn root(attributes: &BTreeMap<MessageSystemAttributeName, MessageAttributeValue>) -> Option<String> {
    let header = attributes.get(&MessageSystemAttributeName::AwsTraceHeader)?.as_str()?;
    Some(TraceContext::parse(header)?.root)
}

fn sent(queue: &QueueUrl, message: MessageRef) -> TimelineEvent {
    TimelineEvent::Sent { queue: queue.queue_name().to_owned(), message }
}

pub(super) fn read<T: DeserializeOwned>(body: &Body) -> Option<T> {
    serde_json::from_slice(body.as_bytes()?).ok()
}
