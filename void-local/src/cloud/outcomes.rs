//! What a function answered to a batch, carried out: deleted, tried again, dead-lettered.

use std::time::Duration;

use void_messaging_sdk::mock::{DeadLetterCause, Delivery};

use super::{
    LocalCloud,
    driver::{Driver, Messages},
    record::{message_ref, trace_of},
    request::{Answer, Invocation},
    state::{Trigger, TriggerKey},
    verdict::{Failure, Verdict, judge, read_response},
};
use crate::timeline::{Subject, TimelineEvent};

impl Driver {
    /// Which try of a message this is, from 1.
    pub(super) fn attempt(&self, key: &TriggerKey, delivery: &Delivery) -> u32 {
        let uncounted = self.uncounted.get(&(key.clone(), delivery.message_id.clone()));
        delivery.receive_count.saturating_sub(uncounted.copied().unwrap_or(0)).max(1)
    }
}

impl LocalCloud {
    /// Judges a batch that is done, and does what follows for each of its messages.
    pub(super) fn conclude_messages(
        &self,
        driver: &mut Driver,
        messages: &Messages,
        invocation: &Invocation,
        answer: &Answer,
    ) {
        let Messages { trigger, batch, .. } = messages;
        let key = trigger.key();
        let ids: Vec<String> = batch.iter().map(|delivery| delivery.message_id.clone()).collect();
        let messages: Vec<(&str, u32)> = ids
            .iter()
            .zip(batch)
            .map(|(id, delivery)| (id.as_str(), driver.attempt(&key, delivery)))
            .collect();
        self.note_answer(invocation, &messages, answer);
        let verdicts = judge(&trigger.policy, &messages, answer);
        for (delivery, verdict) in batch.iter().zip(&verdicts) {
            self.carry_out(driver, trigger, delivery, verdict, Some(&invocation.subject));
        }
    }

    fn note_answer(&self, invocation: &Invocation, messages: &[(&str, u32)], answer: &Answer) {
        let duration = invocation.duration();
        let event = match answer {
            Ok(payload) => {
                let failed =
                    read_response(messages, payload).map(|response| response.batch_item_failures.len());
                let failed_records = Some(failed.unwrap_or(messages.len()));
                TimelineEvent::Returned { duration, status: None, failed_records }
            }
            Err(error) => TimelineEvent::failed(duration, error),
        };
        self.inner.log.write(invocation.subject.clone(), event);
    }

    /// Does with a message what was judged, and writes that into the timeline.
    pub(super) fn carry_out(
        &self,
        driver: &mut Driver,
        trigger: &Trigger,
        delivery: &Delivery,
        verdict: &Verdict,
        invocation: Option<&Subject>,
    ) {
        let key = trigger.key();
        let attempt = driver.attempt(&key, delivery);
        let uncounted = (key, delivery.message_id.clone());
        let subject = Subject {
            function: Some(trigger.function.name().to_owned()),
            request_id: invocation.and_then(|invocation| invocation.request_id.clone()),
            // One that came without a trace belongs to what its invocation began.
            correlation_id: trace_of(delivery)
                .map(|trace| trace.root)
                .or_else(|| invocation.and_then(|invocation| invocation.correlation_id.clone())),
            attempt: Some(attempt),
        };
        let (queue, message) = (trigger.queue().to_owned(), message_ref(delivery));
        let event = match verdict {
            Verdict::Release => {
                *driver.uncounted.entry(uncounted).or_default() += 1;
                trigger.give_back(delivery, self.now(), Duration::ZERO);
                return;
            }
            Verdict::Retry { after, failure } => {
                trigger.give_back(delivery, self.now(), *after);
                let reason = failure.to_string();
                return self
                    .inner
                    .log
                    .write(subject, TimelineEvent::Retried { queue, message, after: *after, reason });
            }
            Verdict::Done => {
                trigger.done_with(delivery);
                None
            }
            Verdict::Drop { failure } => {
                trigger.done_with(delivery);
                Some(TimelineEvent::Dropped { queue, message, reason: failure.to_string() })
            }
            Verdict::DeadLetter { failure } => {
                let cause = cause(&subject, trigger, attempt, failure);
                trigger.bury(delivery, cause);
                let target = trigger.event.dead_letter.as_ref();
                let queue = target.map_or(queue, |target| target.queue.to_string());
                Some(TimelineEvent::DeadLettered { queue, message, reason: failure.to_string() })
            }
        };
        driver.uncounted.remove(&uncounted);
        if let Some(event) = event {
            self.inner.log.write(subject, event);
        }
    }
}

fn cause(subject: &Subject, trigger: &Trigger, attempts: u32, failure: &Failure) -> DeadLetterCause {
    DeadLetterCause {
        error: failure.message.clone(),
        error_type: failure.error_type.clone(),
        attempts,
        function: Some(trigger.function.name().to_owned()),
        request_id: subject.request_id.clone(),
        trace_id: subject.correlation_id.clone(),
    }
}
