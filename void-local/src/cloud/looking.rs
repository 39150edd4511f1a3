//! What the control API asks about streams and requests.

use super::{LocalCloud, source::Source, streams::Lag};
use crate::timeline::{RecentRequest, Timeline};

impl LocalCloud {
    /// The functions that read the stream `name`, and what each of them has not done; at most `most` records of a shard are
    /// counted that were not read yet.
    pub(crate) fn lags(&self, name: &str, most: usize) -> Vec<(String, Lag)> {
        let Some(stream) = self.inner.streams.find_stream(name) else { return Vec::new() };
        let sources = self.state().sources.clone();
        let triggers = sources.iter().filter_map(|source| match source {
            Source::Stream(trigger) if trigger.stream() == name => Some(trigger),
            _ => None,
        });
        triggers.map(|trigger| (trigger.function.name().to_owned(), trigger.lag(&stream, most))).collect()
    }

    /// How many shards the stream `name` has, the closed ones too.
    pub(crate) fn shard_count(&self, name: &str) -> usize {
        self.inner.streams.find_stream(name).map_or(0, |stream| stream.shards().len())
    }

    /// What one request set off.
    pub(crate) fn trace(&self, correlation_id: &str) -> Timeline {
        self.inner.log.read_where(|entry| entry.is_of_request(correlation_id))
    }

    /// The last requests that are in the timeline, the newest first: at most `most` of them.
    pub(crate) fn recent_requests(&self, most: usize) -> Vec<RecentRequest> {
        self.inner.log.recent(most)
    }
}
