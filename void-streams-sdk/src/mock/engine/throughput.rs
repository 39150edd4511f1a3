//! [`Throughput`]: what a shard lets through, in and out; [`Pushed`]: what it lets through to a consumer with enhanced fan-out.
//!
//! <https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html>, and of large records
//! <https://docs.aws.amazon.com/streams/latest/dev/large-records.html>.

use std::{collections::VecDeque, time::Duration};

use void_core::Timestamp;

use super::limits::{
    FAN_OUT_BYTES_A_SECOND, SHARD_GET_BYTES_A_SECOND, SHARD_GETS_A_SECOND, SHARD_PUT_BYTES_A_SECOND,
    SHARD_PUT_RECORDS_A_SECOND,
};

/// What a shard lets through, in both modes of a stream: 1 MiB and 1,000 records a second in, 2 MiB and 5 calls a second out.
/// Consumers with enhanced fan-out do not count: each has its own, [`Pushed`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Throughput {
    put_bytes: Bucket,
    put_records: Bucket,
    get_bytes: Bucket,
    get_calls: Bucket,
    /// Puts that were too much, or would have been.
    pub(super) throttled_puts: u64,
    /// Reads that were too much, or would have been.
    pub(super) throttled_gets: u64,
}

impl Throughput {
    /// Takes what a record of `size` bytes needs, where it is there; tells whether it was. A record that is larger than what
    /// passes in a second needs all of a second, and is paid for in the seconds after it.
    pub(super) fn put(&mut self, now: Timestamp, size: usize) -> bool {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        self.put_bytes.fill(now, SHARD_PUT_BYTES_A_SECOND);
        self.put_records.fill(now, SHARD_PUT_RECORDS_A_SECOND);
        let passes = self.put_bytes.has(size.min(SHARD_PUT_BYTES_A_SECOND)) && self.put_records.has(1);
        if passes {
            self.put_bytes.take(size);
            self.put_records.take(1);
        } else {
            self.throttled_puts += 1;
        }
        passes
    }

    /// Whether a read may be made; it counts as a call if so.
    pub(super) fn get(&mut self, now: Timestamp) -> bool {
        self.get_bytes.fill(now, SHARD_GET_BYTES_A_SECOND);
        self.get_calls.fill(now, SHARD_GETS_A_SECOND);
        let passes = self.get_bytes.has(1) && self.get_calls.has(1);
        if passes {
            self.get_calls.take(1);
        } else {
            self.throttled_gets += 1;
        }
        passes
    }

    /// A read that was made gave so many bytes. More than what passes in a second is paid for from nothing, so that 10 MiB keep
    /// the shard busy for 5 seconds.
    pub(super) fn got(&mut self, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        if bytes > SHARD_GET_BYTES_A_SECOND {
            self.get_bytes.empty();
        }
        self.get_bytes.take(bytes);
    }
}

/// What was pushed of a shard to a consumer with enhanced fan-out: 2 MiB in any second, counted from each event on. What does
/// not fit waits.
#[derive(Debug, Default)]
pub(super) struct Pushed {
    /// Events, and until when they count, in their order: one a millisecond at most, and so a thousand.
    counting: VecDeque<(Timestamp, i64)>,
    bytes: i64,
}

impl Pushed {
    /// How many bytes may be pushed now.
    pub(super) fn room(&mut self, now: Timestamp) -> usize {
        while let Some((_, bytes)) = self.counting.pop_front_if(|(until, _)| *until <= now) {
            self.bytes -= bytes;
        }
        usize::try_from(FAN_OUT_BYTES_A_SECOND - self.bytes).unwrap_or(0)
    }

    /// From when on there is room for so many bytes, if nothing is pushed before. What is larger than a second's worth
    /// needs all of one.
    pub(super) fn room_at(&mut self, now: Timestamp, bytes: usize) -> Timestamp {
        let needed = i64::try_from(bytes).unwrap_or(i64::MAX).min(FAN_OUT_BYTES_A_SECOND);
        let mut room = i64::try_from(self.room(now)).expect("it is 2 MiB at most");
        let mut at = now;
        for (until, bytes) in &self.counting {
            if room >= needed {
                break;
            }
            room += bytes;
            at = *until;
        }
        at
    }

    /// Counts what is pushed: for a second, and what is larger than a second's worth for as long as it takes at that rate.
    pub(super) fn push(&mut self, now: Timestamp, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        if bytes == 0 {
            return;
        }
        let thousandths = bytes.unsigned_abs().saturating_mul(1000);
        let millis = thousandths.div_ceil(FAN_OUT_BYTES_A_SECOND.unsigned_abs()).max(1000);
        let until = now + Duration::from_millis(millis);
        let counted = bytes.min(FAN_OUT_BYTES_A_SECOND);
        self.bytes += counted;
        match self.counting.back_mut() {
            Some((last, bytes)) if *last == until => *bytes += counted,
            _ => self.counting.push_back((until, counted)),
        }
    }
}

