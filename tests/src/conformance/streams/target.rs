//! [`Target`]: where a case on streams runs.

use std::time::Duration;

use void_core::{Random, Timestamp};
use void_streams_sdk::{
    Error, ErrorKind, Record, ShardId, StartingPosition, StreamArn, VoidStreamsClient,
    operations::PutRecordsRequestEntry,
    types::{Consumer, ConsumerStatus, Shard, StreamDescriptionSummary, StreamStatus},
};

/// How long a stream may take to be made, changed or deleted: an emulator takes milliseconds, the service a minute.
const PATIENCE: Duration = Duration::from_secs(120);
/// How many reads that give nothing are made before what is asked for counts as absent.
const EMPTY_READS: u32 = 20;

/// A client of the service that is judged, and names that nothing else there has.
#[derive(Clone, Debug)]
pub struct Target {
    client: VoidStreamsClient,
    names: Random,
}

impl Target {
    /// Judges what answers `client`.
    #[must_use]
    pub fn new(client: VoidStreamsClient) -> Self {
        Self { client, names: Random::from_entropy() }
    }

    /// The client.
    #[must_use]
    pub const fn client(&self) -> &VoidStreamsClient {
        &self.client
    }

    /// A stream's name that nothing else has.
    #[must_use]
    pub fn name(&self) -> String {
        format!("conformance-{}", self.names.uuid())
    }

    /// Makes a stream of so many shards, and waits until it is active.
    ///
    /// # Errors
    ///
    /// What CreateStream and DescribeStreamSummary fail with.
    pub async fn stream(&self, shards: u32) -> Result<String, Error> {
        let name = self.name();
        self.client.create_stream(&*name).shards(shards).await?;
        self.settle(&name).await?;
        Ok(name)
    }

    /// Waits until the stream is neither being made nor changed.
    ///
    /// # Errors
    ///
    /// What DescribeStreamSummary fails with.
    ///
    /// # Panics
    ///
    /// When that takes more than two minutes.
    pub async fn settle(&self, stream: &str) -> Result<StreamDescriptionSummary, Error> {
        let clock = self.client.config().clock();
        let started = clock.now();
        loop {
            let summary = self.summary(stream).await?;
            if summary.stream_status == StreamStatus::Active {
                return Ok(summary);
            }
            assert!(clock.now().since(started) < PATIENCE, "{stream} is {:?}", summary.stream_status);
            self.pause(started).await;
        }
    }

    /// Waits until there is no such stream any more.
    ///
    /// # Panics
    ///
    /// When that takes more than two minutes, or another error comes first.
    pub async fn gone(&self, stream: &str) {
        let clock = self.client.config().clock();
        let started = clock.now();
        loop {
            match self.summary(stream).await {
                Ok(summary) => {
                    assert!(clock.now().since(started) < PATIENCE, "{stream} is {:?}", summary.stream_status);
                }
                Err(error) => return assert_eq!(error.kind(), ErrorKind::ResourceNotFound, "{error}"),
            }
            self.pause(started).await;
        }
    }

    /// Registers a consumer with enhanced fan-out, and waits until it is active.
    ///
    /// # Errors
    ///
    /// What RegisterStreamConsumer and DescribeStreamConsumer fail with.
    ///
    /// # Panics
    ///
    /// When that takes more than two minutes.
    pub async fn consumer(&self, stream: &StreamArn, name: &str) -> Result<Consumer, Error> {
        let clock = self.client.config().clock();
        let started = clock.now();
        let mut consumer = self.client.register_stream_consumer(stream, name).await?.consumer;
        while consumer.consumer_status != ConsumerStatus::Active {
            assert!(clock.now().since(started) < PATIENCE, "{consumer:?}");
            self.pause(started).await;
            let described = self.client.describe_stream_consumer(&consumer.consumer_arn).await?;
            consumer.consumer_status = described.consumer_description.consumer_status;
        }
        Ok(consumer)
    }

