//! `queue: {name, batchSize, …}`.

use std::{ops::RangeInclusive, time::Duration};

use void_messaging_sdk::QueueName;

use super::{
    backoff::{Backoff, read_backoff},
    error::{Place, Problem},
    fields::{Fields, duration, scalar, whole_number},
    json::to_json,
    tree::Node,
};

const KEYS: [&str; 8] = [
    "name",
    "batchSize",
    "batchingWindow",
    "maxConcurrency",
    "maxRetries",
    "deadLetterQueue",
    "backoff",
    "filter",
];
const DEFAULT_BATCH_SIZE: u32 = 10;
const DEFAULT_MAX_CONCURRENCY: u32 = 10;
const DEFAULT_MAX_RETRIES: u32 = 3;
const BATCHING_WINDOWS: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(300);

/// A subscription of the function to a queue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct QueueEvent {
    /// `name`: the queue.
    pub name: QueueName,
    /// `batchSize`: the most messages one invocation gets, 1 to 10,000 (FIFO: 10). Default 10.
    pub batch_size: u32,
    /// `batchingWindow`: how long a batch that is not full waits for more, up to 5 minutes. Default 0 s: it does not wait.
    pub batching_window: Duration,
    /// `maxConcurrency`: the most batches at a time, 1 to 1,000. Default 10.
    pub max_concurrency: u32,
    /// Where a message goes after its last try, and how many retries there are.
    pub dead_letter: Option<DeadLetterTarget>,
    /// `backoff`: how long a failed message waits for its next try.
    pub backoff: Backoff,
    /// `filter`: the event-source filter pattern, as JSON; messages that do not match it are passed over.
    pub filter: Option<serde_json::Value>,
    /// Where the event stands.
    pub place: Place,
}

/// `deadLetterQueue` and `maxRetries`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetterTarget {
    /// `deadLetterQueue`: its name.
    pub queue: QueueName,
    /// `maxRetries`: tries after the first one, 0 to 999, of a stream to 10,000. Default 3: four tries in all.
    pub max_retries: u32,
}

pub(super) fn read_queue(node: &Node, problems: &mut Vec<Problem>) -> Option<QueueEvent> {
    let fields = Fields::of(node, "a `queue` event", &KEYS, problems)?;
    let name = fields.required("name", problems, read_queue_name);
    let is_fifo = name.as_ref().is_some_and(QueueName::is_fifo);
    let largest_batch = if is_fifo { 10 } else { 10_000 };
    let batch_size = fields.optional("batchSize", problems, |node| whole_number(node, 1..=largest_batch));
    let batching_window =
        fields.optional("batchingWindow", problems, |node| duration(node, BATCHING_WINDOWS));
    let max_concurrency = fields.optional("maxConcurrency", problems, |node| whole_number(node, 1..=1_000));
    let dead_letter = read_dead_letter(&fields, name.as_ref(), problems);
    let backoff = fields.get("backoff").map(|node| read_backoff(node, problems));
    let filter = fields.optional("filter", problems, read_filter);
    if is_fifo && batching_window.is_some_and(|window| !window.is_zero()) {
        let message = "`batchingWindow`: a FIFO queue's batches do not wait for more messages";
        problems.push(Problem::new(fields.place_of("batchingWindow"), message));
    }
    Some(QueueEvent {
        name: name?,
        batch_size: batch_size.unwrap_or(DEFAULT_BATCH_SIZE),
        batching_window: batching_window.unwrap_or_default(),
        max_concurrency: max_concurrency.unwrap_or(DEFAULT_MAX_CONCURRENCY),
        dead_letter,
        backoff: backoff.unwrap_or_default(),
        filter,
        place: node.place,
    })
}

fn read_dead_letter(
    fields: &Fields<'_>,
    queue: Option<&QueueName>,
    problems: &mut Vec<Problem>,
) -> Option<DeadLetterTarget> {
    let max_retries = fields.optional("maxRetries", problems, |node| whole_number(node, 0..=999));
    let target = fields.optional("deadLetterQueue", problems, read_queue_name);
    let Some(target) = target else {
        if max_retries.is_some() && fields.get("deadLetterQueue").is_none() {
            let message = "`maxRetries` needs a `deadLetterQueue`, where a message goes after its last try; \
                           without both it is tried until it expires";
            problems.push(Problem::new(fields.place_of("maxRetries"), message));
        }
        return None;
    };
    let queue = queue?;
    if target == *queue {
        let message = format!("`deadLetterQueue`: the queue `{queue}` can't be its own dead-letter queue");
        problems.push(Problem::new(fields.place_of("deadLetterQueue"), message));
    } else if target.is_fifo() != queue.is_fifo() {
        let kind = if queue.is_fifo() { "a FIFO queue (`….fifo`)" } else { "a standard queue" };
        let message =
            format!("`deadLetterQueue`: `{queue}` needs {kind} as its dead-letter queue, not `{target}`");
        problems.push(Problem::new(fields.place_of("deadLetterQueue"), message));
    }
    Some(DeadLetterTarget { queue: target, max_retries: max_retries.unwrap_or(DEFAULT_MAX_RETRIES) })
}

/// A pattern is a mapping, or a text that holds it as JSON.
fn read_filter(node: &Node) -> Result<serde_json::Value, Problem> {
    let pattern = match scalar(node) {
        Ok(text) => serde_json::from_str(text)
            .map_err(|error| Problem::new(node.place, format!("expected a filter pattern: {error}")))?,
        Err(_) => to_json(node)?,
    };
    let valid = matches!(&pattern, serde_json::Value::Object(_));
    valid.then_some(pattern).ok_or_else(|| Problem::new(node.place, "expected a filter pattern: a mapping"))
}

pub(super) fn read_queue_name(node: &Node) -> Result<QueueName, Problem> {
    QueueName::try_from(scalar(node)?).map_err(|error| Problem::new(node.place, error.to_string()))
}
