//! [`each_stream_record`]: a stream handler made of what handles one record.

use std::{
    collections::BTreeMap,
    fmt,
    marker::PhantomData,
    sync::{Mutex, PoisonError},
};

use serde::de::DeserializeOwned;

use super::{StreamMessage, StreamRecordHandler, VoidStreamEvent, VoidStreamRecord};
use crate::{
    context::VoidContext,
    error::HandlerError,
    function::guard::caught,
    handler::Handler,
    queue::{BatchResponse, bounded},
    record_state::State,
};

/// Makes a stream handler of `handler`, which handles one record whose data is JSON of a `T`.
///
/// - Records are handled in their order, one after the other; with [`EachStreamRecord::concurrency`] several partition keys
///   are handled at a time, each in order.
/// - The first record that fails ends the batch: what came before it is done, it and what comes after it is delivered again.
///   That is how a stream's trigger counts: there is one place in a shard up to which everything is handled.
/// - An error and a panic fail a record. Data that is not a `T` never will be one, so that record is dead-lettered with the
///   reason, and so is [`Outcome::DeadLetter`](crate::Outcome::DeadLetter): a host of ours puts that one record into the
///   dead-letter queue and goes on behind it; another maker's delivers it again as often as it delivers any failure.
/// - Shortly before the deadline, the first record that is not done ends the batch.
///
/// ```
/// use void_function_sdk::{Handler, Outcome, StreamMessage, VoidContext, VoidStreamEvent, each_stream_record};
///
/// # tokio_test(async {
/// let handler = each_stream_record(|entry: StreamMessage<u32>, _context: VoidContext| async move {
///     Ok(if entry.data > 0 { Outcome::Done } else { Outcome::dead_letter("nothing was booked") })
/// });
/// let event = VoidStreamEvent::builder().json("a", &2).json("a", &0).json("b", &3).build();
/// let response = handler.handle(event, VoidContext::for_test()).await.unwrap();
/// assert_eq!(response.batch_item_failures.len(), 1);
/// assert_eq!(response.batch_item_failures[0].item_identifier, "2");
/// # });
/// # fn tokio_test(future: impl Future<Output = ()>) {
/// #     tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
/// # }
/// ```
pub fn each_stream_record<T, H>(handler: H) -> EachStreamRecord<T, H>
where
    T: DeserializeOwned + Send + 'static,
    H: StreamRecordHandler<T>,
{
    EachStreamRecord { handler, concurrency: 1, is_unknown: None, data: PhantomData }
}

/// A stream handler that handles record by record: see [`each_stream_record`].
#[must_use = "a handler does nothing until it is run"]
pub struct EachStreamRecord<T, H> {
    handler: H,
    concurrency: usize,
    is_unknown: Option<Predicate<T>>,
    data: PhantomData<fn(T)>,
}

type Predicate<T> = Box<dyn Fn(&T) -> bool + Send + Sync>;

impl<T, H> EachStreamRecord<T, H> {
    /// Handles up to `limit` partition keys at a time; 0 counts as 1. Default: 1, so that a failure has the fewest records
    /// handled twice: those that come after it and were done already.
    pub fn concurrency(mut self, limit: usize) -> Self {
        self.concurrency = limit;
        self
    }

    /// Skips the records of which `is_unknown` says that this function is not meant to know them: they count as done and are
    /// logged. As [`EachRecord::skip_unknown`](crate::EachRecord::skip_unknown).
    pub fn skip_unknown(mut self, is_unknown: impl Fn(&T) -> bool + Send + Sync + 'static) -> Self {
        self.is_unknown = Some(Box::new(is_unknown));
        self
    }
}

impl<T, H> Handler<VoidStreamEvent> for EachStreamRecord<T, H>
where
    T: DeserializeOwned + Send + 'static,
    H: StreamRecordHandler<T>,
{
    type Output = BatchResponse;

    async fn handle(
        &self,
        event: VoidStreamEvent,
        context: VoidContext,
    ) -> Result<BatchResponse, HandlerError> {
        let progress = Progress::new(&event);
        let lists = in_order(event, self.concurrency);
        let jobs = lists.into_iter().map(|list| self.handle_list(list, &progress, &context));
        tokio::select! {
            biased;
            () = bounded::run(self.concurrency, jobs) => {}
            () = context.cancelled() => {}
        }
        Ok(progress.into_response())
    }
}

