//! [`Mapping`]: when the shards of the stream are asked for.

use std::time::Duration;

use tokio::task::JoinSet;
use void_core::{SharedClock, Timestamp, time};

use super::shard_map::ShardMap;
use crate::{client::VoidStreamsClient, error::Error, types::StreamIdentifier};

/// The least between two times of asking, doubled with each failure.
const LEAST_PAUSE: Duration = Duration::from_secs(1);
const MOST_PAUSE: Duration = Duration::from_secs(60);

/// How long is waited for an answer; then nothing is aggregated until the next time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether and when the shards are asked for: nothing is sent meanwhile, so that a record is not sent by two maps at once.
#[derive(Debug)]
pub(super) struct Mapping {
    is_wanted: bool,
    is_given_up: bool,
    failures: u32,
    not_before: Timestamp,
    asking: JoinSet<Option<ShardMap>>,
}

impl Mapping {
    pub(super) fn new() -> Self {
        Self {
            is_wanted: false,
            is_given_up: false,
            failures: 0,
            not_before: Timestamp::UNIX_EPOCH,
            asking: JoinSet::new(),
        }
    }

    /// Asks as soon as it may.
    pub(super) const fn want(&mut self) {
        self.is_wanted = true;
    }

    /// Goes on without the shards, for ever, as soon as nothing is under way.
    pub(super) fn give_up(&mut self) {
        if !self.is_given_up {
            tracing::warn!(
                "the service spreads the stream's records whatever their keys: they are not aggregated"
            );
            self.is_given_up = true;
            self.is_wanted = true;
            self.not_before = Timestamp::UNIX_EPOCH;
        }
    }

    /// Whether there is no use in asking any more.
    pub(super) const fn is_given_up(&self) -> bool {
        self.is_given_up
    }

    /// Whether nothing may be sent.
    pub(super) fn holds_back(&self) -> bool {
        self.is_wanted || !self.asking.is_empty()
    }

    /// Whether it may ask at `now`.
    pub(super) fn may_ask(&self, now: Timestamp) -> bool {
        now >= self.not_before && self.asking.is_empty()
    }

    /// When it asks next, unless it is asking.
    pub(super) fn next_wakeup(&self) -> Option<Timestamp> {
        (self.is_wanted && self.asking.is_empty()).then_some(self.not_before)
    }

    /// Asks now, if that is wanted and may be. Nothing is under way.
    pub(super) fn ask(&mut self, client: &VoidStreamsClient, stream: &StreamIdentifier, now: Timestamp) {
        if !self.is_wanted || !self.may_ask(now) {
            return;
        }
        self.is_wanted = false;
        if self.is_given_up {
            self.asking.spawn(std::future::ready(None));
            return;
        }
        let (client, stream) = (client.clone(), stream.clone());
        self.asking.spawn(async move {
            let clock = SharedClock::clone(client.config().clock());
            let asked = Box::pin(ShardMap::fetch(&client, &stream));
            match time::timeout(&*clock, PATIENCE, asked).await {
                Ok(Ok(map)) => Some(map),
                Ok(Err(error)) => unknown(Some(&error)),
                Err(_elapsed) => unknown(None),
            }
        });
    }

    /// Waits for the answer; for ever where nothing was asked.
    pub(super) async fn answered(&mut self) -> Option<ShardMap> {
        match self.asking.join_next().await {
            // A transport that panics knows no shards.
            Some(answer) => answer.unwrap_or_default(),
            None => std::future::pending().await,
        }
    }

    /// Takes note of an answer that came.
    pub(super) fn pause(&mut self, now: Timestamp, has_map: bool) {
        self.failures = if has_map { 0 } else { self.failures + 1 };
        let doubled = LEAST_PAUSE.saturating_mul(1 << self.failures.min(6));
        self.not_before = now + doubled.min(MOST_PAUSE);
    }
}

fn unknown(error: Option<&Error>) -> Option<ShardMap> {
    tracing::warn!(
        code = error.and_then(Error::code),
        "the shards are not known: records are not aggregated"
    );
    None
}
