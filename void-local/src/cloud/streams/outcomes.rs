//! What a function answered to a batch of records, carried out.

use void_streams_sdk::{Record, ShardId};

use super::{
    StreamTrigger,
    dead_letter::DeadLetterDocument,
    judge::{Judgement, judge},
    record::record_refs,
    running::Records,
    settling::{Fate, FateOutcome},
};
use crate::{
    cloud::{
        LocalCloud,
        driver::Driver,
        request::{Answer, Invocation},
    },
    timeline::{Subject, TimelineEvent},
};

impl LocalCloud {
    /// Judges a batch of records that is done, and does what follows.
    pub(in crate::cloud) fn conclude_records(
        &self,
        driver: &mut Driver,
        records: &Records,
        invocation: &Invocation,
        answer: &Answer,
    ) {
        let Records { trigger, shard, batch } = records;
        let lane = driver.streams.get_mut(&trigger.key()).and_then(|progress| progress.lanes.get_mut(shard));
        // Without a lane the trigger is gone, and with it the question what becomes of the records.
        let known = lane.as_ref().and_then(|lane| lane.records_of(*batch)).unwrap_or_default();
        let judgement = judge(known, answer);
        self.note_judgement(invocation, known, &judgement, answer);
        let now = self.now();
        let fate = lane.and_then(|lane| lane.settle(*batch, judgement, &trigger.event, now));
        if let Some(fate) = fate {
            self.carry_out_fate(trigger, shard, &fate, Some(&invocation.subject));
        }
    }

    fn note_judgement(
        &self,
        invocation: &Invocation,
        records: &[Record],
        judgement: &Judgement,
        answer: &Answer,
    ) {
        let duration = invocation.duration();
        let failed = match judgement {
            Judgement::Done => 0,
            Judgement::From { place, .. } => records.len() - place,
            Judgement::Whole { .. } => records.len(),
        };
        let event = match answer {
            Ok(_) => TimelineEvent::Returned { duration, status: None, failed_records: Some(failed) },
            Err(error) => TimelineEvent::failed(duration, error),
        };
        self.inner.log.write(invocation.subject.clone(), event);
    }

    /// Tells what became of records, the dead-letter queue too.
    pub(super) fn carry_out_fate(
        &self,
        trigger: &StreamTrigger,
        shard: &ShardId,
        fate: &Fate,
        subject: Option<&Subject>,
    ) {
        let subject = subject.cloned().unwrap_or_else(|| Subject {
            function: Some(trigger.function.name().to_owned()),
            ..Subject::default()
        });
        let subject = Subject { attempt: Some(fate.attempts), ..subject };
        let (stream, records) = (trigger.stream().to_owned(), record_refs(shard, &fate.records));
        let reason = fate.failure.to_string();
        let event = match fate.outcome {
            FateOutcome::Retried(after) => TimelineEvent::BatchRetried { stream, records, after, reason },
            FateOutcome::Bisected => TimelineEvent::BatchBisected { stream, records, reason },
            FateOutcome::GivenUp(condition) => {
                let queue = trigger
                    .event
                    .dead_letter
                    .as_ref()
                    .and_then(|target| self.inner.messaging.find_queue(target.queue.as_str()));
                match queue {
                    None => TimelineEvent::BatchDropped { stream, records, reason },
                    Some(queue) => {
                        let arn = self.inner.streams.find_stream(&stream).map(|stream| stream.arn());
                        let arn = arn.as_ref().map_or("", |arn| arn.as_str());
                        let document =
                            DeadLetterDocument { trigger, arn, shard, fate, condition, subject: &subject };
                        let (body, attributes) = document.message(self.now());
                        queue.send_with(body, attributes);
                        let queue = queue.name().to_owned();
                        TimelineEvent::BatchDeadLettered { queue, records, reason }
                    }
                }
            }
        };
        self.inner.log.write(subject, event);
    }
}
