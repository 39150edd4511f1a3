//! [`Overview`]: everything that the console shows at a glance, bounded in size.

use serde::Serialize;
use void_core::Timestamp;
use void_messaging_sdk::mock::Counts;

use super::{Health, wire::FunctionDescription};
use crate::{
    cloud::{DeadLetter, LocalCloud, RedriveTarget},
    error::{Error, ErrorKind},
    served::Functions,
};

/// The most queues, streams, buckets and functions that are told of, each.
const MOST_OF_A_KIND: usize = 200;
/// The most messages of a queue that are looked at for dead letters.
const MOST_LETTERS_OF_QUEUE: usize = 50;
/// The most dead letters.
const MOST_LETTERS: usize = 200;
/// The most bytes of a body.
const MOST_BODY_BYTES: usize = 4 * 1024;
/// The most objects that are counted, in all buckets.
const MOST_OBJECTS: usize = 100_000;
/// The most records of a shard that are counted.
const MOST_UNREAD: usize = 1_000;
/// The most requests.
const MOST_REQUESTS: usize = 50;

/// Everything at a glance.
#[derive(Debug, Serialize)]
pub(super) struct Overview {
    now: u64,
    health: Health,
    queues: Vec<Queue>,
    dead_letters: Vec<Letter>,
    streams: Vec<Stream>,
    buckets: Vec<Bucket>,
    functions: Vec<FunctionDescription>,
    requests: Vec<RecentRequest>,
}

#[derive(Debug, Serialize)]
struct Queue {
    name: String,
    visible: usize,
    in_flight: usize,
    delayed: usize,
    oldest_age_ms: Option<u64>,
    subscriptions: Vec<Subscription>,
}

#[derive(Debug, Serialize)]
struct Subscription {
    name: String,
    visible: usize,
    in_flight: usize,
    delayed: usize,
}

