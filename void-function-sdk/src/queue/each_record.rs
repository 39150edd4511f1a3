//! [`each_record`]: a queue handler made of what handles one message.

use std::{
    collections::BTreeMap,
    fmt,
    marker::PhantomData,
    sync::{Mutex, PoisonError},
};

use serde::de::DeserializeOwned;

use super::{
    BatchResponse, QueueMessage, QueuePayloads, RecordHandler, VoidQueueEvent, VoidQueueRecord, bounded,
};
use crate::{
    context::{self, VoidContext},
    error::HandlerError,
    function::guard::caught,
    handler::Handler,
    record_state::State,
};

/// How many messages of a batch are handled at a time unless [`EachRecord::concurrency`] says otherwise.
const DEFAULT_CONCURRENCY: usize = 10;

/// Makes a queue handler of `handler`, which handles one message whose body is JSON of a `T`.
///
/// - Each record succeeds or fails by itself: an error, a panic or a body that is not a `T` fails that record only. A body
///   that is not a `T` never will be one, so it is dead-lettered with the reason.
/// - Up to 10 records are handled at a time ([`EachRecord::concurrency`]). In a FIFO queue, each message group is handled
///   in order, and a failure stops its group, not the batch.
/// - Shortly before the deadline, what is not done is given back and what is done stays done.
/// - The trace of each record is the current one while its handler runs.
///
/// ```
/// use void_function_sdk::{Handler, Outcome, QueueMessage, VoidContext, VoidQueueEvent, each_record};
///
/// # tokio_test(async {
/// let handler = each_record(|message: QueueMessage<u32>, _context: VoidContext| async move {
///     Ok(if message.body > 0 { Outcome::Done } else { Outcome::dead_letter("nothing was ordered") })
/// });
/// let event = VoidQueueEvent::builder().json(&2).json(&0).body("two").build();
/// let response = handler.handle(event, VoidContext::for_test()).await.unwrap();
/// assert!(!response.has_failed("message-1"));
/// assert!(response.has_failed("message-2") && response.has_failed("message-3"));
/// # });
/// # fn tokio_test(future: impl Future<Output = ()>) {
/// #     tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
/// # }
/// ```
pub fn each_record<T, H>(handler: H) -> EachRecord<T, H>
where
    T: DeserializeOwned + Send + 'static,
    H: RecordHandler<T>,
{
    EachRecord {
        handler,
        concurrency: DEFAULT_CONCURRENCY,
        is_unknown: None,
        payloads: None,
        body: PhantomData,
    }
}

/// A queue handler that handles record by record: see [`each_record`].
#[must_use = "a handler does nothing until it is run"]
pub struct EachRecord<T, H> {
    handler: H,
    concurrency: usize,
    is_unknown: Option<Predicate<T>>,
    payloads: Option<QueuePayloads>,
    body: PhantomData<fn(T)>,
}

type Predicate<T> = Box<dyn Fn(&T) -> bool + Send + Sync>;

impl<T, H> EachRecord<T, H> {
    /// Handles up to `limit` records (in a FIFO queue: groups) at a time; 0 counts as 1. Default: 10.
    pub fn concurrency(mut self, limit: usize) -> Self {
        self.concurrency = limit;
        self
    }

    /// Skips the messages of which `is_unknown` says that this function is not meant to know them: they count as done and are logged.
    ///
    /// For events of which new versions and kinds may come at any time:
    ///
    /// ```
    /// # use void_function_sdk::{Outcome, QueueMessage, VoidContext, each_record};
    /// #[derive(serde::Deserialize)]
    /// #[serde(tag = "eventType")]
    /// enum OrderEvent {
    ///     #[serde(rename = "OrderPlaced.v1")]
    ///     Placed { order_id: String },
    ///     #[serde(other)]
    ///     Unknown,
    /// }
    ///
    /// let _handler = each_record(|_message: QueueMessage<OrderEvent>, _context: VoidContext| async { Ok(Outcome::Done) })
    ///     .skip_unknown(|event| matches!(event, OrderEvent::Unknown));
    /// ```
    pub fn skip_unknown(mut self, is_unknown: impl Fn(&T) -> bool + Send + Sync + 'static) -> Self {
        self.is_unknown = Some(Box::new(is_unknown));
        self
    }

    /// Fetches bodies from a store that are too large for the queue, so that the handler gets what was sent.
    ///
    /// A record whose body can't be had fails alone, and its handler does not see it: it is tried again where the store may
    /// answer later, and dead-lettered where it never will. Without this call such a record's body is the pointer.
    pub fn payloads(mut self, payloads: impl Into<QueuePayloads>) -> Self {
        self.payloads = Some(payloads.into());
        self
    }
}

