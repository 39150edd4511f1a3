//! Long polls: they register before they look, wake at once, and sleep until the next thing that is due.

use std::{pin::pin, sync::Arc, time::Duration};

use tokio::sync::Notify;
use void_core::Timestamp;

use super::{
    super::engine::{Problem, Receive, Received},
    Backend,
};

/// A waiter of a lane. It hands the wake-up on when it leaves: another one must now know when the next message becomes visible.
struct Waiter {
    lane: u32,
    notify: Arc<Notify>,
}

impl Waiter {
    /// The same waiter, of `lane` from now on.
    fn of(waiter: Option<Self>, backend: &Backend, lane: u32) -> Self {
        match waiter {
            Some(waiter) if waiter.lane == lane => waiter,
            _ => Self { lane, notify: backend.notify_of(lane) },
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.notify.notify_one();
    }
}

impl Backend {
    /// Receives from a queue, waiting up to `wait` for a message, or as long as the queue says.
    pub(in crate::mock) async fn receive(
        &self,
        queue: &str,
        asked: Receive<'_>,
        wait: Option<Duration>,
    ) -> Result<Vec<Received>, Problem> {
        let started = self.clock.now();
        let received = self.run(|state| state.engine.receive(state.now, queue, &asked))?;
        let wait = match wait {
            Some(wait) => wait,
            None => self.peek(|state| state.engine.wait(queue))?,
        };
        if !received.is_empty() || wait.is_zero() {
            return Ok(received);
        }
        let deadline = started + wait;
        let mut waiter = None;
        loop {
            let lane = self.peek(|state| state.engine.lane_of_queue(queue))?;
            let current = Waiter::of(waiter.take(), self, lane);
            let notify = Arc::clone(&waiter.insert(current).notify);
            let mut notified = pin!(notify.notified());
            notified.as_mut().enable();
            let (received, next) = self.run(|state| {
                let received = state.engine.receive(state.now, queue, &asked);
                (received, state.engine.next_visible(queue))
            });
            let received = received?;
            if !received.is_empty() || self.clock.now() >= deadline {
                return Ok(received);
            }
            self.sleep(notified, next.map_or(deadline, |next| next.min(deadline))).await;
        }
    }

    /// Receives from a subscription: waits for a delivery, then until there are `max` or `window` has passed. Empty when the
    /// subscription has ended.
    pub(in crate::mock) async fn receive_for(
        &self,
        subscription: u32,
        max: usize,
        window: Duration,
    ) -> Vec<Received> {
        let mut window_ends: Option<Timestamp> = None;
        let mut waiter = None;
        loop {
            let Some(lane) = self.peek(|state| state.engine.lane_of_subscription(subscription)) else {
                return Vec::new();
            };
            let current = Waiter::of(waiter.take(), self, lane);
            let notify = Arc::clone(&waiter.insert(current).notify);
            let mut notified = pin!(notify.notified());
            notified.as_mut().enable();
            let (now, due) = self.run(|state| {
                state.engine.pass(state.now);
                (state.now, state.engine.due_for(subscription))
            });
            let Ok((ready, next)) = due else { return Vec::new() };
            if ready > 0 {
                let ends = *window_ends.get_or_insert(now + window);
                if ready >= max || now >= ends {
                    let received = self.run(|state| state.engine.receive_for(state.now, subscription, max));
                    match received {
                        Ok(received) if received.is_empty() => window_ends = None,
                        received => return received.unwrap_or_default(),
                    }
                }
            } else {
                window_ends = None;
            }
            let until = [window_ends, next].into_iter().flatten().min();
            match until {
                Some(until) => self.sleep(notified, until).await,
                None => notified.await,
            }
        }
    }

    async fn sleep(&self, woken: impl Future<Output = ()> + Send, until: Timestamp) {
        tokio::select! {
            biased;
            () = woken => {}
            () = self.clock.sleep_until(until) => {}
        }
    }

    /// Waits until `look` gives something, at any change and whenever something falls due; not past `deadline`.
    pub(in crate::mock) async fn wait_until<T: Send>(
        &self,
        deadline: Option<Timestamp>,
        mut look: impl FnMut(&mut super::State) -> Option<T> + Send,
    ) -> Option<T> {
        loop {
            let mut changed = pin!(self.changed().notified());
            changed.as_mut().enable();
            let (found, next) = self.look(&mut look);
            if found.is_some() || deadline.is_some_and(|deadline| self.clock.now() >= deadline) {
                return found;
            }
            match [deadline, next].into_iter().flatten().min() {
                Some(until) => self.sleep(changed, until).await,
                None => changed.await,
            }
        }
    }
}