impl<T, H> EachStreamRecord<T, H>
where
    T: DeserializeOwned + Send + 'static,
    H: StreamRecordHandler<T>,
{
    /// Handles records one after the other, up to one that fails or comes after one that failed.
    async fn handle_list(
        &self,
        list: Vec<(usize, VoidStreamRecord)>,
        progress: &Progress,
        context: &VoidContext,
    ) {
        for (position, record) in list {
            if !progress.start(position) {
                break;
            }
            let state = self.handle_one(record, context).await;
            progress.end(position, state);
        }
    }

    async fn handle_one(&self, record: VoidStreamRecord, context: &VoidContext) -> State {
        let (shard_id, sequence_number) = (record.shard_id().to_owned(), record.sequence_number().to_owned());
        let state = caught(self.outcome(record, context.clone())).await.unwrap_or_else(State::of_panic);
        if let State::Failed(action, error_type, error) = &state {
            tracing::warn!(shard_id, sequence_number, ?action, error_type, error, "a record was not handled");
        }
        state
    }

    async fn outcome(&self, record: VoidStreamRecord, context: VoidContext) -> State {
        let data: T = match record.json() {
            Ok(data) => data,
            Err(error) => {
                return State::dead_letter("Void.InvalidMessage", format!("the data can't be read: {error}"));
            }
        };
        if self.is_unknown.as_ref().is_some_and(|is_unknown| is_unknown(&data)) {
            let (sequence_number, event_type) = (record.sequence_number(), event_type(&record));
            tracing::info!(sequence_number, event_type, "a record of an unknown kind was skipped");
            return State::Done;
        }
        State::of(self.handler.handle_record(StreamMessage { data, record }, context).await)
    }
}

/// The kind that an unknown record says it is of.
fn event_type(record: &VoidStreamRecord) -> Option<String> {
    let data: serde_json::Value = record.json().ok()?;
    data.get("eventType")?.as_str().map(str::to_owned)
}

/// The records with their positions, in lists that are each handled in order: all, or those of each partition key.
fn in_order(event: VoidStreamEvent, concurrency: usize) -> Vec<Vec<(usize, VoidStreamRecord)>> {
    let records = event.records.into_iter().enumerate();
    if concurrency <= 1 {
        return vec![records.collect()];
    }
    let mut lists: Vec<Vec<(usize, VoidStreamRecord)>> = Vec::new();
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    for (position, record) in records {
        let list = *keys.entry(record.partition_key().to_owned()).or_insert(lists.len());
        match lists.get_mut(list) {
            Some(list) => list.push((position, record)),
            None => lists.push(vec![(position, record)]),
        }
    }
    lists
}

/// How far the batch has come. The lock is held for a moment only.
struct Progress(Mutex<Places>);

struct Places {
    /// Each record's sequence number and state, in their order.
    records: Vec<(String, State)>,
    /// The position of the first record that failed.
    failed: Option<usize>,
}

impl Progress {
    fn new(event: &VoidStreamEvent) -> Self {
        let records =
            event.records.iter().map(|record| (record.sequence_number().to_owned(), State::NotStarted));
        Self(Mutex::new(Places { records: records.collect(), failed: None }))
    }

    /// Starts a record, unless one before it failed: it will come again anyway.
    fn start(&self, position: usize) -> bool {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.failed.is_some_and(|failed| failed < position) {
            return false;
        }
        places.records[position].1 = State::Running;
        true
    }

    fn end(&self, position: usize, state: State) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state != State::Done {
            places.failed = Some(places.failed.map_or(position, |failed| failed.min(position)));
        }
        places.records[position].1 = state;
    }

    /// Names the first record that is not done: everything from there on is delivered again.
    fn into_response(self) -> BatchResponse {
        let places = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let first = places.records.into_iter().find_map(|(id, state)| state.into_failure(id, "record"));
        BatchResponse { batch_item_failures: first.into_iter().collect() }
    }
}

impl<T, H: fmt::Debug> fmt::Debug for EachStreamRecord<T, H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EachStreamRecord")
            .field("handler", &self.handler)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