#[derive(Debug, Serialize)]
struct Letter {
    queue: String,
    message_id: String,
    body: String,
    is_body_cut: bool,
    source: Option<String>,
    subscription: Option<String>,
    error: Option<String>,
    error_type: Option<String>,
    attempts: Option<u32>,
    function: Option<String>,
    request_id: Option<String>,
    correlation_id: Option<String>,
    moved_at: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Stream {
    name: String,
    shards: usize,
    readers: Vec<Reader>,
}

#[derive(Debug, Serialize)]
struct Reader {
    function: String,
    lag_records: usize,
    lag_ms: u64,
}

#[derive(Debug, Serialize)]
struct Bucket {
    name: String,
    objects: usize,
    bytes: u64,
    is_complete: bool,
}

#[derive(Debug, Serialize)]
struct RecentRequest {
    correlation_id: String,
    last_at: u64,
    function: Option<String>,
    has_failed: bool,
}

/// What became of a dead letter that was sent back.
#[derive(Debug, Serialize)]
pub(super) struct SentBack {
    id: String,
}

impl Overview {
    pub(super) fn of(functions: &Functions) -> Self {
        let (cloud, now) = (functions.cloud(), functions.cloud().now());
        let names = first(cloud.messaging().queue_names());
        let letters = names.iter().flat_map(|name| cloud.first_dead_letters(name, MOST_LETTERS_OF_QUEUE));
        let dead_letters = letters.take(MOST_LETTERS).map(Letter::of).collect();
        let queues = names.into_iter().filter_map(|name| queue(cloud, name, now)).collect();
        let mut described = functions.describe_all();
        described.truncate(MOST_OF_A_KIND);
        for function in &mut described {
            // Secrets stay where they are: the page doesn't show them.
            function.environment.clear();
        }
        Self {
            now: now.as_millis(),
            health: functions.health(),
            queues,
            dead_letters,
            streams: first(cloud.streams().stream_names())
                .into_iter()
                .map(|name| stream(cloud, name, now))
                .collect(),
            buckets: buckets(cloud),
            functions: described,
            requests: requests(cloud),
        }
    }
}

/// Sends one dead letter back to where it came from; of several with its id, the one of the `subscription` in the query.
pub(super) fn redrive_one(
    cloud: &LocalCloud,
    queue: &str,
    message_id: &str,
    query: &str,
) -> Result<SentBack, Error> {
    let subscription = form_urlencoded::parse(query.as_bytes())
        .find_map(|(name, value)| (name == "subscription").then_some(value.into_owned()));
    let letters = cloud.first_dead_letters(queue, usize::MAX);
    let found = letters.iter().find(|letter| {
        letter.message_id == message_id && (subscription.is_none() || letter.subscription == subscription)
    });
    let Some(letter) = found else {
        let message = format!("there is no dead letter {message_id}");
        return Err(ErrorKind::Queue { queue: queue.to_owned(), message }.into());
    };
    Ok(SentBack { id: cloud.redrive(letter, &RedriveTarget::Origin)? })
}

fn first(mut names: Vec<String>) -> Vec<String> {
    names.truncate(MOST_OF_A_KIND);
    names
}

fn age(now: Timestamp, since: Option<Timestamp>) -> Option<u64> {
    since.map(|since| now.as_millis().saturating_sub(since.as_millis()))
}

/// `None` where it was deleted a moment ago.
fn queue(cloud: &LocalCloud, name: String, now: Timestamp) -> Option<Queue> {
    let figures = cloud.messaging().find_queue(&name)?.figures()?;
    let Counts { visible, in_flight, delayed } = figures.counts;
    let subscriptions = figures.subscriptions.into_iter().take(MOST_OF_A_KIND).map(|(name, counts)| {
        let Counts { visible, in_flight, delayed } = counts;
        Subscription { name, visible, in_flight, delayed }
    });
    let subscriptions = subscriptions.collect();
    let oldest_age_ms = age(now, figures.oldest_sent_at);
    Some(Queue { name, visible, in_flight, delayed, oldest_age_ms, subscriptions })
}

fn stream(cloud: &LocalCloud, name: String, now: Timestamp) -> Stream {
    let readers = cloud.lags(&name, MOST_UNREAD).into_iter().map(|(function, lag)| Reader {
        function,
        lag_records: lag.records,
        lag_ms: age(now, lag.oldest).unwrap_or(0),
    });
    let readers = readers.collect();
    Stream { shards: cloud.shard_count(&name), readers, name }
}

fn buckets(cloud: &LocalCloud) -> Vec<Bucket> {
    let mut left = MOST_OBJECTS;
    let buckets = first(cloud.storage().bucket_names()).into_iter().filter_map(|name| {
        let usage = cloud.storage().find_bucket(&name)?.usage(left)?;
        left -= usage.objects;
        Some(Bucket { name, objects: usage.objects, bytes: usage.bytes, is_complete: usage.is_complete })
    });
    buckets.collect()
}

fn requests(cloud: &LocalCloud) -> Vec<RecentRequest> {
    let recent = cloud.recent_requests(MOST_REQUESTS).into_iter().map(|request| RecentRequest {
        correlation_id: request.correlation_id,
        last_at: request.last_at,
        function: request.function,
        has_failed: request.has_failed,
    });
    recent.collect()
}

impl Letter {
    fn of(letter: DeadLetter) -> Self {
        let end = letter.body.floor_char_boundary(MOST_BODY_BYTES);
        let cause = letter.cause;
        let of_cause = cause.as_ref();
        Self {
            is_body_cut: end < letter.body.len(),
            body: letter.body[..end].to_owned(),
            error: of_cause.map(|cause| cause.error.clone()),
            error_type: of_cause.map(|cause| cause.error_type.clone()),
            attempts: of_cause.map(|cause| cause.attempts),
            function: of_cause.and_then(|cause| cause.function.clone()),
            request_id: of_cause.and_then(|cause| cause.request_id.clone()),
            correlation_id: of_cause.and_then(|cause| cause.trace_id.clone()),
            moved_at: letter.moved_at.map(Timestamp::as_millis),
            queue: letter.queue,
            message_id: letter.message_id,
            source: letter.source,
            subscription: letter.subscription,
        }
    }
}
