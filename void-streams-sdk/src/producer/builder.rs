//! [`ProducerBuilder`]: how a producer groups records, how much it holds, how long it tries.

use std::time::Duration;

use super::handle::{self, Producer};
use crate::{client::VoidStreamsClient, types::StreamIdentifier};

/// The most records of a call.
pub(super) const BATCH_RECORDS: usize = 500;

/// The most bytes of a call, the partition keys counted.
pub(super) const BATCH_BYTES: usize = 10 * MIB;

/// What each record takes of the capacity besides its data and partition key.
pub(super) const RECORD_OVERHEAD_BYTES: usize = 256;

const MIB: usize = 1024 * 1024;

/// Sets a [`Producer`] up: what [`Producer::builder`] gives.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `start`"]
pub struct ProducerBuilder {
    pub(super) client: VoidStreamsClient,
    pub(super) stream: StreamIdentifier,
    pub(super) linger: Duration,
    pub(super) max_records: usize,
    pub(super) max_bytes: usize,
    pub(super) max_record_bytes: usize,
    pub(super) capacity_bytes: usize,
    pub(super) max_in_flight: usize,
    pub(super) max_attempts: u32,
    pub(super) record_ttl: Duration,
    pub(super) order: Order,
    pub(super) aggregation: Option<Aggregation>,
}

/// Which records wait for which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Those of a partition key for each other.
    PerKey,
    /// None for any.
    None,
}

/// How much goes into one aggregated record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aggregation {
    pub(super) max_count: usize,
    pub(super) max_bytes: usize,
}

/// The KPL's defaults.
const AGGREGATION: Aggregation = Aggregation { max_count: u32::MAX as usize, max_bytes: 51_200 };

impl ProducerBuilder {
    pub(super) fn new(client: &VoidStreamsClient, stream: StreamIdentifier) -> Self {
        Self {
            client: client.clone(),
            stream,
            linger: Duration::from_millis(100),
            max_records: BATCH_RECORDS,
            max_bytes: BATCH_BYTES,
            max_record_bytes: MIB,
            capacity_bytes: 32 * MIB,
            max_in_flight: 4,
            max_attempts: u32::MAX,
            record_ttl: Duration::from_secs(30),
            order: Order::PerKey,
            aggregation: None,
        }
    }

    /// Lets a record wait for others at most for so long before its batch is sent. Default 100 ms, as the KPL's
    /// `RecordMaxBufferedTime`; at most half the [time to live](Self::record_ttl). Zero sends what is there.
    pub const fn linger(mut self, linger: Duration) -> Self {
        self.linger = linger;
        self
    }

    /// Sends a batch once it has so many records. Default and most: 500, the service's limit. The KPL's
    /// `CollectionMaxCount`.
    pub fn max_batch_records(mut self, count: usize) -> Self {
        self.max_records = count.clamp(1, BATCH_RECORDS);
        self
    }

    /// Sends a batch before it has more bytes, the partition keys counted. Default and most: 10 MiB, the service's
    /// limit. A record that is larger by itself is sent alone. The KPL's `CollectionMaxSize`.
    pub fn max_batch_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes.clamp(1, BATCH_BYTES);
        self
    }

    /// Takes records up to so many bytes, the partition key counted: the stream's own limit, `MaxRecordSizeInKiB`.
    /// Default 1 MiB, most 10 MiB.
    pub fn max_record_bytes(mut self, bytes: usize) -> Self {
        self.max_record_bytes = bytes.clamp(1, BATCH_BYTES);
        self.capacity_bytes = self.capacity_bytes.max(self.max_record_bytes);
        self
    }

    /// Holds so many bytes of records that have no result yet: data, partition keys, and 256 bytes for each. With more,
    /// putting waits. Default 32 MiB; at least the largest record, at most 2 GiB.
    pub fn capacity_bytes(mut self, bytes: usize) -> Self {
        self.capacity_bytes = bytes.clamp(self.max_record_bytes, i32::MAX as usize);
        self
    }

    /// Sends so many batches at a time. Default 4, at least 1. Those that are under way have no partition key in common.
    pub fn max_in_flight(mut self, batches: usize) -> Self {
        self.max_in_flight = batches.max(1);
        self
    }

    /// Sends a record at most so often before it fails. Default: as often as its time to live allows; at least 1. What
    /// the client tries again by itself, a call without an answer, is one of them.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Lets a record fail that was not put within so long, with what went wrong last, or `Timeout` where it was never
    /// sent. One that is under way is waited for. Default 30 s, as the KPL's `RecordTtl`.
    pub const fn record_ttl(mut self, ttl: Duration) -> Self {
        self.record_ttl = ttl;
        self
    }

    /// Lets records of one partition key overtake each other. A batch then holds any number of them, where without this
    /// it holds one: worth it where the keys are few and order does not matter. With aggregation it changes nothing.
    pub const fn unordered(mut self) -> Self {
        self.order = Order::None;
        self
    }

    /// Puts records together in the KPL's [aggregated format](crate::aggregation), up to 51,200 bytes: for many small
    /// records. Whoever reads them must know the format, as this crate's consumer and the KCL do. Default: not.
    ///
    /// One aggregated record of a shard is under way at a time: with 20 ms a call that are 2.5 MB/s, more than a shard takes.
    pub fn aggregate(mut self) -> Self {
        self.aggregation.get_or_insert(AGGREGATION);
        self
    }

    /// Aggregates at most so many records in one. Default 4,294,967,295, at least 1: the KPL's `AggregationMaxCount`.
    pub fn aggregation_max_count(mut self, count: usize) -> Self {
        self.aggregation.get_or_insert(AGGREGATION).max_count = count.max(1);
        self
    }

    /// Aggregates records up to so many bytes in one: a larger one is put by itself. Default 51,200; 64 to 1,048,576:
    /// the KPL's `AggregationMaxSize`.
    pub fn aggregation_max_size(mut self, bytes: usize) -> Self {
        self.aggregation.get_or_insert(AGGREGATION).max_bytes = bytes.clamp(64, MIB);
        self
    }

    /// Starts the producer, which has a task of its own on the current tokio runtime.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    #[must_use]
    pub fn start(mut self) -> Producer {
        if let Some(aggregation) = &mut self.aggregation {
            // An aggregated record has a partition key of one byte.
            aggregation.max_bytes = aggregation.max_bytes.min(self.max_record_bytes - 1);
        }
        handle::start(self)
    }
}