/// What is left of a second's worth, in thousandths, so that a millisecond brings a whole number of them. Full to begin with.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    left: i64,
    filled_at: Option<Timestamp>,
}

impl Bucket {
    fn fill(&mut self, now: Timestamp, a_second: i64) {
        let full = a_second * 1000;
        let brought = self.filled_at.map_or(full, |filled_at| {
            i64::try_from(now.since(filled_at).as_millis()).unwrap_or(i64::MAX).saturating_mul(a_second)
        });
        self.left = self.left.saturating_add(brought).min(full);
        self.filled_at = Some(now);
    }

    const fn has(&self, amount: i64) -> bool {
        self.left >= amount * 1000
    }

    const fn take(&mut self, amount: i64) {
        self.left -= amount * 1000;
    }

    fn empty(&mut self) {
        self.left = self.left.min(0);
    }
}

#[cfg(test)]
mod tests {
    use void_core::Timestamp;

    use super::{Pushed, Throughput};

    const MIB: usize = 1024 * 1024;

    fn at(millis: u64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    #[test]
    fn a_thousand_small_records_a_second_are_put() {
        let mut shard = Throughput::default();
        assert!((0..1000).all(|_| shard.put(at(0), 1)));
        assert!(!shard.put(at(0), 1));
        assert!(shard.put(at(1), 1), "one more each millisecond");
        assert!(!shard.put(at(1), 1));
        assert!((0..1000).all(|_| shard.put(at(5000), 1)), "no more than a second's worth is saved");
        assert!(!shard.put(at(5000), 1));
        assert_eq!(shard.throttled_puts, 3);
    }

    #[test]
    fn a_mebibyte_a_second_is_put() {
        let mut shard = Throughput::default();
        assert!(shard.put(at(0), MIB / 2) && shard.put(at(0), MIB / 2) && !shard.put(at(0), 1));
        assert!(!shard.put(at(499), MIB / 2));
        assert!(shard.put(at(500), MIB / 2));
    }

    #[test]
    fn a_large_record_is_paid_for_afterwards() {
        let mut shard = Throughput::default();
        assert!(shard.put(at(0), 10 * MIB));
        assert!(!shard.put(at(9000), 1), "9 MiB are still to be paid for");
        assert!(shard.put(at(9001), 1));
        assert!(!shard.put(at(9500), 10 * MIB));
        assert!(shard.put(at(10_001), 10 * MIB));
    }

    #[test]
    fn five_calls_a_second_are_read() {
        let mut shard = Throughput::default();
        assert!((0..5).all(|_| shard.get(at(0))));
        assert!(!shard.get(at(199)));
        assert!(shard.get(at(200)));
        assert_eq!(shard.throttled_gets, 1);
    }

    #[test]
    fn ten_mebibytes_keep_a_shard_busy_for_five_seconds() {
        let mut shard = Throughput::default();
        assert!(shard.get(at(0)));
        shard.got(10 * MIB);
        assert!(!shard.get(at(5000)));
        assert!(shard.get(at(5001)));
        shard.got(2500);
        assert!(!shard.get(at(5001)));
    }

    #[test]
    fn two_mebibytes_are_pushed_in_any_second() {
        let mut pushed = Pushed::default();
        pushed.push(at(0), MIB / 2);
        pushed.push(at(600), MIB);
        assert_eq!(pushed.room(at(999)), MIB / 2);
        assert_eq!(pushed.room_at(at(999), MIB / 2), at(999));
        assert_eq!(pushed.room_at(at(999), MIB / 2 + 1), at(1000), "what was pushed first counts no longer");
        assert_eq!(pushed.room_at(at(999), MIB + 1), at(1600));
        assert_eq!(pushed.room(at(1000)), MIB);
        pushed.push(at(1000), MIB);
        assert_eq!((pushed.room(at(1599)), pushed.room_at(at(1599), 1)), (0, at(1600)));
        assert_eq!(pushed.room_at(at(1599), 0), at(1599), "an event without records needs nothing");
    }

    #[test]
    fn a_large_event_has_seconds_of_its_own() {
        let mut pushed = Pushed::default();
        pushed.push(at(0), 1);
        assert_eq!(pushed.room_at(at(1), 5 * MIB), at(1000));
        pushed.push(at(1000), 5 * MIB);
        assert_eq!(pushed.room_at(at(1000), 1), at(3500));
    }

    #[test]
    fn a_thousand_events_are_remembered_at_most() {
        let mut pushed = Pushed::default();
        for number in 0..10_000 {
            assert_ne!(pushed.room(at(number / 3)), 0);
            pushed.push(at(number / 3), 100);
            pushed.push(at(number / 3), 0);
            assert!(pushed.counting.len() <= 1000);
        }
        assert_eq!((pushed.room(at(10_000)), pushed.counting.len()), (2 * MIB, 0));
    }
}
