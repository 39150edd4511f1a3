//! How far functions have come in streams, kept so that they go on from there after a restart.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use void_streams_sdk::{ShardId, StartingPosition, mock::MockStream};

use super::{
    StreamProgress, StreamTrigger,
    trigger::{ShardStart, starts},
};
use crate::cloud::{LocalCloud, state::TriggerKey};

/// Where a function goes on in a shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptLane {
    pub(super) position: StartingPosition,
    /// All that the shard had and will have is handled.
    pub(super) ended: bool,
}

impl LocalCloud {
    /// Goes on where the function was, or begins where its trigger says.
    pub(super) fn kept_progress(&self, trigger: &StreamTrigger, stream: &MockStream) -> StreamProgress {
        let kept = self.inner.kept.as_ref();
        let kept = kept.map(|kept| kept.all::<KeptLane>(&prefix(&trigger.key()))).unwrap_or_default();
        if kept.is_empty() {
            return StreamProgress::new(&trigger.starts);
        }
        let kept: BTreeMap<ShardId, KeptLane> =
            kept.into_iter().map(|(shard, lane)| (shard.into(), lane)).collect();
        // What is not kept came of splits and merges since.
        let begin = |start: ShardStart| match kept.get(&start.id).cloned() {
            Some(KeptLane { position, ended }) => ShardStart { position, ended, ..start },
            None => start,
        };
        let starts = starts(stream, &StartingPosition::trim_horizon()).into_iter().map(begin);
        let mut progress = StreamProgress::new(&starts.collect::<Vec<_>>());
        progress.kept = kept;
        progress
    }

    /// Keeps what has changed of how far a function is.
    pub(super) fn keep_progress(&self, key: &TriggerKey, progress: &mut StreamProgress) {
        let Some(table) = &self.inner.kept else { return };
        for (shard, lane) in &progress.lanes {
            let now = lane.kept();
            if progress.kept.get(shard) != Some(&now) {
                table.set(&format!("{}{}", prefix(key), shard.as_str()), &now);
                progress.kept.insert(shard.clone(), now);
            }
        }
    }

    /// Forgets how far a function was in a stream: one of the two is gone.
    pub(super) fn forget_progress(&self, key: &TriggerKey) {
        if let Some(table) = &self.inner.kept {
            table.remove_all(&prefix(key));
        }
    }
}

/// What the names of a trigger's shards begin with.
fn prefix(TriggerKey { function, name, .. }: &TriggerKey) -> String {
    format!("stream/{function}/{name}/")
}
