//! [`Lease`]: who reads a shard, and how far it is done.

use serde::{Deserialize, Serialize};

use super::Progress;
use crate::types::{HashKeyRange, ShardId};

/// Who reads a shard, and how far it is done: what a [`CheckpointStore`](super::CheckpointStore) keeps, one for each shard.
///
/// Its JSON is stable: what is added later may be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Lease {
    /// The shard.
    pub shard_id: ShardId,
    /// The worker that reads it. `None`: nobody, so that the next one may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The worker that asks for it: the owner finishes what it has in hand and hands the lease over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_by: Option<String>,
    /// How often the lease changed hands. A worker that was given up finds another number and stops.
    pub epoch: u64,
    /// How often the owners wrote it. That it does not move for the time of a lease is how others see that the owner is gone.
    pub counter: u64,
    /// How far the shard is done.
    pub progress: Progress,
    /// The shards that it comes from: it is read once they are read to their end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<ShardId>,
    /// The shards that go on where it ended, where it was read to its end and the service told them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ShardId>,
    /// The hash keys that the shard gets, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash_key_range: Option<HashKeyRange>,
}

impl Lease {
    /// A lease that nobody has had yet.
    #[must_use]
    pub const fn new(shard_id: ShardId, progress: Progress, parents: Vec<ShardId>) -> Self {
        Self {
            shard_id,
            owner: None,
            wanted_by: None,
            epoch: 0,
            counter: 0,
            progress,
            parents,
            children: Vec::new(),
            hash_key_range: None,
        }
    }

    /// Whether the shard was read to its end.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.progress == Progress::ShardEnd
    }

    /// Whether `worker` has it.
    #[must_use]
    pub fn is_owned_by(&self, worker: &str) -> bool {
        self.owner.as_deref() == Some(worker)
    }

    /// The lease once `worker` has taken it, whoever had it.
    pub(super) fn taken_by(&self, worker: &str) -> Self {
        self.given_to(Some(worker.to_owned()))
    }

    /// The lease once its owner has handed it over: to whoever asks for it, or to nobody.
    pub(super) fn handed_over(&self) -> Self {
        self.given_to(self.wanted_by.clone())
    }

    /// The lease with `worker` asking for it. Its counter stays: it is the owner's sign of life.
    pub(super) fn asked_for_by(&self, worker: &str) -> Self {
        Self { wanted_by: Some(worker.to_owned()), ..self.clone() }
    }

    /// The lease as its owner writes it.
    pub(super) fn renewed(&self, progress: Progress) -> Self {
        Self { progress, counter: self.counter + 1, ..self.clone() }
    }

    /// The lease of a shard that was read to its end.
    pub(super) fn finished(&self, children: Vec<ShardId>) -> Self {
        Self { progress: Progress::ShardEnd, children, ..self.given_to(None) }
    }

    fn given_to(&self, owner: Option<String>) -> Self {
        Self { owner, wanted_by: None, epoch: self.epoch + 1, counter: self.counter + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lease, Progress};
    use crate::consumer::Checkpoint;

    #[test]
    fn has_a_stable_json_form() {
        let lease = Lease::new(
            "shardId-000000000002".into(),
            Progress::TrimHorizon,
            vec!["shardId-000000000000".into()],
        );
        let first = r#"{"shardId":"shardId-000000000002","epoch":0,"counter":0,"progress":"TRIM_HORIZON","parents":["shardId-000000000000"]}"#;
        assert_eq!(serde_json::to_string(&lease).unwrap(), first);
        assert_eq!(serde_json::from_str::<Lease>(first).unwrap(), lease);

        let later = lease.taken_by("a").renewed(Progress::After(Checkpoint::record("7"))).asked_for_by("b");
        let json = r#"{"shardId":"shardId-000000000002","owner":"a","wantedBy":"b","epoch":1,"counter":2,"progress":{"AFTER":{"sequenceNumber":"7"}},"parents":["shardId-000000000000"],"later":1}"#;
        assert_eq!(serde_json::from_str::<Lease>(json).unwrap(), later, "what is not known is passed over");
    }

    #[test]
    fn changes_hands() {
        let lease = Lease::new("shardId-000000000000".into(), Progress::Latest, Vec::new()).taken_by("a");
        let asked = lease.asked_for_by("b");
        assert_eq!(
            (asked.epoch, asked.counter),
            (lease.epoch, lease.counter),
            "no sign of life of the owner"
        );
        let handed = asked.handed_over();
        assert!(handed.is_owned_by("b") && handed.wanted_by.is_none() && handed.epoch == lease.epoch + 1);
        let done = handed.finished(vec!["shardId-000000000001".into()]);
        assert!(done.is_done() && done.owner.is_none() && done.epoch == handed.epoch + 1);
    }
}
