//! [`MockStream`]: a stream of the backend, and looking into it.

use std::{fmt, sync::Arc, time::Duration};

use void_core::change_log::ChangesWritten;

use super::{
    engine::{NewRecord, Problem, Read},
    shell::Backend,
};
use crate::{
    data::IntoRecordData,
    types::{ChildShard, HashKey, Record, SequenceNumber, Shard, ShardId, StartingPosition, StreamArn},
};

/// A stream in this process. Cheap to clone.
#[derive(Clone)]
pub struct MockStream {
    backend: Arc<Backend>,
    name: Arc<str>,
}

/// What [`MockStream::read_shard`] read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardRead {
    /// The records, in their order.
    pub records: Vec<Record>,
    /// After which record to go on: that of the last record, or of the position where there was none. As the number of
    /// [`StartingPosition::after_sequence_number`].
    pub continuation: SequenceNumber,
    /// Whether the shard is closed and read to its end.
    pub ended: bool,
    /// The shards that go on where this one ended, at its end.
    pub children: Vec<ChildShard>,
    /// How far the reader is behind: zero where there are no more records now.
    pub behind: Duration,
}

impl ShardRead {
    /// Where to go on.
    #[must_use]
    pub fn next(&self) -> StartingPosition {
        StartingPosition::after_sequence_number(self.continuation.clone())
    }
}

impl MockStream {
    pub(super) fn of(backend: Arc<Backend>, name: &str) -> Self {
        Self { backend, name: name.into() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> StreamArn {
        self.backend.peek(|state| state.engine.arn(&self.name)).into()
    }

    /// Puts a record and gives its number.
    ///
    /// # Panics
    ///
    /// When the stream would refuse it: too many bytes, no partition key; or it is gone.
    #[track_caller]
    pub fn put(&self, partition_key: impl Into<String>, data: impl IntoRecordData) -> SequenceNumber {
        self.put_new(Some(partition_key.into()), None, data)
    }

    /// Puts a record where `key` belongs, whatever its partition key, and gives its number.
    ///
    /// # Panics
    ///
    /// When the stream would refuse it.
    #[track_caller]
    pub fn put_at(
        &self,
        key: impl Into<HashKey>,
        partition_key: impl Into<String>,
        data: impl IntoRecordData,
    ) -> SequenceNumber {
        self.put_new(Some(partition_key.into()), Some(key.into()), data)
    }

    /// All its records that are kept, of all shards, in the order in which they came. Nothing is read by looking.
    ///
    /// # Panics
    ///
    /// When the stream is gone.
    #[must_use]
    #[track_caller]
    pub fn records(&self) -> Vec<Record> {
        self.expect(self.backend.look(|state| state.engine.all_records(state.now, &self.name)))
    }

    /// Its shards, in the order of their ids, the closed ones too.
    ///
    /// # Panics
    ///
    /// When the stream is gone.
    #[must_use]
    #[track_caller]
    pub fn shards(&self) -> Vec<Shard> {
        self.expect(self.backend.look(|state| state.engine.describe_shards(&self.name)))
    }

    /// Reads up to `limit` records of a shard, 10 MiB at most, at once and without an iterator. No throughput is used up.
    ///
    /// # Errors
    ///
    /// As GetShardIterator's: `ResourceNotFound` where there is no such stream or shard, `InvalidArgument` where there is no
    /// such position.
    pub fn read_shard(
        &self,
        shard_id: &ShardId,
        position: &StartingPosition,
        limit: usize,
    ) -> Result<ShardRead, Problem> {
        let read = self.backend.look(|state| {
            let shard = shard_id.as_str();
            let cursor = state.engine.locate(state.now, &self.name, shard, position)?;
            state.engine.read(state.now, &self.name, shard, cursor, limit)
        })?;
        let Read { records, continuation, ended, children, behind, .. } = read;
        Ok(ShardRead { records, continuation, ended, children, behind })
    }

    /// Lets the next `count` records that are put fail as if their shard's throughput was used up: PutRecord with the error, of
    /// PutRecords those records. In place of what was said before.
    ///
    /// # Panics
    ///
    /// When the stream is gone.
    #[track_caller]
    pub fn fail_next_puts(&self, count: u64) {
        self.expect(self.backend.run(|state| state.engine.fail_next_puts(&self.name, None, count)));
    }

    /// Lets the next `count` records that are put fail with `InternalFailure`, after those that
    /// [fail otherwise](Self::fail_next_puts): PutRecord with status 500, of PutRecords those records. None of them is stored.
    /// In place of what was said before.
    ///
    /// # Panics
    ///
    /// When the stream is gone.
    #[track_caller]
    pub fn fail_next_puts_internally(&self, count: u64) {
        self.expect(self.backend.run(|state| state.engine.fail_next_puts_internally(&self.name, count)));
    }

    /// Lets those with one partition key fail as [`fail_next_puts`](Self::fail_next_puts) does.
    ///
    /// # Panics
    ///
    /// When the stream is gone.
    #[track_caller]
    pub fn fail_next_puts_of(&self, partition_key: impl AsRef<str>, count: u64) {
        let key = partition_key.as_ref();
        self.expect(self.backend.run(|state| state.engine.fail_next_puts(&self.name, Some(key), count)));
    }

    /// Waits for a record that `wanted` accepts to be in the stream, and gives it. It looks at any change; wrap it in a time
    /// limit where it may never come.
    pub async fn wait_for(&self, mut wanted: impl FnMut(&Record) -> bool + Send) -> Record {
        let found = self.backend.wait_until(None, |state| {
            let records = state.engine.all_records(state.now, &self.name).ok()?;
            records.into_iter().find(|record| wanted(record))
        });
        found.await.expect("without a deadline it waits until there is one")
    }

    #[track_caller]
    fn put_new(
        &self,
        partition_key: Option<String>,
        explicit_hash_key: Option<HashKey>,
        data: impl IntoRecordData,
    ) -> SequenceNumber {
        let data = data.into_record_data().unwrap_or_else(|error| panic!("the data is no JSON: {error}"));
        let record = NewRecord { data, partition_key, explicit_hash_key };
        let put = self.backend.put(
            &ChangesWritten::default(),
            &self.name,
            |state| state.engine.put(state.now, &self.name, &record, None),
            |put| put.iter().map(|place| &place.shard_id).collect(),
        );
        self.expect(put).sequence_number
    }

    #[track_caller]
    fn expect<T>(&self, result: Result<T, Problem>) -> T {
        result.unwrap_or_else(|problem| panic!("the stream {:?}: {problem}", self.name))
    }
}

impl fmt::Debug for MockStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockStream").field("name", &self.name).finish_non_exhaustive()
    }
}
