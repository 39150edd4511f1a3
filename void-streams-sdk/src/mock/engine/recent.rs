//! [`Recent`]: what may be done so many times in 24 hours.

use std::{collections::VecDeque, time::Duration};

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// When something was done in the last 24 hours: it keeps no more moments than may be.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Recent {
    moments: VecDeque<Timestamp>,
}

impl Recent {
    /// Notes that it is done now, where it was done fewer than `most` times in the last 24 hours; tells if it was.
    pub(super) fn note(&mut self, now: Timestamp, most: usize) -> bool {
        while self.moments.front().is_some_and(|moment| *moment + DAY <= now) {
            self.moments.pop_front();
        }
        let may = self.moments.len() < most;
        if may {
            self.moments.push_back(now);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use void_core::Timestamp;

    use super::{DAY, Recent};

    #[test]
    fn counts_what_was_done_in_a_day() {
        let (mut recent, now) = (Recent::default(), Timestamp::from_secs(1_700_000_000));
        assert!(recent.note(now, 2));
        assert!(recent.note(now + Duration::from_secs(1), 2));
        assert!(!recent.note(now + DAY - Duration::from_millis(1), 2));
        assert!(recent.note(now + DAY, 2));
        assert!(!recent.note(now + DAY, 2));
    }
}
