//! [`ManualClock`]: time that moves only when a test, or whoever runs the local cloud, says so.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::sync::oneshot;

use super::{Clock, Timestamp};

/// A clock that stands still until it is advanced. Cheap to clone; clones tell the same time.
///
/// ```
/// use std::time::Duration;
/// use void_core::{Clock, ManualClock, Timestamp};
///
/// let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
/// clock.advance(Duration::from_secs(30));
/// assert_eq!(clock.now(), Timestamp::from_secs(1_700_000_030));
/// ```
#[derive(Clone)]
pub struct ManualClock {
    state: Arc<Mutex<State>>,
}

struct State {
    now: Timestamp,
    next_id: u64,
    /// By deadline, then in the order in which they went to sleep.
    sleepers: BTreeMap<(Timestamp, u64), oneshot::Sender<()>>,
}

impl ManualClock {
    /// Starts at `now`.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { state: Arc::new(Mutex::new(State { now, next_id: 0, sleepers: BTreeMap::new() })) }
    }

    /// Moves the time on by `duration` and wakes the sleepers that are due, in the order of their deadlines.
    ///
    /// They run only when the caller lets them, and then all see the time at the end:
    /// use [`ManualClock::advance_in_steps`] where each is to see its own.
    pub fn advance(&self, duration: Duration) {
        let target = self.now() + duration;
        while self.wake_next(target).is_some() {}
        self.set(target);
    }

    /// Moves the time on by `duration` from deadline to deadline: at each, `settle` runs before the time moves further.
    ///
    /// `settle` lets what was woken do its work, and returns when there is nothing more to do at that moment.
    /// What that work schedules within the duration falls due in it too.
    pub async fn advance_in_steps<F, R>(&self, duration: Duration, mut settle: F)
    where
        F: FnMut(Timestamp) -> R,
        R: Future<Output = ()>,
    {
        let target = self.now() + duration;
        while let Some(deadline) = self.wake_next(target) {
            while self.wake_next(deadline).is_some() {}
            settle(deadline).await;
        }
        self.set(target);
        settle(target).await;
    }

    /// When the next sleeper is due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.lock().sleepers.keys().next().map(|(deadline, _)| *deadline)
    }

    /// When each sleeper is due, the soonest first.
    #[must_use]
    pub fn deadlines(&self) -> Vec<Timestamp> {
        self.lock().sleepers.keys().map(|(deadline, _)| *deadline).collect()
    }

    /// Moves the time to the first deadline up to `target` and wakes its first sleeper.
    fn wake_next(&self, target: Timestamp) -> Option<Timestamp> {
        let mut state = self.lock();
        let entry = state.sleepers.first_entry()?;
        let (deadline, _) = *entry.key();
        if deadline > target {
            return None;
        }
        // It can only fail when the sleeper gave up waiting at this very moment.
        let _ = entry.remove().send(());
        state.now = state.now.max(deadline);
        Some(deadline)
    }

    fn set(&self, now: Timestamp) {
        let mut state = self.lock();
        state.now = state.now.max(now);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.lock().now
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        let Some((_asleep, woken)) = Asleep::until(deadline, self) else { return };
        // It can't fail: the sender goes only when it has sent, or when `_asleep` goes.
        let _ = woken.await;
    }
}

/// A sleeper's entry. One that gives up waiting takes it with it, so that a clock that stands still does not collect them.
struct Asleep<'clock> {
    clock: &'clock ManualClock,
    key: (Timestamp, u64),
}

impl<'clock> Asleep<'clock> {
    fn until(deadline: Timestamp, clock: &'clock ManualClock) -> Option<(Self, oneshot::Receiver<()>)> {
        let mut state = clock.lock();
        if state.now >= deadline {
            return None;
        }
        let (sender, woken) = oneshot::channel();
        let key = (deadline, state.next_id);
        state.next_id += 1;
        state.sleepers.insert(key, sender);
        Some((Self { clock, key }, woken))
    }
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        self.clock.lock().sleepers.remove(&self.key);
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ManualClock").field("now", &self.now()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use super::{Clock, ManualClock, Timestamp};
    use crate::time::{Elapsed, timeout};

