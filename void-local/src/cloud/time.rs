//! [`LocalCloud::settle`], [`advance`](LocalCloud::advance), [`run_until`](LocalCloud::run_until): time passes, and what is due happens.

use std::time::Duration;

use void_core::Timestamp;

use super::{LocalCloud, drive::Goal};
use crate::error::Unsettled;

impl LocalCloud {
    /// Runs until nothing is due any more: every message and record is handled or dead-lettered, delays and back-offs included,
    /// which take real time only where the clock is a real one. Queues and streams that no function reads don't count,
    /// and neither do objects that expire later.
    ///
    /// # Panics
    ///
    /// Where the system does not come to rest: [`try_settle`](Self::try_settle) gives that as an error.
    pub async fn settle(&self) {
        if let Err(unsettled) = self.try_settle().await {
            panic!("{unsettled}");
        }
    }

    /// As [`settle`](Self::settle).
    ///
    /// # Errors
    ///
    /// [`Unsettled`] after 24 hours or 100,000 invocations (the builder sets other limits): what still waits, and who was busiest.
    pub async fn try_settle(&self) -> Result<(), Unsettled> {
        self.drive(Goal::Settled).await
    }

    /// Lets `duration` pass. What falls due in it happens in order, each at its time: objects expire, too.
    ///
    /// # Panics
    ///
    /// As [`run_until_time`](Self::run_until_time).
    pub async fn advance(&self, duration: Duration) {
        self.run_until_time(self.now() + duration).await;
    }

    /// Lets time pass until `time`. What falls due until then happens in order, each at its time.
    ///
    /// # Panics
    ///
    /// After 100,000 invocations (the builder sets another limit): functions that always have something to do, such as with a
    /// back-off of zero, let no time pass.
    pub async fn run_until_time(&self, time: Timestamp) {
        if let Err(unsettled) = self.drive(Goal::Time(time)).await {
            panic!("{unsettled}");
        }
    }

    /// Runs what is due until `is_true` says so; it is asked after each thing that happened.
    ///
    /// # Errors
    ///
    /// [`Unsettled`] where nothing is due any more, or the limits of [`try_settle`](Self::try_settle) are reached, before it is true.
    pub async fn run_until(&self, mut is_true: impl FnMut() -> bool + Send) -> Result<(), Unsettled> {
        self.drive(Goal::True(&mut is_true)).await
    }
}
