//! [`Producer`]: the handle through which records come.

use std::{
    fmt,
    future::IntoFuture,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc, oneshot};
use void_core::{CallError, CallErrorKind, TransportError, TransportErrorKind};

use super::{
    ProducerBuilder, ProducerStats,
    builder::RECORD_OVERHEAD_BYTES,
    record::DeliveryResult,
    stats::Counters,
    worker::{Command, Incoming, Worker},
};
use crate::{
    client::VoidStreamsClient,
    data::IntoRecordData,
    error::Error,
    operations::{Operation, PutRecordsRequest},
    types::{HashKey, StreamIdentifier},
};

/// The most characters of a partition key.
const PARTITION_KEY_CHARS: usize = 256;

/// How many commands wait for the worker; records beyond that wait with those who put them.
const COMMANDS: usize = 1024;

/// Puts single records into a stream in batches, by count, bytes and linger time. Cheap to clone; clones share the batches.
///
/// - Each record has a result of its own, and what was taken is put even if nobody waits for its result.
/// - Records of one partition key are put in the order in which they were taken, over all batches and retries: the next
///   one is not sent before the one in front has its result. One that is throttled is sent again with a back-off, and
///   those of its key wait behind it. One that fails for good fails alone: those behind it go on.
/// - So a batch holds one record of a key, and a key's records go as fast as the service answers. For a key with many
///   records switch [aggregation](ProducerBuilder::aggregate) on, or order [off](ProducerBuilder::unordered).
/// - Memory is bounded: with [enough](ProducerBuilder::capacity_bytes) on its way, putting waits.
/// - A call whose answer is lost is sent again, so a record can be there twice.
/// - When the last clone is dropped what was taken is still put, by a task that ends with it; [`close`](Self::close)
///   waits for that.
///
/// Records of a stream have no place for a trace context, so that of an invocation does not go along: put it into the data.
///
/// **Aggregation** puts the records of a shard together, which takes knowing the shards: the producer asks ListShards when
/// the first record comes. Where it gets no answer it puts records one by one, as the KPL does, and asks again later. When the
/// answer to a put shows another shard than was thought, the stream was resharded: then the shards are asked for again, at
/// most once a second, while nothing is sent. An aggregated record that lies in a shard where some of its records do not
/// belong is put again, in parts: the KCL leaves such a one out,
/// [`decode_in_range`](crate::aggregation::decode_in_range) what does not belong of it, so a record may be read twice
/// then, but never not at all. A stream whose records the service spreads by itself, whatever their keys, can't hold
/// [aggregated ones][unsupported]: once an answer shows that, records are put one by one.
///
/// [unsupported]: https://docs.aws.amazon.com/streams/latest/dev/service-managed-pk-kpl-aggregation.html
///
/// ```
/// use void_streams_sdk::{Producer, VoidStreamsClient};
///
/// # async fn example(client: VoidStreamsClient, events: Vec<String>) -> Result<(), void_streams_sdk::Error> {
/// let producer = Producer::builder(&client, "orders").start();
/// let mut deliveries = Vec::new();
/// for event in &events {
///     deliveries.push(producer.put("order-1", event).await?);
/// }
/// for delivery in deliveries {
///     println!("{}", delivery.await?.sequence_number);
/// }
/// producer.close().await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Producer {
    commands: mpsc::Sender<Command>,
    budget: Arc<Semaphore>,
    capacity_bytes: usize,
    max_record_bytes: usize,
    counters: Counters,
}

/// A record to be put, which `.await` hands to the producer.
#[must_use = "a record is not put until this is awaited"]
pub struct PutCall<'producer> {
    producer: &'producer Producer,
    partition_key: String,
    explicit_hash_key: Option<HashKey>,
    data: Result<Bytes, Error>,
}

/// A record on its way: resolves to what became of it. Dropping it does not take the record back.
#[must_use = "the result says whether the record was put"]
#[derive(Debug)]
pub struct Delivery {
    result: oneshot::Receiver<DeliveryResult>,
}

pub(super) fn start(builder: ProducerBuilder) -> Producer {
    let (commands, received) = mpsc::channel(COMMANDS);
    let producer = Producer {
        commands,
        budget: Arc::new(Semaphore::new(builder.capacity_bytes)),
        capacity_bytes: builder.capacity_bytes,
        max_record_bytes: builder.max_record_bytes,
        counters: Counters::default(),
    };
    tokio::spawn(Worker::new(builder, received, producer.counters.clone()).run());
    producer
}

impl Producer {
    /// Sets a producer up that puts records into a stream.
    pub fn builder(client: &VoidStreamsClient, stream: impl Into<StreamIdentifier>) -> ProducerBuilder {
        ProducerBuilder::new(client, stream.into())
    }

