//! The states of a stream: `CREATING`, `ACTIVE`, `UPDATING`, `DELETING`, and what moves it from one to the next.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{
    Engine, Problem,
    resharding::Resharding,
    schedule::Due,
    stream::{Status, Stream},
};

/// What becomes of a stream when it is active again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Change {
    /// Records are encrypted with a KMS key, or no more.
    Encryption(Option<String>),
    /// Shards are split or merged.
    Shards(Resharding),
}

impl Engine {
    /// Carries out what has fallen due.
    pub fn pass(&mut self, now: Timestamp) {
        while let Some((at, name, due)) = self.schedule.take_due(now) {
            match due {
                Due::Settle => self.settle(at, &name),
                Due::Expiry(shard) => self.drop_expired(now, at, &name, shard),
                Due::Consumers => {
                    if let Some(stream) = self.streams.get_mut(&name) {
                        stream.consumers.pass(now);
                        self.changes.touch(&name);
                    }
                }
            }
        }
    }

    /// When something falls due next by itself.
    #[must_use]
    pub fn next_wakeup(&self, _now: Timestamp) -> Option<Timestamp> {
        self.schedule.next()
    }

    /// The stream `name`, which is to be changed: it must be active.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse` in any other state.
    pub(super) fn active_stream_mut(&mut self, name: &str) -> Result<&mut Stream, Problem> {
        let account_id = self.settings.account_id.clone();
        let stream = self.stream_mut(name)?;
        match stream.status {
            Status::Active => Ok(stream),
            _ => Err(stream.not_active(&account_id)),
        }
    }

    /// Lets the stream `name`, which is there, be in a state for as long as a transition lasts; then it is active or gone.
    pub(super) fn begin(&mut self, now: Timestamp, name: &str, status: Status) {
        let Some(stream) = self.streams.get_mut(name) else { return };
        if let Some(before) = stream.settles_at.take() {
            self.schedule.remove(before, &stream.name, Due::Settle);
        }
        self.changes.touch(&stream.name);
        let at = now + self.settings.transition;
        (stream.status, stream.settles_at) = (status, Some(at));
        let name = Arc::clone(&stream.name);
        if self.settings.transition.is_zero() {
            self.settle(at, &name);
        } else {
            self.schedule.add(at, &name, Due::Settle);
        }
    }

    /// Ends a transition that was to end at `at`.
    fn settle(&mut self, at: Timestamp, name: &str) {
        let Some(stream) = self.streams.get_mut(name).filter(|stream| stream.settles_at == Some(at)) else {
            return;
        };
        self.changes.touch(&stream.name);
        if stream.status == Status::Deleting {
            self.streams.remove(name);
            return;
        }
        (stream.status, stream.settles_at) = (Status::Active, None);
        match stream.change.take() {
            Some(Change::Encryption(key)) => stream.encrypted_with = key,
            Some(Change::Shards(what)) => stream.reshard(at, what),
            None => {}
        }
    }
}