    /// What the stream is like.
    ///
    /// # Errors
    ///
    /// What DescribeStreamSummary fails with.
    pub async fn summary(&self, stream: &str) -> Result<StreamDescriptionSummary, Error> {
        Ok(self.client.describe_stream_summary(stream).await?.stream_description_summary)
    }

    /// The stream's ARN.
    ///
    /// # Errors
    ///
    /// What DescribeStreamSummary fails with.
    pub async fn arn(&self, stream: &str) -> Result<StreamArn, Error> {
        Ok(self.summary(stream).await?.stream_arn)
    }

    /// The stream's shards, closed ones among them, in the order in which they are listed.
    ///
    /// # Errors
    ///
    /// What ListShards fails with.
    pub async fn shards(&self, stream: &str) -> Result<Vec<Shard>, Error> {
        Ok(self.client.list_shards(stream).await?.shards)
    }

    /// Puts `count` records of one key, `0`, `1`, …, one after the other, and gives what was answered.
    ///
    /// # Errors
    ///
    /// What PutRecord fails with.
    pub async fn put(
        &self,
        stream: &str,
        key: &str,
        count: u32,
    ) -> Result<Vec<void_streams_sdk::operations::PutRecordResponse>, Error> {
        let mut answers = Vec::new();
        for number in 0..count {
            answers.push(self.client.put_record(stream, key, number.to_string()).await?);
        }
        Ok(answers)
    }

    /// Entries of a batch: `count` records with the keys `key-0`, `key-1`, … and as many different data.
    ///
    /// # Errors
    ///
    /// None: text is always data.
    pub fn entries(&self, count: u32) -> Result<Vec<PutRecordsRequestEntry>, Error> {
        (0..count).map(|n| PutRecordsRequestEntry::new(format!("key-{n}"), n.to_string())).collect()
    }

    /// Reads `count` records from a place in a shard on, in as many calls as it takes.
    ///
    /// # Errors
    ///
    /// What GetShardIterator and GetRecords fail with.
    ///
    /// # Panics
    ///
    /// When they don't come.
    pub async fn read(
        &self,
        stream: &str,
        shard: impl Into<ShardId>,
        position: StartingPosition,
        count: usize,
    ) -> Result<Vec<Record>, Error> {
        let place = self.client.get_shard_iterator(stream, shard, position).await?.shard_iterator;
        let (mut records, mut place, mut empty) = (Vec::new(), Some(place), 0);
        while records.len() < count {
            let Some(iterator) = place else { break };
            let answer = self.client.get_records(iterator).await?;
            empty = if answer.records.is_empty() { empty + 1 } else { 0 };
            assert!(empty < EMPTY_READS, "{count} records were expected, and {} came", records.len());
            records.extend(answer.records);
            place = answer.next_shard_iterator;
        }
        assert_eq!(records.len(), count);
        Ok(records)
    }

    /// Waits a little: longer the longer `started` is ago, and no more than a second.
    async fn pause(&self, started: Timestamp) {
        let waited = self.client.config().clock().now().since(started);
        self.pass(waited.clamp(Duration::from_millis(20), Duration::from_secs(1))).await;
    }

    /// Lets `duration` pass on the client's clock.
    pub async fn pass(&self, duration: Duration) {
        let clock = self.client.config().clock();
        clock.sleep_until(clock.now() + duration).await;
    }
}

/// The first shard of every stream.
pub(super) const FIRST: &str = "shardId-000000000000";

/// So many hours.
pub(super) const fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3_600)
}

/// The text of each record.
#[track_caller]
pub(super) fn texts(records: &[Record]) -> Vec<&str> {
    records.iter().map(|record| record.text().expect("text was put")).collect()
}

/// Asserts that a call was refused as one of `kinds`, and that it is no use to try again.
#[track_caller]
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T, Error>, kinds: &[ErrorKind]) {
    let error = result.expect_err("the call should be refused");
    assert!(kinds.contains(&error.kind()), "{error}");
    assert!(error.status().is_some_and(|status| status.is_client_error()), "{error}");
    assert!(!error.may_have_been_applied(), "{error}");
}