    type Log = Arc<Mutex<Vec<(&'static str, u64)>>>;

    fn seconds(seconds: u64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    /// Notes `name` and the time when it wakes at `deadline`.
    fn sleeper(clock: &ManualClock, log: &Log, name: &'static str, deadline: u64) {
        let (clock, log) = (clock.clone(), Arc::clone(log));
        tokio::spawn(async move {
            clock.sleep_until(seconds(deadline)).await;
            log.lock().unwrap().push((name, clock.now().as_secs()));
        });
    }

    /// Lets every task run that can: there are fewer than 20 steps to do in these tests.
    async fn settle() {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn wakes_sleepers_in_the_order_of_their_deadlines() {
        let (clock, log) = (ManualClock::new(seconds(0)), Log::default());
        for (name, deadline) in [("c", 3), ("a", 1), ("b", 1), ("late", 11), ("now", 0)] {
            sleeper(&clock, &log, name, deadline);
        }
        settle().await;
        assert_eq!(*log.lock().unwrap(), [("now", 0)]);
        assert_eq!(clock.next_deadline(), Some(seconds(1)));
        assert_eq!(clock.deadlines(), [1, 1, 3, 11].map(seconds));
        clock.advance(Duration::from_secs(10));
        settle().await;
        assert_eq!(*log.lock().unwrap(), [("now", 0), ("a", 10), ("b", 10), ("c", 10)]);
        assert_eq!(clock.next_deadline(), Some(seconds(11)));
    }

    #[tokio::test]
    async fn advances_from_deadline_to_deadline() {
        let (clock, log) = (ManualClock::new(seconds(0)), Log::default());
        sleeper(&clock, &log, "second", 5);
        sleeper(&clock, &log, "first", 2);
        {
            let (clock, log) = (clock.clone(), Arc::clone(&log));
            tokio::spawn(async move {
                clock.sleep_until(seconds(2)).await;
                // Scheduled on the way, due before the other that waited from the beginning.
                sleeper(&clock, &log, "between", 4);
            });
        }
        settle().await;
        let mut stops = Vec::new();
        clock
            .advance_in_steps(Duration::from_secs(10), |now| {
                stops.push(now.as_secs());
                settle()
            })
            .await;
        assert_eq!(*log.lock().unwrap(), [("first", 2), ("between", 4), ("second", 5)]);
        assert_eq!(stops, [2, 4, 5, 10]);
        assert_eq!(clock.now(), seconds(10));
    }

    #[tokio::test]
    async fn forgets_who_gave_up_waiting() {
        let clock = ManualClock::new(seconds(0));
        let ready = timeout(&clock, Duration::from_secs(1), std::future::ready(7)).await;
        assert_eq!(ready, Ok(7));
        let slow = timeout(&clock, Duration::from_secs(9), clock.sleep_until(seconds(3)));
        let (outcome, ()) = tokio::join!(slow, async { clock.advance(Duration::from_secs(3)) });
        assert_eq!(outcome, Ok(()));
        assert_eq!(clock.next_deadline(), None);
    }

    #[tokio::test]
    async fn ends_a_time_limit() {
        let clock = ManualClock::new(seconds(0));
        let never = timeout(&clock, Duration::from_secs(9), std::future::pending::<()>());
        let (outcome, ()) = tokio::join!(never, async { clock.advance(Duration::from_secs(9)) });
        assert_eq!(outcome, Err(Elapsed));
    }

    #[tokio::test]
    async fn never_goes_back() {
        let clock = ManualClock::new(seconds(5));
        clock.advance(Duration::ZERO);
        assert_eq!(clock.now(), seconds(5));
        clock.advance(Duration::from_millis(1));
        assert_eq!(clock.now(), Timestamp::from_millis(5001));
    }
}
