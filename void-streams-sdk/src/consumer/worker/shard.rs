//! [`Shard`]: reads one shard for as long as this worker has its lease.

use std::sync::Arc;

use tokio::sync::Notify;
use void_core::{SharedClock, Timestamp};

use super::{
    super::{
        Consumer, Monitor, Progress,
        source::{Fetched, Source},
    },
    hold::Hold,
    slot::Slot,
    tenure::{Change, Store, Tenure, Wrote},
    work::{Numbered, Work},
};
use crate::{
    aggregation::decode_in_range,
    types::{ChildShard, HashKeyRange, ShardId},
};

/// Why a shard is not read any more.
#[derive(Debug)]
pub(super) enum Ended {
    /// It was read to its end; its children, where the service told them.
    Finished(Vec<ChildShard>),
    /// Its lease was handed over or released.
    HandedOver,
    /// Its lease was lost.
    Lost,
}

/// Reads one shard for as long as this worker has its lease.
pub(super) struct Shard<W> {
    settings: Arc<Consumer>,
    monitor: Monitor,
    /// Told when all that is there is done.
    at_rest: Arc<Notify>,
    clock: SharedClock,
    store: Store,
    hold: Arc<Hold>,
    work: W,
    source: Option<Source>,
    fetching: Slot<(Source, Fetched)>,
    /// The shard was read to its end.
    end: Option<Vec<ChildShard>>,
    tenure: Tenure,
    writing: Slot<(Change, Wrote)>,
    /// What is done before the first record is.
    base: Progress,
    wrote_at: Timestamp,
    /// Not before a write that failed is tried again.
    write_after: Timestamp,
    /// When what is in hand is given up; set when the shard is to be handed over.
    stop_by: Option<Timestamp>,
}

impl<W: Work> Shard<W> {
    /// Begins to read at `base`.
    pub(super) fn new(
        settings: Arc<Consumer>,
        monitor: Monitor,
        at_rest: Arc<Notify>,
        store: Store,
        (tenure, base): (Tenure, Progress),
        (hold, work): (Arc<Hold>, W),
    ) -> Self {
        let source = Source::new(&settings, hold.shard_id.clone(), &base);
        Self {
            clock: Arc::clone(&store.clock),
            wrote_at: tenure.renewed_at,
            write_after: Timestamp::UNIX_EPOCH,
            source: Some(source),
            fetching: Slot::new(),
            end: None,
            writing: Slot::new(),
            stop_by: None,
            settings,
            monitor,
            at_rest,
            store,
            hold,
            work,
            tenure,
            base,
        }
    }

    pub(super) async fn run(mut self) -> (ShardId, Ended) {
        let ended = self.read().await;
        self.hold.is_over();
        (self.hold.shard_id.clone(), ended)
    }

    async fn read(&mut self) -> Ended {
        loop {
            let now = self.clock.now();
            if now >= self.stop_at() {
                tracing::warn!(shard_id = %self.hold.shard_id, "the lease could not be renewed: the shard is given up");
                return Ended::Lost;
            }
            self.notice_stop(now);
            self.fetch();
            let begin_at = self.work.begin(now);
            self.write(now);
            self.show();
            let wake = begin_at
                .into_iter()
                .chain(self.stop_by.filter(|by| *by > now))
                .chain([self.write_at(now)])
                .min();
            let wake = wake.unwrap_or_else(|| self.stop_at()).min(self.stop_at());
            tokio::select! {
                biased;
                (change, wrote) = self.writing.done() => {
                    if let Some(ended) = self.wrote(change, wrote) {
                        return ended;
                    }
                }
                () = self.work.ended() => {}
                (source, fetched) = self.fetching.done() => self.fetched(source, fetched),
                () = self.hold.changed() => {}
                () = self.clock.sleep_until(wake) => {}
            }
        }
    }

    /// When this worker stops at the latest, unless it renews the lease: a tenth of its time before others may take it.
    fn stop_at(&self) -> Timestamp {
        self.tenure.renewed_at + self.settings.lease_duration * 9 / 10
    }

    /// Drops what was not begun once the shard is to be handed over, and after a while what was.
    fn notice_stop(&mut self, now: Timestamp) {
        match self.stop_by {
            None if self.hold.is_stopping() => {
                self.stop_by = Some(now + self.settings.shutdown_limit);
                self.work.stop();
            }
            Some(by) if now >= by => self.work.abort(),
            _ => {}
        }
    }

    fn fetch(&mut self) {
        if self.end.is_some() || self.stop_by.is_some() || !self.work.has_room() || !self.fetching.is_free() {
            return;
        }
        if let Some(mut source) = self.source.take() {
            self.fetching.start(async move {
                let fetched = source.next().await;
                (source, fetched)
            });
        }
    }

