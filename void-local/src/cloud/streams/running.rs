//! Batches of records that run.

use std::{collections::btree_map::Entry, sync::Arc};

use void_core::TraceContext;
use void_function_sdk::VoidStreamEvent;
use void_streams_sdk::ShardId;

use super::{
    StreamProgress, StreamTrigger,
    lane::BatchId,
    record::{event_record, record_refs},
    settling::{Condition, Fate, FateOutcome},
    trigger::is_kept,
};
use crate::{
    cloud::{
        LocalCloud,
        driver::{Driver, Work},
        source::Source,
        verdict::Failure,
    },
    timeline,
};

/// Records of a shard that their function is working on.
#[derive(Debug)]
pub(in crate::cloud) struct Records {
    pub(in crate::cloud) trigger: Arc<StreamTrigger>,
    pub(super) shard: ShardId,
    pub(super) batch: BatchId,
}

impl LocalCloud {
    /// Looks what is new in the streams that functions read.
    pub(in crate::cloud) fn read_streams(&self, driver: &mut Driver) {
        let (sources, now) = (self.state().sources.clone(), self.now());
        driver.streams.retain(|key, _| {
            let stays = sources.iter().any(|source| source.key() == *key);
            if !stays {
                self.forget_progress(key);
            }
            stays
        });
        for source in sources {
            let Source::Stream(trigger) = source else { continue };
            let place = driver.streams.entry(trigger.key());
            let Some(stream) = self.inner.streams.find_stream(trigger.stream()) else {
                self.forget_progress(&trigger.key());
                if let Entry::Occupied(known) = place {
                    known.remove();
                }
                continue;
            };
            let progress = place.or_insert_with(|| self.kept_progress(&trigger, &stream));
            progress.read(&stream, &trigger.event, now);
            trigger.set_reached(progress.reached());
            self.keep_progress(&trigger.key(), progress);
        }
    }

    /// Starts the batch of a stream that is due. Says whether that changed anything.
    pub(in crate::cloud) fn start_records(&self, driver: &mut Driver, trigger: &Arc<StreamTrigger>) -> bool {
        let now = self.now();
        let Some(progress) = driver.streams.get_mut(&trigger.key()) else { return false };
        let Some(shard) = progress.next(&trigger.event, now).map(|(shard, _)| shard.clone()) else {
            return false;
        };
        let given_up = self.give_up_old(progress, trigger, &shard);
        let lane = progress.lanes.get_mut(&shard).expect("it was the next one a moment ago");
        let started = lane.start(&trigger.event, now);
        for fate in &given_up {
            self.carry_out_fate(trigger, &shard, fate, None);
        }
        let Some(started) = started else { return !given_up.is_empty() };
        let settings = &self.inner.settings;
        let trace = TraceContext::new_root(&settings.random, now).child(&settings.random);
        let records = record_refs(&shard, &started.records);
        let source = timeline::Trigger::Stream { stream: trigger.stream().to_owned(), records };
        let invocation = self.invoke_now(&trigger.function, trace, Some(started.attempt), source, |_| {
            // A stream that was deleted a moment ago has no ARN any more.
            let arn = self.inner.streams.find_stream(trigger.stream()).map(|stream| stream.arn());
            let arn = arn.as_ref().map_or("", |arn| arn.as_str());
            let records = started.records.iter().map(|record| event_record(&shard, arn, record));
            VoidStreamEvent::new(records.collect()).to_payload()
        });
        let records = Records { trigger: Arc::clone(trigger), shard, batch: started.id };
        driver.run(Work::Records(records), invocation);
        true
    }

    /// Takes out records of a shard that are too old to be tried, or that the stream keeps no more.
    fn give_up_old(
        &self,
        progress: &mut StreamProgress,
        trigger: &StreamTrigger,
        shard: &ShardId,
    ) -> Vec<Fate> {
        let (now, event) = (self.now(), &trigger.event);
        let stream = self.inner.streams.find_stream(trigger.stream());
        let lane = progress.lanes.get_mut(shard).expect("it was the next one a moment ago");
        let is_kept = |record| stream.as_ref().is_some_and(|stream| is_kept(stream, shard, record));
        let forgotten = lane
            .retried()
            .filter(|record| !is_kept(record))
            .map(|record| record.sequence_number.clone())
            .max();
        let gone = lane.take_gone(|record| {
            let is_old =
                event.max_record_age.is_some_and(|age| now.since(record.approximate_arrival_timestamp) > age);
            is_old || forgotten.as_ref().is_some_and(|number| record.sequence_number <= *number)
        });
        let message = match event.max_record_age {
            Some(age) => format!("older than {} s", age.as_secs()),
            None => "the stream keeps it no more".to_owned(),
        };
        let failure = Failure::new("Void.RecordAgeExceeded", message);
        let outcome = FateOutcome::GivenUp(Condition::RecordAgeExceeded);
        let fate = |(records, attempts)| Fate { records, attempts, failure: failure.clone(), outcome };
        gone.into_iter().map(fate).collect()
    }
}
