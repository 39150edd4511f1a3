//! `stream: {name, batchSize, …}`.

use std::{ops::RangeInclusive, time::Duration};

use void_core::Timestamp;
use void_messaging_sdk::QueueName;
use void_streams_sdk::{StartingPosition, StreamName};

use super::{
    backoff::{Backoff, read_backoff},
    error::{Place, Problem},
    fields::{Fields, boolean, duration, scalar, whole_number},
    nearest::nearest,
    queue_event::{DeadLetterTarget, read_queue_name},
    tree::Node,
};

const KEYS: [&str; 11] = [
    "name",
    "shards",
    "batchSize",
    "batchingWindow",
    "startingPosition",
    "parallelizationFactor",
    "maxRetries",
    "maxRecordAge",
    "bisectOnError",
    "deadLetterQueue",
    "backoff",
];
const DEFAULT_BATCH_SIZE: u32 = 100;
const DEFAULT_MAX_RETRIES: u32 = 3;
const BATCHING_WINDOWS: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(300);
const RECORD_AGES: RangeInclusive<Duration> = Duration::from_secs(60)..=Duration::from_secs(7 * 24 * 60 * 60);
const POSITIONS: [&str; 2] = ["TRIM_HORIZON", "LATEST"];

/// What a stream brings to the function: the records of each shard in their order. Names, ranges and, where not said
/// otherwise, defaults are those of Lambda's event source mapping.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamEvent {
    /// `name`: the stream.
    pub name: StreamName,
    /// `shards`: how many shards the stream gets if it does not exist, 1 to 1,000. Default 1.
    pub shards: u32,
    /// `batchSize`: the most records one invocation gets, 1 to 10,000. Default 100.
    pub batch_size: u32,
    /// `batchingWindow`: how long a batch that is not full waits for more, up to 5 minutes. Default 0 s: it does not wait.
    pub batching_window: Duration,
    /// `startingPosition`: `TRIM_HORIZON`, `LATEST`, or a time such as `2026-01-01T00:00:00Z`. Default `TRIM_HORIZON`, where
    /// Lambda has none: nothing that is in the stream is missed.
    pub starting_position: StartingPosition,
    /// `parallelizationFactor`: the most batches of one shard at a time, 1 to 10; no two of them have a partition key in
    /// common. Default 1.
    pub parallelization_factor: u32,
    /// `maxRecordAge`: how old a record may be when a batch with it starts, 60 s to 7 days; an older one goes to the
    /// dead-letter queue, or is dropped where there is none. Default: as old as the stream keeps records.
    pub max_record_age: Option<Duration>,
    /// `bisectOnError`: whether a batch that failed as a whole is tried again in two halves. Default `false`.
    pub bisect_on_error: bool,
    /// `deadLetterQueue`: where it is told what failed for the last time, and `maxRetries`, 0 to 10,000: how often it is tried
    /// again before. Default 3, as with a queue, where Lambda's is for ever. Without a dead-letter queue a record is tried
    /// until the stream keeps it no more, and its shard waits.
    pub dead_letter: Option<DeadLetterTarget>,
    /// `backoff`: how long a failed batch waits for its next try.
    pub backoff: Backoff,
    /// Where the event stands.
    pub place: Place,
}

pub(super) fn read_stream(node: &Node, problems: &mut Vec<Problem>) -> Option<StreamEvent> {
    let fields = Fields::of(node, "a `stream` event", &KEYS, problems)?;
    let name = fields.required("name", problems, read_stream_name);
    let shards = fields.optional("shards", problems, |node| whole_number(node, 1..=1_000));
    let batch_size = fields.optional("batchSize", problems, |node| whole_number(node, 1..=10_000));
    let batching_window =
        fields.optional("batchingWindow", problems, |node| duration(node, BATCHING_WINDOWS));
    let starting_position = fields.optional("startingPosition", problems, read_position);
    let factor = fields.optional("parallelizationFactor", problems, |node| whole_number(node, 1..=10));
    let dead_letter = read_dead_letter(&fields, problems);
    let max_record_age = fields.optional("maxRecordAge", problems, |node| duration(node, RECORD_AGES));
    let bisect_on_error = fields.optional("bisectOnError", problems, boolean);
    let backoff = fields.get("backoff").map(|node| read_backoff(node, problems));
    Some(StreamEvent {
        name: name?,
        shards: shards.unwrap_or(1),
        batch_size: batch_size.unwrap_or(DEFAULT_BATCH_SIZE),
        batching_window: batching_window.unwrap_or_default(),
        starting_position: starting_position.unwrap_or_else(StartingPosition::trim_horizon),
        parallelization_factor: factor.unwrap_or(1),
        max_record_age,
        bisect_on_error: bisect_on_error.unwrap_or(false),
        dead_letter,
        backoff: backoff.unwrap_or_default(),
        place: node.place,
    })
}

