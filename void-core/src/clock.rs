//! Time as a value: everything that needs to know the time or to wait asks a [`Clock`].

mod civil;
#[cfg(feature = "mock")]
mod manual;

use std::{
    fmt,
    ops::{Add, Sub},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;

#[cfg(feature = "mock")]
pub use self::manual::ManualClock;

/// A moment, in whole milliseconds since the Unix epoch: the resolution of the services. Serialised as that number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The Unix epoch.
    pub const UNIX_EPOCH: Self = Self(0);

    /// Makes a timestamp from milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// Makes a timestamp from seconds since the Unix epoch.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the Unix epoch.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// The time from `earlier` to this one; zero when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    /// Rounds part-milliseconds up, so that nothing is due early; saturates at the far end of time.
    fn add(self, duration: Duration) -> Self {
        let milliseconds = duration.as_nanos().div_ceil(1_000_000);
        Self(self.0.saturating_add(u64::try_from(milliseconds).unwrap_or(u64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// Tells the time and waits. Clients, mocks and functions take their time from here and from nowhere else.
#[async_trait]
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time now. Never goes back.
    fn now(&self) -> Timestamp;

    /// Waits until `deadline`; returns at once when it has passed.
    async fn sleep_until(&self, deadline: Timestamp);
}

/// A clock that many hold.
pub type SharedClock = Arc<dyn Clock>;

/// The default: the wall clock's time when it was made, moved on by tokio's clock.
///
/// In a test with `start_paused = true` it moves with tokio's, so visibility timeouts, delays and retention pass in no time.
#[derive(Clone, Debug)]
pub struct SystemClock {
    origin: Timestamp,
    started: tokio::time::Instant,
}

impl SystemClock {
    /// Starts at the wall clock's time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where the ambient time enters")]
    pub fn new() -> Self {
        let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self::starting_at(Timestamp::UNIX_EPOCH + wall)
    }

    /// Starts at `origin` whatever the wall clock says: for a run that must be the same twice.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where the ambient time enters")]
    pub fn starting_at(origin: Timestamp) -> Self {
        Self { origin, started: tokio::time::Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
#[expect(clippy::disallowed_methods, reason = "the one place where the ambient time enters")]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // Truncated, where `Timestamp + Duration` rounds up: the clock must not run ahead.
        Timestamp::from_millis(
            self.origin.as_millis() + u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        )
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        tokio::time::sleep_until(self.started + deadline.since(self.origin)).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Clock, SystemClock, Timestamp};

    #[test]
    fn adds_without_being_early_and_subtracts_without_wrapping() {
        let time = Timestamp::from_millis(10);
        assert_eq!(time + Duration::from_nanos(1), Timestamp::from_millis(11));
        assert_eq!(time - Duration::from_secs(1), Timestamp::UNIX_EPOCH);
        assert_eq!(time + Duration::MAX, Timestamp::from_millis(u64::MAX));
        assert_eq!(time.since(Timestamp::from_millis(11)), Duration::ZERO);
        assert_eq!(Timestamp::from_secs(2).since(Timestamp::from_millis(500)), Duration::from_millis(1500));
    }

    #[tokio::test(start_paused = true)]
    async fn moves_with_a_paused_test() {
        let clock = SystemClock::starting_at(Timestamp::from_secs(100));
        assert_eq!(clock.now(), Timestamp::from_secs(100));
        clock.sleep_until(Timestamp::from_secs(3_700)).await;
        assert_eq!(clock.now(), Timestamp::from_secs(3_700));
        tokio::time::advance(Duration::from_micros(1_999)).await;
        assert_eq!(clock.now(), Timestamp::from_millis(3_700_001));
    }

    #[tokio::test(start_paused = true)]
    async fn returns_at_once_from_what_has_passed() {
        let clock = SystemClock::starting_at(Timestamp::from_secs(100));
        clock.sleep_until(Timestamp::from_secs(99)).await;
        clock.sleep_until(Timestamp::from_secs(100)).await;
        assert_eq!(clock.now(), Timestamp::from_secs(100));
    }

    #[test]
    fn starts_at_the_wall_clocks_time() {
        // 2024-01-01: whatever runs this, runs it later.
        assert!(SystemClock::new().now() > Timestamp::from_secs(1_704_067_200));
    }
}
