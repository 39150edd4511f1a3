//! The engine: streams as plain data and plain functions.
//!
//! It has no clock, lock, socket or randomness of its own: `now` comes in with each call, results go out, and
//! [`Engine::next_wakeup`] says when something is due next.
//!
//! Every operation costs at most O(log n) in what the stream holds.

mod account;
mod changes;
mod consumer_listing;
mod consumers;
mod describing;
mod encryption;
mod errors;
mod expiry;
mod faults;
mod iterators;
pub mod limits;
mod log;
mod page_tokens;
mod policies;
mod positions;
mod putting;
mod reading;
mod recent;
mod resharding;
mod ring;
mod schedule;
mod sequence;
mod settings;
mod shard;
mod shard_listing;
mod stream;
mod streams;
mod subscriptions;
mod tags;
mod throttling;
mod throughput;
mod tokens;
mod transitions;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use void_core::Random;

pub use self::{
    account::Commitment,
    changes::{Change, ConsumerState, Record, Saved, ShardState, SnapshotCursor, StreamState},
    consumer_listing::ConsumerPage,
    consumers::{ConsumerNamed, ConsumerView},
    describing::StreamPage,
    errors::{Code, Problem},
    putting::{NewRecord, Place},
    reading::{Cursor, Read},
    resharding::ShardCounts,
    settings::{Monitoring, Retention},
    shard::{shard_id, shard_number},
    shard_listing::{ShardPage, ShardsAsked},
    stream::{Distribution, Mode, Status},
    streams::{ConsumerDeletion, NewStream},
    subscriptions::{Push, Subscription},
    throttling::{Direction, Throttled},
};
use self::{changes::Changes, schedule::Schedule, stream::Stream, tokens::Tokens};

/// What an engine is made of.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The region in ARNs.
    pub region: String,
    /// The account in ARNs: 12 digits.
    pub account_id: String,
    /// Where ids and the key of iterators come from.
    pub random: Random,
    /// How long a stream is being made, changed or deleted.
    pub transition: Duration,
    /// Whether shards' throughput is limited.
    pub enforce_throughput: bool,
}

/// All streams of one account in one region.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    streams: BTreeMap<Arc<str>, Stream>,
    schedule: Schedule,
    commitment: Commitment,
    last_id: u64,
    tokens: Tokens,
    changes: Changes,
    /// What the key of tokens is made of, where it is to last.
    token_seed: Option<u64>,
}

impl Engine {
    /// Makes an engine with no streams.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let tokens = Tokens::new(&settings.random);
        Self {
            settings,
            streams: BTreeMap::new(),
            schedule: Schedule::default(),
            commitment: Commitment::default(),
            last_id: 0,
            tokens,
            changes: Changes::default(),
            token_seed: None,
        }
    }

    /// What the engine was made of.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The ARN of the stream `name`, whether there is one or not.
    #[must_use]
    pub fn arn(&self, name: &str) -> String {
        let Settings { region, account_id, .. } = &self.settings;
        format!("arn:aws:kinesis:{region}:{account_id}:stream/{name}")
    }

    /// The name of the stream that a request means: by name, by ARN, or by both where they agree.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` when neither is given, `ResourceNotFound` for an ARN of another account or region.
    pub fn resolve<'a>(&self, name: Option<&'a str>, arn: Option<&'a str>) -> Result<&'a str, Problem> {
        let named = arn.map(|arn| self.name_in_arn(arn)).transpose()?;
        match (name, named) {
            (None, None) => Err(Problem::argument("Either StreamName or StreamARN must be given.")),
            (Some(name), Some(named)) if name != named => {
                Err(Problem::argument("StreamName and StreamARN name different streams."))
            }
            (name, named) => Ok(named.or(name).unwrap_or_default()),
        }
    }

    fn name_in_arn<'arn>(&self, arn: &'arn str) -> Result<&'arn str, Problem> {
        let Settings { region, account_id, .. } = &self.settings;
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, _, "kinesis", of_region, of_account, resource] = parts[..] else {
            return Err(Problem::argument(format!("{arn} is not the ARN of a stream.")));
        };
        let name = resource
            .strip_prefix("stream/")
            .ok_or_else(|| Problem::argument(format!("{arn} is not the ARN of a stream.")))?;
        if of_region != region || of_account != account_id {
            return Err(Problem::no_stream(name, of_account));
        }
        Ok(name)
    }

    fn stream(&self, name: &str) -> Result<&Stream, Problem> {
        self.streams.get(name).ok_or_else(|| Problem::no_stream(name, &self.settings.account_id))
    }

    /// The stream `name`, where records can be put and read and its shards and consumers looked at.
    fn usable_stream(&self, name: &str) -> Result<&Stream, Problem> {
        let stream = self.stream(name)?;
        stream.must_be_usable(&self.settings.account_id)?;
        Ok(stream)
    }

    /// The stream `name`, where records can be put and read and its consumers changed.
    fn usable_stream_mut(&mut self, name: &str) -> Result<&mut Stream, Problem> {
        self.usable_stream(name)?;
        self.stream_mut(name)
    }

    fn stream_mut(&mut self, name: &str) -> Result<&mut Stream, Problem> {
        let Self { streams, settings, changes, .. } = self;
        let stream = streams.get_mut(name).ok_or_else(|| Problem::no_stream(name, &settings.account_id))?;
        changes.touch(&stream.name);
        Ok(stream)
    }

    /// A stream that is there, and what else changes with it.
    fn stream_and_rest(&mut self, name: &str) -> Result<(&mut Stream, Around<'_>), Problem> {
        let Self { streams, settings, schedule, changes, .. } = self;
        let stream = streams.get_mut(name).ok_or_else(|| Problem::no_stream(name, &settings.account_id))?;
        Ok((stream, Around { settings, schedule, changes }))
    }
}

/// What is around a stream.
struct Around<'a> {
    settings: &'a Settings,
    schedule: &'a mut Schedule,
    changes: &'a mut Changes,
}