fn read_dead_letter(fields: &Fields<'_>, problems: &mut Vec<Problem>) -> Option<DeadLetterTarget> {
    let max_retries = fields.optional("maxRetries", problems, |node| whole_number(node, 0..=10_000));
    let queue = fields.optional("deadLetterQueue", problems, read_standard_queue);
    if max_retries.is_some() && fields.get("deadLetterQueue").is_none() {
        let message = "`maxRetries` needs a `deadLetterQueue`, where it is told what failed for the last time; \
                       without both a record is tried until the stream keeps it no more";
        problems.push(Problem::new(fields.place_of("maxRetries"), message));
    }
    Some(DeadLetterTarget { queue: queue?, max_retries: max_retries.unwrap_or(DEFAULT_MAX_RETRIES) })
}

fn read_standard_queue(node: &Node) -> Result<QueueName, Problem> {
    let queue = read_queue_name(node)?;
    if queue.is_fifo() {
        let message = format!("a stream needs a standard queue as its dead-letter queue, not `{queue}`");
        return Err(Problem::new(node.place, message));
    }
    Ok(queue)
}

fn read_stream_name(node: &Node) -> Result<StreamName, Problem> {
    let name = scalar(node)?;
    let valid = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-');
    if (1..=128).contains(&name.len()) && name.chars().all(valid) {
        return Ok(StreamName::from(name));
    }
    let message =
        format!("{name:?} is not a stream name: 1 to 128 of the characters A-Z, a-z, 0-9, _, . and -");
    Err(Problem::new(node.place, message))
}

fn read_position(node: &Node) -> Result<StartingPosition, Problem> {
    let text = scalar(node)?;
    match text {
        "TRIM_HORIZON" => return Ok(StartingPosition::trim_horizon()),
        "LATEST" => return Ok(StartingPosition::latest()),
        _ => {}
    }
    if let Some(time) = time(text) {
        return Ok(StartingPosition::at_timestamp(time));
    }
    let message =
        format!("expected TRIM_HORIZON, LATEST or a time such as 2026-01-01T00:00:00Z, found `{text}`");
    Err(Problem::new(node.place, message).with_suggestion(nearest(text, POSITIONS)))
}

/// Reads `2026-01-01T00:00:00Z`, to the second.
fn time(text: &str) -> Option<Timestamp> {
    let separated = |at: usize| match at {
        4 | 7 => '-',
        13 | 16 => ':',
        _ => '0',
    };
    let is_rfc3339 = text.len() == "2026-01-01T00:00:00Z".len()
        && text.char_indices().all(|(at, character)| match separated(at) {
            '0' => !matches!(character, '-' | ':'),
            separator => character == separator,
        });
    let digits = || text.chars().filter(|character| !matches!(character, '-' | ':')).collect::<String>();
    is_rfc3339.then(digits).and_then(|digits| Timestamp::parse_amz_date(&digits))
}

#[cfg(test)]
mod tests {
    use void_core::Timestamp;

    use super::time;

    #[test]
    fn reads_times_in_one_form() {
        assert_eq!(time("2026-01-01T00:00:00Z"), Some(Timestamp::from_secs(1_767_225_600)));
        for text in [
            "2026-01-01",
            "2026-01-01 00:00:00Z",
            "2026-13-01T00:00:00Z",
            "20260101T000000Z",
            "-2026-01-T00:00:00Z",
            "",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
