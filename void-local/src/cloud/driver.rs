//! [`Driver`]: what runs, what waits, and how time gets from one thing that is due to the next.

use std::{
    collections::{BTreeMap, HashMap},
    future::poll_fn,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};

use void_core::Timestamp;
use void_messaging_sdk::mock::Delivery;

use super::{
    LocalCloud,
    request::{Answer, Invocation},
    state::{Trigger, TriggerKey},
    storage::Happened,
    streams::{Records, StreamProgress},
};
use crate::time::CloudClock;

/// The batches that run and those that are not full yet.
#[derive(Debug, Default)]
pub(super) struct Driver {
    pub(super) running: Vec<Running>,
    pub(super) gathering: BTreeMap<TriggerKey, Gathering>,
    /// Deliveries that did not count as attempts, by subscription and message.
    pub(super) uncounted: HashMap<(TriggerKey, String), u32>,
    /// How far each function has come in each stream.
    pub(super) streams: BTreeMap<TriggerKey, StreamProgress>,
    /// Invocations by queues and streams, by function.
    pub(super) invocations: BTreeMap<String, u64>,
    /// The reset of the cloud that this is after.
    pub(super) resets: u64,
}

/// A batch that its function is working on.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) work: Work,
    pub(super) invocation: Invocation,
}

/// What is in a batch.
#[derive(Debug)]
pub(super) enum Work {
    Messages(Messages),
    Records(Records),
    Happened(Happened),
}

/// Messages of a queue.
#[derive(Debug)]
pub(super) struct Messages {
    pub(super) trigger: Arc<Trigger>,
    pub(super) batch: Vec<Delivery>,
    /// When they have to be hidden for longer.
    pub(super) extend_at: Timestamp,
}

impl Work {
    fn key(&self) -> TriggerKey {
        match self {
            Self::Messages(messages) => messages.trigger.key(),
            Self::Records(records) => records.trigger.key(),
            Self::Happened(happened) => happened.trigger.key(),
        }
    }
}

/// A batch that waits for more messages.
#[derive(Debug)]
pub(super) struct Gathering {
    pub(super) batch: Vec<Delivery>,
    pub(super) closes_at: Timestamp,
}

impl Driver {
    /// How many batches of a trigger run.
    pub(super) fn running_of(&self, key: &TriggerKey) -> usize {
        self.running.iter().filter(|running| running.work.key() == *key).count()
    }

    /// Has a batch running from now on.
    pub(super) fn run(&mut self, work: Work, invocation: Invocation) {
        *self.invocations.entry(work.key().function).or_default() += 1;
        self.running.push(Running { work, invocation });
    }

    /// The batches of queues that run.
    pub(super) fn messages_mut(&mut self) -> impl Iterator<Item = &mut Messages> {
        self.running.iter_mut().filter_map(|running| match &mut running.work {
            Work::Messages(messages) => Some(messages),
            Work::Records(_) | Work::Happened(_) => None,
        })
    }

    /// When messages of a batch that runs have to be hidden for longer.
    pub(super) fn next_extension(&self) -> Option<Timestamp> {
        let extensions = self.running.iter().filter_map(|running| match &running.work {
            Work::Messages(messages) => Some(messages.extend_at),
            Work::Records(_) | Work::Happened(_) => None,
        });
        extensions.min()
    }

    /// How many batches have been started so far.
    pub(super) fn started(&self) -> u64 {
        self.invocations.values().sum()
    }

    /// Lets every batch get on, in the order in which they were started, and gives the first that is done.
    fn poll_running(&mut self, context: &mut Context<'_>) -> Poll<(Running, Answer)> {
        for position in 0..self.running.len() {
            if let Poll::Ready(answer) = Pin::new(&mut self.running[position].invocation).poll(context) {
                return Poll::Ready((self.running.remove(position), answer));
            }
        }
        Poll::Pending
    }

    /// Lets every batch get on, without waiting.
    pub(super) async fn try_finish(&mut self) -> Option<(Running, Answer)> {
        poll_fn(|context| match self.poll_running(context) {
            Poll::Ready(finished) => Poll::Ready(Some(finished)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    pub(super) async fn finish(&mut self) -> (Running, Answer) {
        poll_fn(|context| self.poll_running(context)).await
    }
}

/// What waiting came to.
pub(super) enum Waited {
    /// A batch is done.
    Finished(Box<(Running, Answer)>),
    /// Time has moved, or a message was sent: something may be due.
    Stirred,
    /// Nothing runs and nothing is due, ever.
    Idle,
}

impl LocalCloud {
    /// Waits until a batch is done or `next` has come.
    pub(super) async fn wait(&self, driver: &mut Driver, next: Option<Timestamp>) -> Waited {
        match &self.inner.settings.clock {
            CloudClock::Manual(clock) => self.move_on(driver, clock, next).await,
            CloudClock::Running(_) if driver.running.is_empty() && next.is_none() => Waited::Idle,
            CloudClock::Running(clock) => {
                let stirred = pin!(self.inner.stirred.notified());
                let due = async {
                    match next {
                        Some(next) => clock.sleep_until(next).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    biased;
                    finished = driver.finish() => Waited::Finished(Box::new(finished)),
                    () = stirred => Waited::Stirred,
                    () = due => Waited::Stirred,
                }
            }
        }
    }
}
