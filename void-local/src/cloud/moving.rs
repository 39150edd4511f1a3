//! A manual clock is moved from one thing that is due to the next.
//!
//! A handler that waits by the clock makes it move. One that waits for something else (a socket, a thread, tokio's clock) is
//! given real time first, as much as it may take, while the manual clock stands still.

use std::{future::poll_fn, pin::Pin, task::Poll, time::Duration};

use void_core::{Clock, ManualClock, SystemClock, Timestamp};

use super::{
    LocalCloud,
    driver::{Driver, Waited},
    request::{Answer, Invocation},
};
use crate::time::CloudClock;

/// How often other tasks get their turn before time moves: a handler that spawned one, or waits for a channel, is done by then.
const TURNS: u32 = 32;

impl LocalCloud {
    /// Moves a manual clock to what comes first: `next`, or the end of someone's sleep.
    pub(super) async fn move_on(
        &self,
        driver: &mut Driver,
        clock: &ManualClock,
        next: Option<Timestamp>,
    ) -> Waited {
        for _ in 0..TURNS {
            if let Some(finished) = driver.try_finish().await {
                return Waited::Finished(Box::new(finished));
            }
            if driver.running.is_empty() && clock.next_deadline().is_none() {
                break;
            }
            tokio::task::yield_now().await;
        }
        let real_time = real_time_for(clock, driver.running.iter().map(|running| &running.invocation));
        if let Some(real_time) = real_time {
            tokio::select! {
                biased;
                finished = driver.finish() => return Waited::Finished(Box::new(finished)),
                () = real_time_passes(real_time) => {}
            }
            driver.running.iter_mut().for_each(|running| running.invocation.is_given_up = true);
        }
        // With nothing of ours to wait for, nobody else's sleep makes time move.
        let is_idle = driver.running.is_empty() && next.is_none();
        let asleep = if is_idle { None } else { clock.next_deadline() };
        match [next, asleep].into_iter().flatten().min() {
            Some(moment) => {
                clock.advance(moment.since(clock.now()));
                Waited::Stirred
            }
            None if driver.running.is_empty() => Waited::Idle,
            None => Waited::Finished(Box::new(driver.finish().await)),
        }
    }

    /// Waits for one invocation alone, and moves a manual clock as far as it needs.
    pub(super) async fn finish(&self, mut invocation: Invocation) -> (Invocation, Answer) {
        let answer = match &self.inner.settings.clock {
            CloudClock::Running(_) => (&mut invocation).await,
            CloudClock::Manual(clock) => finish_moving(clock, &mut invocation).await,
        };
        (invocation, answer)
    }
}

async fn finish_moving(clock: &ManualClock, invocation: &mut Invocation) -> Answer {
    loop {
        for _ in 0..TURNS {
            let polled = poll_fn(|context| Poll::Ready(Pin::new(&mut *invocation).poll(context))).await;
            if let Poll::Ready(answer) = polled {
                return answer;
            }
            tokio::task::yield_now().await;
        }
        let real_time = real_time_for(clock, std::iter::once(&*invocation));
        if let Some(real_time) = real_time {
            tokio::select! {
                biased;
                answer = &mut *invocation => return answer,
                () = real_time_passes(real_time) => invocation.is_given_up = true,
            }
        }
        match clock.next_deadline() {
            Some(deadline) => clock.advance(deadline.since(clock.now())),
            None => return invocation.await,
        }
    }
}

/// How much real time handlers are given which wait for nothing that the clock brings: who sleeps on it are only the limits
/// of their invocations. `None` where the clock is to move.
fn real_time_for<'i>(
    clock: &ManualClock,
    invocations: impl Iterator<Item = &'i Invocation> + Clone,
) -> Option<Duration> {
    let limits: Vec<Timestamp> = invocations.clone().flat_map(|invocation| invocation.limits).collect();
    let is_waited_for = clock.deadlines().iter().any(|deadline| !limits.contains(deadline));
    let hopeful = invocations.filter(|invocation| !invocation.is_given_up);
    let first = hopeful.map(|invocation| invocation.limits[0]).min()?;
    (!is_waited_for).then(|| first.since(clock.now()))
}

async fn real_time_passes(duration: Duration) {
    let clock = SystemClock::new();
    clock.sleep_until(clock.now() + duration).await;
}
