//! [`Tracker`]: which records of a shard are done, and up to where all are.

use std::collections::BTreeMap;

use super::super::Checkpoint;

/// Numbers the records of a shard as they are handed out, and follows up to where all of them are done.
#[derive(Debug, Default)]
pub(crate) struct Tracker {
    /// How many were handed out: the number of the next one.
    handed_out: u64,
    /// All below are done.
    done: u64,
    /// Done ones with some before them that are not.
    ahead: BTreeMap<u64, Checkpoint>,
    checkpoint: Option<Checkpoint>,
}

impl Tracker {
    /// Numbers `count` records; gives the number of the first.
    pub(crate) const fn hand_out(&mut self, count: u64) -> u64 {
        let first = self.handed_out;
        self.handed_out += count;
        first
    }

    /// A record is done.
    pub(crate) fn is_done(&mut self, number: u64, checkpoint: Checkpoint) {
        if number >= self.done {
            self.ahead.insert(number, checkpoint);
            self.advance();
        }
    }

    /// A record is done, and so are all before it.
    pub(crate) fn are_done_through(&mut self, number: u64, checkpoint: Checkpoint) {
        if number >= self.done {
            self.ahead = self.ahead.split_off(&number);
            self.done = number;
            self.is_done(number, checkpoint);
        }
    }

    fn advance(&mut self) {
        while let Some(checkpoint) = self.ahead.remove(&self.done) {
            self.done += 1;
            self.checkpoint = Some(checkpoint);
        }
    }

    /// The last record that is done with all before it.
    pub(crate) const fn checkpoint(&self) -> Option<&Checkpoint> {
        self.checkpoint.as_ref()
    }

    /// The last record that is done while one before it is not.
    pub(crate) fn furthest_ahead(&self) -> Option<u64> {
        self.ahead.last_key_value().map(|(number, _)| *number)
    }

    /// How many records were handed out since.
    pub(crate) fn open(&self) -> usize {
        usize::try_from(self.handed_out - self.done).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Checkpoint, Tracker};

    fn at(number: u64) -> Checkpoint {
        Checkpoint::record(number.to_string())
    }

    #[test]
    fn goes_no_further_than_all_are_done() {
        let mut tracker = Tracker::default();
        assert_eq!((tracker.hand_out(3), tracker.hand_out(2), tracker.open()), (0, 3, 5));
        tracker.is_done(1, at(1));
        assert_eq!(tracker.checkpoint(), None);
        tracker.is_done(0, at(0));
        assert_eq!((tracker.checkpoint(), tracker.open()), (Some(&at(1)), 3));
        tracker.are_done_through(3, at(3));
        assert_eq!((tracker.checkpoint(), tracker.open()), (Some(&at(3)), 1));
        tracker.is_done(2, at(2));
        assert_eq!((tracker.checkpoint(), tracker.open()), (Some(&at(3)), 1), "long done");
    }

    proptest! {
        #[test]
        fn in_whatever_order_they_are_done(order in Just((0_u64..40).collect::<Vec<_>>()).prop_shuffle(), cut in 0_usize..40) {
            let mut tracker = Tracker::default();
            tracker.hand_out(40);
            for number in &order[..cut] {
                tracker.is_done(*number, at(*number));
            }
            let first_open = (0..40).find(|number| !order[..cut].contains(number)).unwrap_or(40);
            prop_assert_eq!(tracker.checkpoint().cloned(), first_open.checked_sub(1).map(at));
            prop_assert_eq!(tracker.open() as u64, 40 - first_open);
        }
    }
}
