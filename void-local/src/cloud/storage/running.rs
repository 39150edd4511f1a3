//! Events of buckets that run, and what becomes of them.

use std::sync::Arc;

use void_core::Timestamp;
use void_function_sdk::VoidStorageEvent;

use super::{
    StorageTrigger,
    dead_letter::attributes,
    waiting::{Next, Pending},
};
use crate::{
    cloud::{
        LocalCloud,
        batches::MOST_HOPS,
        driver::{Driver, Work},
        request::{Answer, Invocation},
        verdict::Failure,
    },
    timeline::{self, ObjectRef, Subject, TimelineEvent},
};

/// The most invocations of one trigger at a time.
const MOST_RUNNING: usize = 10;

/// What happened in a bucket, and its function is working on.
#[derive(Debug)]
pub(in crate::cloud) struct Happened {
    pub(in crate::cloud) trigger: Arc<StorageTrigger>,
    pending: Pending,
}

impl LocalCloud {
    /// When a trigger is to act: when an event is due and there is room for it.
    pub(in crate::cloud) fn happened_due_at(
        &self,
        driver: &Driver,
        trigger: &StorageTrigger,
    ) -> Option<Timestamp> {
        if driver.running_of(&trigger.key()) >= MOST_RUNNING {
            return None;
        }
        self.inner.notifications.due_at(&trigger.id)
    }

    /// Starts what is due of a trigger. Says whether that changed anything.
    pub(in crate::cloud) fn start_happened(
        &self,
        driver: &mut Driver,
        trigger: &Arc<StorageTrigger>,
    ) -> bool {
        let now = self.now();
        let Some(pending) = self.inner.notifications.pop_due(&trigger.id, now) else { return false };
        if pending.is_too_old(now) {
            let failure = Failure::new("Void.EventAgeExceeded", "the event waited for more than 6 hours");
            self.give_up_untried(trigger, &pending, &failure);
            return true;
        }
        if pending.trace.hops >= MOST_HOPS {
            let hops = pending.trace.hops;
            let reason = format!("the request went through {hops} functions, which is taken for a loop");
            let failure = Failure::new("Void.LoopStopped", reason);
            self.give_up_untried(trigger, &pending, &failure);
            return true;
        }
        let trace = pending.trace.child(&self.inner.settings.random);
        let objects = objects_of(&pending);
        let source = timeline::Trigger::Storage { bucket: trigger.bucket().to_owned(), objects };
        let (request_id, event) = (pending.request_id.clone(), pending.event.clone());
        let attempt = Some(pending.attempt);
        let invocation = self.invoke_as(request_id, &trigger.function, trace, attempt, source, event);
        let work = Work::Happened(Happened { trigger: Arc::clone(trigger), pending });
        driver.run(work, invocation);
        true
    }

    /// Does what follows from a function's answer to an event: an answer is not looked at, an error has it tried again.
    pub(in crate::cloud) fn conclude_happened(
        &self,
        happened: &Happened,
        invocation: &Invocation,
        answer: &Answer,
    ) {
        let duration = invocation.duration();
        let subject = invocation.subject.clone();
        let error = match answer {
            Ok(_) => {
                self.inner.notifications.done(&happened.trigger.id, &happened.pending);
                let returned = TimelineEvent::Returned { duration, status: None, failed_records: None };
                return self.inner.log.write(subject, returned);
            }
            Err(error) => error,
        };
        self.inner.log.write(subject.clone(), TimelineEvent::failed(duration, error));
        let Happened { trigger, pending } = happened;
        let failure = Failure::new(error.error_type(), error.message());
        match pending.after_failure(trigger.event.max_retries, error.is_terminal()) {
            Next::Retry(after) => {
                self.inner.notifications.push(&trigger.id, pending.clone().again(self.now() + after));
                let (bucket, objects) = (trigger.bucket().to_owned(), objects_of(pending));
                let reason = failure.to_string();
                self.inner.log.write(subject, TimelineEvent::EventRetried { bucket, objects, after, reason });
            }
            Next::GiveUp => self.give_up(trigger, pending, &subject, pending.attempt, &failure),
        }
    }

    /// Gives up an event whose next try does not come.
    fn give_up_untried(&self, trigger: &StorageTrigger, pending: &Pending, failure: &Failure) {
        self.give_up(trigger, pending, &subject_of(trigger, pending), pending.attempt - 1, failure);
    }

    /// Sends an event that was tried `attempts` times to the dead-letter queue, or drops it where there is none.
    fn give_up(
        &self,
        trigger: &StorageTrigger,
        pending: &Pending,
        subject: &Subject,
        attempts: u32,
        failure: &Failure,
    ) {
        let (objects, reason) = (objects_of(pending), failure.to_string());
        let target = trigger.event.dead_letter_queue.as_ref();
        let queue = target.and_then(|name| self.inner.messaging.find_queue(name.as_str()));
        let event = match queue {
            Some(queue) => {
                let body = String::from_utf8_lossy(&pending.event).into_owned();
                queue.send_with_values(body, attributes(trigger, pending, attempts, failure));
                let queue = target.map_or_else(String::new, ToString::to_string);
                TimelineEvent::EventDeadLettered { queue, objects, reason }
            }
            None => TimelineEvent::EventDropped { bucket: trigger.bucket().to_owned(), objects, reason },
        };
        self.inner.log.write(subject.clone(), event);
        self.inner.notifications.done(&trigger.id, pending);
    }
}

fn subject_of(trigger: &StorageTrigger, pending: &Pending) -> Subject {
    Subject {
        function: Some(trigger.function.name().to_owned()),
        request_id: Some(pending.request_id.clone()),
        correlation_id: Some(pending.trace.root.clone()),
        attempt: pending.attempt.checked_sub(1).filter(|tries| *tries > 0),
    }
}

/// What an event tells of, as the timeline names it.
pub(super) fn objects_of(pending: &Pending) -> Vec<ObjectRef> {
    let event: VoidStorageEvent = serde_json::from_slice(&pending.event).unwrap_or_default();
    let objects = event.records.iter().map(|record| ObjectRef {
        event_name: record.event_name.clone(),
        key: record.key(),
        version_id: record.s3.object.version_id.clone(),
    });
    objects.collect()
}
