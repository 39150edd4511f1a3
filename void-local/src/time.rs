//! [`CloudClock`]: a clock that moves by itself, or one that the cloud moves.

use void_core::{Clock, ManualClock, SharedClock, Timestamp};

/// The cloud's clock.
#[derive(Clone, Debug)]
pub(crate) enum CloudClock {
    /// Real time, or tokio's paused time.
    Running(SharedClock),
    /// Time that stands still until the cloud moves it.
    Manual(ManualClock),
}

impl CloudClock {
    pub(crate) fn now(&self) -> Timestamp {
        match self {
            Self::Running(clock) => clock.now(),
            Self::Manual(clock) => clock.now(),
        }
    }

    pub(crate) fn shared(&self) -> SharedClock {
        match self {
            Self::Running(clock) => SharedClock::clone(clock),
            Self::Manual(clock) => std::sync::Arc::new(clock.clone()),
        }
    }
}
