//! [`Throughput`]: what a shard lets through, in and out.
//!
//! <https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html>, and of large records
//! <https://docs.aws.amazon.com/streams/latest/dev/large-records.html>.

use void_core::Timestamp;

use super::limits::{
    SHARD_GET_BYTES_A_SECOND, SHARD_GETS_A_SECOND, SHARD_PUT_BYTES_A_SECOND, SHARD_PUT_RECORDS_A_SECOND,
};

/// What a shard lets through, in both modes of a stream: 1 MiB and 1,000 records a second in, 2 MiB and 5 calls a second out.
/// Consumers with enhanced fan-out do not count.
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

    use super::Throughput;

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
}