    /// Takes a record, waiting while the producer holds as much as it may: bytes and text as they are, any other value as
    /// JSON ([`IntoRecordData`]). Its result comes by awaiting what this gives.
    ///
    /// Dropping this before it is done leaves the record unsent.
    ///
    /// # Errors
    ///
    /// `InvalidData` when the value can't be written as JSON; `InvalidRequest` when the partition key has not 1 to 256
    /// characters, when the record is [too large](ProducerBuilder::max_record_bytes), and once the producer is closed.
    /// The result: as [`put_records`](VoidStreamsClient::put_records), `ProvisionedThroughputExceeded` and
    /// `InternalFailure` of the record itself, `Timeout`.
    pub fn put(&self, partition_key: impl Into<String>, data: impl IntoRecordData) -> PutCall<'_> {
        let data =
            data.into_record_data().map_err(|error| Error::invalid_data(PutRecordsRequest::NAME, error));
        PutCall { producer: self, partition_key: partition_key.into(), explicit_hash_key: None, data }
    }

    /// Sends what was taken until now without lingering, and waits until all of it has its result.
    pub async fn flush(&self) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Flush(reply)).await.is_ok() {
            // The worker is gone only where nothing waits any more.
            let _gone = done.await;
        }
    }

    /// Takes no more records, on no clone, puts what was taken and waits until all of it has its result: at most as long
    /// as records [live](ProducerBuilder::record_ttl) and a call takes.
    pub async fn close(self) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Close(reply)).await.is_ok() {
            let _gone = done.await;
        }
    }

    /// What was done so far.
    #[must_use]
    pub fn stats(&self) -> ProducerStats {
        let used = self.capacity_bytes - self.budget.available_permits().min(self.capacity_bytes);
        ProducerStats { capacity_used_bytes: used as u64, ..self.counters.get() }
    }

    async fn take(
        &self,
        partition_key: String,
        explicit_hash_key: Option<HashKey>,
        data: Bytes,
    ) -> Result<Delivery, Error> {
        let bytes = data.len() + partition_key.len();
        if partition_key.is_empty() || partition_key.chars().nth(PARTITION_KEY_CHARS).is_some() {
            return Err(refused("a partition key has 1 to 256 characters"));
        }
        if bytes > self.max_record_bytes {
            let limit = self.max_record_bytes;
            return Err(refused(format!(
                "the record has {bytes} bytes with its partition key, and may have {limit}"
            )));
        }
        let cost = (bytes + RECORD_OVERHEAD_BYTES).min(self.capacity_bytes);
        let permits = u32::try_from(cost).expect("the capacity fits into 32 bits");
        let permit =
            Arc::clone(&self.budget).acquire_many_owned(permits).await.map_err(|_closed| closed())?;
        let (reply, result) = oneshot::channel();
        let record = Incoming { partition_key, explicit_hash_key, data, reply, permit };
        self.commands.send(Command::Record(record)).await.map_err(|_closed| closed())?;
        Ok(Delivery { result })
    }
}

impl PutCall<'_> {
    /// Puts the record where `key` belongs, whatever its partition key.
    pub fn explicit_hash_key(mut self, key: impl Into<HashKey>) -> Self {
        self.explicit_hash_key = Some(key.into());
        self
    }
}

impl<'producer> IntoFuture for PutCall<'producer> {
    type Output = Result<Delivery, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'producer>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { producer, partition_key, explicit_hash_key, data } = self;
        Box::pin(async move { producer.take(partition_key, explicit_hash_key, data?).await })
    }
}

fn refused(message: impl Into<String>) -> Error {
    Error::invalid_request(PutRecordsRequest::NAME, message)
}

fn closed() -> Error {
    refused("the producer is closed")
}

/// The runtime was shut down around the worker, or the transport panicked: the record may have been under way.
pub(super) fn stopped() -> Error {
    let error = TransportError::new(TransportErrorKind::Other, "the producer was stopped at work");
    CallError::new(PutRecordsRequest::NAME, CallErrorKind::Transport(error)).into()
}

impl Future for Delivery {
    type Output = DeliveryResult;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<DeliveryResult> {
        Pin::new(&mut self.result).poll(context).map(|result| result.unwrap_or_else(|_gone| Err(stopped())))
    }
}

impl fmt::Debug for Producer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Producer")
            .field("closed", &self.commands.is_closed())
            .field("capacity_bytes", &self.capacity_bytes)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PutCall<'_> {
    /// Does not show the data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PutCall")
            .field("partition_key", &self.partition_key)
            .field("explicit_hash_key", &self.explicit_hash_key)
            .field("data_bytes", &self.data.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}
