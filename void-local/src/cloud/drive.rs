//! The loop: what is due happens in order, then time moves to what is due next.

use std::time::Duration;

use void_core::Timestamp;

use super::{
    LocalCloud,
    driver::{Driver, Waited},
    source::Source,
    state::TriggerKey,
};
use crate::error::{Unsettled, Waiting};

/// When the loop has come to its end.
pub(super) enum Goal<'g> {
    /// Nothing runs and nothing is due, ever.
    Settled,
    /// This time has come, and everything that was due until then has happened.
    Time(Timestamp),
    /// Never: what is due happens, for ever.
    Never,
    /// This is true.
    True(&'g mut (dyn FnMut() -> bool + Send)),
}

impl LocalCloud {
    /// Runs what is due until `goal` is reached.
    ///
    /// # Errors
    ///
    /// [`Unsettled`] where it is not reached within the cloud's limits, or can't be reached any more.
    pub(super) async fn drive(&self, mut goal: Goal<'_>) -> Result<(), Unsettled> {
        let mut driver = self.inner.driver.lock().await;
        driver.invocations.clear();
        let started_at = self.now();
        let (within, most) = (self.inner.settings.settle_within, self.inner.settings.settle_invocations);
        let mut stalled = Vec::new();
        loop {
            self.forget_before_reset(&mut driver);
            if let Goal::True(is_true) = &mut goal
                && is_true()
            {
                return Ok(());
            }
            if let Some((running, answer)) = driver.try_finish().await {
                self.conclude(&mut driver, &running, &answer);
                stalled.clear();
                continue;
            }
            self.extend_running(&mut driver);
            self.read_streams(&mut driver);
            // Asking has what is due in buckets happen, and their functions told of it.
            let wakeup = self.inner.storage.next_wakeup();
            let due = self.next_trigger(&driver, &stalled);
            if let Some(due) = due.as_ref().filter(|due| due.at <= self.now()) {
                if driver.started() >= most && !matches!(goal, Goal::Never) {
                    return Err(self.unsettled(&driver, started_at));
                }
                if self.act(&mut driver, due) {
                    stalled.clear();
                } else {
                    stalled.push(due.source.key());
                }
                continue;
            }
            let next = [due.map(|due| due.at), driver.next_extension()].into_iter().flatten().min();
            // By itself it keeps nobody from settling, and is no reason to leave a batch that runs behind.
            let is_awaited = match goal {
                Goal::Time(_) | Goal::Never => true,
                Goal::True(_) => next.is_some() || driver.running.is_empty(),
                Goal::Settled => next.is_some(),
            };
            let next = [next, wakeup.filter(|_| is_awaited)].into_iter().flatten().min();
            let until = match goal {
                Goal::Time(time) if self.now() >= time => return Ok(()),
                Goal::Time(time) => Some(next.map_or(time, |next| next.min(time))),
                Goal::Settled if driver.running.is_empty() && next.is_none() => return Ok(()),
                Goal::Settled | Goal::True(_)
                    if beyond(next, started_at, within) && driver.running.is_empty() =>
                {
                    return Err(self.unsettled(&driver, started_at));
                }
                Goal::Settled | Goal::True(_) | Goal::Never => next,
            };
            stalled.clear();
            match self.wait(&mut driver, until).await {
                Waited::Finished(finished) => self.conclude(&mut driver, &finished.0, &finished.1),
                Waited::Stirred => {}
                Waited::Idle if matches!(goal, Goal::Settled) => return Ok(()),
                Waited::Idle if matches!(goal, Goal::Never) => self.inner.stirred.notified().await,
                Waited::Idle => return Err(self.unsettled(&driver, started_at)),
            }
        }
    }

    /// Says what keeps the system from coming to rest.
    fn unsettled(&self, driver: &Driver, started_at: Timestamp) -> Unsettled {
        let now = self.now();
        let sources = self.state().sources.clone();
        let mut waiting: Vec<Waiting> = sources
            .iter()
            .filter_map(|source| {
                let due_in = self.waiting_since(source, driver, now)?.since(now);
                let TriggerKey { function, kind, name } = source.key();
                let name = if let Source::Storage(trigger) = source { trigger.bucket() } else { &name };
                Some(Waiting { source: format!("the {kind} {name}"), function, due_in })
            })
            .collect();
        waiting.sort_by_key(|waiting| waiting.due_in);
        let mut busiest: Vec<(String, u64)> = driver
            .invocations
            .iter()
            .map(|(function, invocations)| (function.clone(), *invocations))
            .collect();
        busiest.sort_by_key(|(_, invocations)| std::cmp::Reverse(*invocations));
        Unsettled { elapsed: now.since(started_at), invocations: driver.started(), waiting, busiest }
    }
}

fn beyond(next: Option<Timestamp>, started_at: Timestamp, within: Duration) -> bool {
    next.is_some_and(|next| next > started_at + within)
}