    fn fetched(&mut self, source: Source, fetched: Fetched) {
        self.source = Some(source);
        if self.stop_by.is_some() {
            return;
        }
        let Fetched { records, behind, end, began_at } = fetched;
        if let Some(time) = began_at.filter(|_| self.base == Progress::Latest) {
            self.base = Progress::AtTimestamp(time);
        }
        self.hold.set_caught_up(records.is_empty() && behind.is_zero() && end.is_none());
        let last = records.last().map(|record| record.sequence_number.clone());
        let range = self.tenure.lease.hash_key_range.unwrap_or(HashKeyRange::FULL);
        let done = self.base.checkpoint();
        let records: Vec<_> = records
            .into_iter()
            .flat_map(|record| decode_in_range(record, range))
            .filter(|record| done.is_none_or(|done| !done.covers(record)))
            .collect();
        let count = records.len();
        self.monitor.change(|stats| stats.records += count as u64);
        self.monitor.change_shard(&self.hold.shard_id, |shard| {
            shard.behind_latest = Some(behind);
            shard.records += count as u64;
            shard.last_sequence_number = last.or(shard.last_sequence_number.take());
        });
        let first = self.hold.hand_out(count);
        let numbered = (first..).zip(records).map(|(number, record)| Numbered { number, record });
        self.work.give(numbered.collect());
        self.end = end;
    }

    /// What is done by now.
    fn progress(&self) -> Progress {
        self.hold.checkpoint().map_or_else(|| self.base.clone(), Progress::After)
    }

    /// What to write, if anything now.
    fn change(&self, now: Timestamp) -> Option<Change> {
        if let Some(children) = &self.end
            && self.hold.open() == 0
        {
            return Some(Change::Finish(children.iter().map(|child| child.shard_id.clone()).collect()));
        }
        if self.stop_by.is_some() && self.work.is_idle() {
            return Some(Change::HandOver);
        }
        let has_moved = self.progress() != self.tenure.lease.progress;
        let is_due = now >= self.wrote_at + self.settings.checkpoint_interval || self.hold.is_urgent();
        (now >= self.renew_at() || has_moved && is_due).then_some(Change::Renew)
    }

    fn write(&mut self, now: Timestamp) {
        if !self.writing.is_free() || now < self.write_after {
            return;
        }
        if let Some(change) = self.change(now) {
            let (tenure, store, progress) = (self.tenure.clone(), self.store.clone(), self.progress());
            self.writing.start(async move {
                let wrote = tenure.write(store, progress, change.clone()).await;
                (change, wrote)
            });
        }
    }

    fn wrote(&mut self, change: Change, wrote: Wrote) -> Option<Ended> {
        match wrote {
            Wrote::Stored(tenure) => {
                if tenure.lease.wanted_by.is_some() && change == Change::Renew {
                    tracing::debug!(shard_id = %self.hold.shard_id, "another worker asks for the shard");
                    self.hold.stop();
                }
                let last = tenure.lease.is_done().then(|| self.hold.checkpoint()).flatten();
                if let Some(checkpoint) = tenure.lease.progress.checkpoint().or(last.as_ref()) {
                    self.hold.stored(checkpoint);
                }
                self.wrote_at = tenure.renewed_at;
                self.tenure = *tenure;
                match change {
                    Change::Renew => None,
                    Change::HandOver => Some(Ended::HandedOver),
                    Change::Finish(_) => Some(Ended::Finished(self.end.take().unwrap_or_default())),
                }
            }
            Wrote::Lost => {
                tracing::warn!(shard_id = %self.hold.shard_id, "another worker has taken the shard");
                Some(Ended::Lost)
            }
            Wrote::Failed(error) => {
                tracing::warn!(%error, shard_id = %self.hold.shard_id, "the lease can't be written");
                self.write_after = self.clock.now() + self.settings.lease_duration / 20;
                None
            }
        }
    }

    fn renew_at(&self) -> Timestamp {
        self.tenure.renewed_at + self.settings.lease_duration / 3
    }

    /// When there will be something to write at the latest.
    fn write_at(&self, now: Timestamp) -> Timestamp {
        let has_moved = self.progress() != self.tenure.lease.progress;
        let checkpoint = has_moved.then(|| self.wrote_at + self.settings.checkpoint_interval);
        let due = checkpoint.into_iter().fold(self.renew_at(), Timestamp::min).max(self.write_after);
        // What is due and can't be written now ends by itself.
        if due > now { due } else { self.stop_at() }
    }

    fn show(&self) {
        let open = self.hold.open();
        self.monitor.change_shard(&self.hold.shard_id, |shard| shard.open = open);
        if self.hold.is_at_rest() {
            self.at_rest.notify_one();
        }
    }
}
