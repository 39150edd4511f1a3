//! Where a shard's records come from.

mod fan_out;
mod listing;
mod polling;

use std::time::Duration;

use void_core::{Timestamp, retry::full_jitter};

use self::{fan_out::FanOut, listing::is_trimmed_away, polling::Polling};
pub(super) use self::{fan_out::Registration, listing::list_shards};
use super::{Consumer, Progress};
use crate::{
    client::VoidStreamsClient,
    types::{ChildShard, Record, ShardId},
};

/// The longest wait after the first failure, and after any.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(10));

/// A way to read a shard.
#[derive(Debug)]
pub(super) enum Source {
    /// GetRecords, again and again.
    Polling(Box<Polling>),
    /// SubscribeToShard.
    FanOut(Box<FanOut>),
}

/// What came of a shard.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// In order.
    pub(super) records: Vec<Record>,
    /// How far they are behind the newest of the shard.
    pub(super) behind: Duration,
    /// The shard was read to its end: its children, where the service told them.
    pub(super) end: Option<Vec<ChildShard>>,
    /// When reading began, where it began with what is put from then on.
    pub(super) began_at: Option<Timestamp>,
}

impl Source {
    pub(super) fn new(settings: &Consumer, shard_id: ShardId, progress: &Progress) -> Self {
        let position = progress.position();
        match settings.fan_out.clone() {
            None => Self::Polling(Box::new(Polling::new(settings, shard_id, position))),
            Some(registration) => {
                Self::FanOut(Box::new(FanOut::new(settings, registration, shard_id, position)))
            }
        }
    }

    /// Waits for what comes next. Failures are logged and waited out.
    pub(super) async fn next(&mut self) -> Fetched {
        match self {
            Self::Polling(polling) => polling.next().await,
            Self::FanOut(fan_out) => fan_out.next().await,
        }
    }
}

/// How long to wait after so many failures in a row.
fn backoff(client: &VoidStreamsClient, failures: u32) -> Duration {
    full_jitter(client.config().random(), failures, BACKOFF.0, BACKOFF.1)
}
