//! From messages that are due to batches that run, and which source acts next.

use std::{sync::Arc, time::Duration};

use void_core::{Timestamp, TraceContext};
use void_function_sdk::VoidQueueEvent;
use void_messaging_sdk::mock::Delivery;

use super::{
    LocalCloud,
    driver::{Driver, Gathering, Messages, Work},
    record::{message_ref, record, trace_of},
    source::Due,
    state::{Trigger, TriggerKey},
    verdict::Failure,
};
use crate::timeline;

/// The most functions that one request may go through, one after the other.
pub(super) const MOST_HOPS: u32 = 16;
/// The most bytes of bodies that one invocation gets: the limit of Lambda's payloads. A larger message goes alone.
const MOST_BATCH_BYTES: usize = 6 * 1024 * 1024;

/// The resolution of the clock.
const A_LITTLE: Duration = Duration::from_millis(1);

impl LocalCloud {
    /// The source that is to act next, and when: the one that has been due for the longest, then the one deployed first.
    /// One that is due but had nothing to receive at this very moment is among `stalled`: it is to act a little later.
    pub(super) fn next_trigger(&self, driver: &Driver, stalled: &[TriggerKey]) -> Option<Due> {
        let (sources, now) = (self.state().sources.clone(), self.now());
        let due = sources.into_iter().filter_map(|source| {
            let at = self.due_at(&source, driver, now)?;
            let is_stalled = at <= now && stalled.contains(&source.key());
            Some(Due { source, at: if is_stalled { now + A_LITTLE } else { at } })
        });
        due.min_by_key(|due| due.at)
    }

    /// Receives for a trigger that is due, and starts its batch when that is full or has waited long enough.
    /// Says whether that changed anything.
    pub(super) fn receive(&self, driver: &mut Driver, trigger: &Arc<Trigger>) -> bool {
        let (key, now) = (trigger.key(), self.now());
        let waiting = driver.gathering.remove(&key);
        let mut batch = waiting.unwrap_or_else(|| Gathering {
            batch: Vec::new(),
            closes_at: now + trigger.event.batching_window,
        });
        let limit = usize::try_from(trigger.event.batch_size).unwrap_or(usize::MAX);
        let received = trigger.subscription.try_receive(limit.saturating_sub(batch.batch.len()));
        let has_received = !received.is_empty();
        for delivery in received {
            if let Some(delivery) = self.stop_loop(driver, trigger, delivery) {
                batch.batch.push(delivery);
            }
        }
        if batch.batch.is_empty() {
            return has_received;
        }
        if batch.batch.len() < limit && batch.closes_at > now {
            driver.gathering.insert(key, batch);
            return has_received;
        }
        let rest = split_off_excess(&mut batch.batch);
        if !rest.is_empty() {
            driver.gathering.insert(key.clone(), Gathering { batch: rest, closes_at: now });
        }
        self.start(driver, trigger, &key, batch.batch);
        true
    }

    /// A message that went through too many functions goes to the dead-letter queue instead of to another one.
    fn stop_loop(&self, driver: &mut Driver, trigger: &Trigger, delivery: Delivery) -> Option<Delivery> {
        let hops = trace_of(&delivery).map_or(0, |trace| trace.hops);
        if hops < MOST_HOPS {
            return Some(delivery);
        }
        let reason = format!("the request went through {hops} functions, which is taken for a loop");
        let verdict = trigger.policy.hopeless(Failure::new("Void.LoopStopped", reason));
        self.carry_out(driver, trigger, &delivery, &verdict, None);
        None
    }

    fn start(&self, driver: &mut Driver, trigger: &Arc<Trigger>, key: &TriggerKey, batch: Vec<Delivery>) {
        for delivery in &batch {
            // The time that the batch waited does not count against the function's.
            trigger.hide(delivery);
        }
        let settings = &self.inner.settings;
        let attempt = batch.iter().map(|delivery| driver.attempt(key, delivery)).max();
        let trace = trace_of_batch(&batch)
            .unwrap_or_else(|| TraceContext::new_root(&settings.random, self.now()))
            .child(&settings.random);
        let source = timeline::Trigger::Queue {
            queue: trigger.queue().to_owned(),
            messages: batch.iter().map(message_ref).collect(),
        };
        let event = VoidQueueEvent { records: batch.iter().map(record).collect() };
        let invocation = self.invoke_now(&trigger.function, trace, attempt, source, |_| event.to_payload());
        let extend_at = self.now() + trigger.visibility / 2;
        let work = Work::Messages(Messages { trigger: Arc::clone(trigger), batch, extend_at });
        driver.run(work, invocation);
    }

    /// Hides the messages of batches that have been running for long for longer.
    pub(super) fn extend_running(&self, driver: &mut Driver) {
        let now = self.now();
        for messages in driver.messages_mut().filter(|messages| messages.extend_at <= now) {
            for delivery in &messages.batch {
                messages.trigger.hide(delivery);
            }
            messages.extend_at = now + messages.trigger.visibility / 2;
        }
    }
}

/// When a trigger is to act: when a message can be received and there is room for it, or a batch has waited long enough.
pub(super) fn due_at(driver: &Driver, trigger: &Trigger) -> Option<Timestamp> {
    let key = trigger.key();
    let most = usize::try_from(trigger.event.max_concurrency).unwrap_or(usize::MAX);
    if driver.running_of(&key) >= most {
        return None;
    }
    let receivable = trigger.subscription.next_due();
    let closes_at = driver.gathering.get(&key).map(|gathering| gathering.closes_at);
    [receivable, closes_at].into_iter().flatten().min()
}

/// The trace of a batch: its first record's, with the most hops that any of them has.
fn trace_of_batch(batch: &[Delivery]) -> Option<TraceContext> {
    let traces: Vec<TraceContext> = batch.iter().filter_map(trace_of).collect();
    let hops = traces.iter().map(|trace| trace.hops).max()?;
    traces.into_iter().next().map(|trace| TraceContext { hops, ..trace })
}

/// Takes out of a batch what is too much for one invocation.
fn split_off_excess(batch: &mut Vec<Delivery>) -> Vec<Delivery> {
    let mut bytes = 0;
    let fits = batch.iter().take_while(|delivery| {
        bytes += delivery.body.len();
        bytes <= MOST_BATCH_BYTES
    });
    let fits = fits.count().max(1);
    batch.split_off(fits)
}