impl<T, H> Handler<VoidQueueEvent> for EachRecord<T, H>
where
    T: DeserializeOwned + Send + 'static,
    H: RecordHandler<T>,
{
    type Output = BatchResponse;

    async fn handle(
        &self,
        event: VoidQueueEvent,
        context: VoidContext,
    ) -> Result<BatchResponse, HandlerError> {
        let batch = Batch::new(&event);
        let jobs = in_order(event).into_iter().map(|group| self.handle_group(group, &batch, &context));
        tokio::select! {
            biased;
            () = bounded::run(self.concurrency, jobs) => {}
            () = context.cancelled() => {}
        }
        Ok(batch.into_response())
    }
}

impl<T, H> EachRecord<T, H>
where
    T: DeserializeOwned + Send + 'static,
    H: RecordHandler<T>,
{
    /// Handles records one after the other, up to the first that fails.
    async fn handle_group(&self, group: Vec<(usize, VoidQueueRecord)>, batch: &Batch, context: &VoidContext) {
        for (position, record) in group {
            batch.set(position, State::Running);
            let state = self.handle_one(record, context).await;
            let failed = state != State::Done;
            batch.set(position, state);
            if failed {
                break;
            }
        }
    }

    async fn handle_one(&self, record: VoidQueueRecord, context: &VoidContext) -> State {
        let context = match record.trace() {
            Some(trace) => context.with_trace(trace.child(context.random())),
            None => context.clone(),
        };
        context::scope(context.clone(), async {
            let id = record.message_id.clone();
            let state = caught(self.outcome(record, context)).await.unwrap_or_else(State::of_panic);
            if let State::Failed(action, error_type, error) = &state {
                tracing::warn!(message_id = id, ?action, error_type, error, "a message was not handled");
            }
            state
        })
        .await
    }

    async fn outcome(&self, mut record: VoidQueueRecord, context: VoidContext) -> State {
        let Some(payloads) = &self.payloads else { return self.outcome_of_whole(record, context).await };
        match payloads.resolve(&mut record).await {
            Err(error) => super::payloads::state(&error),
            Ok(pointer) => {
                let state = self.outcome_of_whole(record, context).await;
                if let (State::Done, Some(pointer)) = (&state, pointer) {
                    payloads.done_with(&pointer).await;
                }
                state
            }
        }
    }

    async fn outcome_of_whole(&self, record: VoidQueueRecord, context: VoidContext) -> State {
        let body: T = match record.json() {
            Ok(body) => body,
            Err(error) => {
                return State::dead_letter("Void.InvalidMessage", format!("the body can't be read: {error}"));
            }
        };
        if self.is_unknown.as_ref().is_some_and(|is_unknown| is_unknown(&body)) {
            let event_type = event_type(&record);
            tracing::info!(
                message_id = record.message_id,
                event_type,
                "a message of an unknown kind was skipped"
            );
            return State::Done;
        }
        State::of(self.handler.handle_record(QueueMessage { body, record }, context).await)
    }
}

/// The kind that an unknown message says it is of.
fn event_type(record: &VoidQueueRecord) -> Option<String> {
    let attribute = record.message_attribute("EventType").or_else(|| record.message_attribute("eventType"));
    attribute.map(str::to_owned).or_else(|| {
        let body: serde_json::Value = record.json().ok()?;
        body.get("eventType")?.as_str().map(str::to_owned)
    })
}

/// The records with their positions, in lists that are each handled in order: a FIFO queue's groups, else one record each.
fn in_order(event: VoidQueueEvent) -> Vec<Vec<(usize, VoidQueueRecord)>> {
    let mut lists: Vec<Vec<(usize, VoidQueueRecord)>> = Vec::new();
    let mut groups: BTreeMap<String, usize> = BTreeMap::new();
    for (position, record) in event.records.into_iter().enumerate() {
        let group = if record.is_fifo() { record.message_group_id().map(str::to_owned) } else { None };
        let next = lists.len();
        let list = group.map_or(next, |group| *groups.entry(group).or_insert(next));
        match lists.get_mut(list) {
            Some(list) => list.push((position, record)),
            None => lists.push(vec![(position, record)]),
        }
    }
    lists
}

/// How far each record of the batch has come. The lock is held for a moment only.
struct Batch(Mutex<Vec<(String, State)>>);

impl Batch {
    fn new(event: &VoidQueueEvent) -> Self {
        let states = event.records.iter().map(|record| (record.message_id.clone(), State::NotStarted));
        Self(Mutex::new(states.collect()))
    }

    fn set(&self, position: usize, state: State) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)[position].1 = state;
    }

    fn into_response(self) -> BatchResponse {
        let states = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let batch_item_failures =
            states.into_iter().filter_map(|(id, state)| state.into_failure(id, "message")).collect();
        BatchResponse { batch_item_failures }
    }
}

impl<T, H: fmt::Debug> fmt::Debug for EachRecord<T, H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EachRecord")
            .field("handler", &self.handler)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
