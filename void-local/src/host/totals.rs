//! [`Totals`]: how many invocations there were, and how long they took.

use std::time::Duration;

/// The upper bounds of the histogram's buckets, in seconds.
pub(crate) const BOUNDS_SECONDS: [f64; 13] =
    [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 900.0];

/// How many invocations there were since a version was deployed, and how long they took.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Totals {
    pub(crate) invocations: u64,
    pub(crate) errors: u64,
    pub(crate) seconds: f64,
    /// Those that took at most as long as the bound of the same place.
    pub(crate) within: [u64; BOUNDS_SECONDS.len()],
}

impl Totals {
    /// Counts an invocation that has come to its end.
    pub(super) fn add(&mut self, duration: Duration, is_error: bool) {
        let seconds = duration.as_secs_f64();
        self.invocations += 1;
        self.errors += u64::from(is_error);
        self.seconds += seconds;
        for (bound, within) in BOUNDS_SECONDS.iter().zip(&mut self.within) {
            *within += u64::from(seconds <= *bound);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BOUNDS_SECONDS, Totals};

    #[test]
    fn an_invocation_counts_in_each_bucket_whose_bound_it_keeps() {
        let mut totals = Totals::default();
        totals.add(Duration::from_millis(5), false);
        totals.add(Duration::from_secs(1_000), true);
        assert_eq!((totals.invocations, totals.errors), (2, 1));
        assert_eq!(totals.within[..2], [0, 1], "bounds belong to their buckets");
        assert_eq!(totals.within[BOUNDS_SECONDS.len() - 1], 1);
    }
}
