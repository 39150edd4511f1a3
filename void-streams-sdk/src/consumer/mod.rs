//! What the Kinesis Client Library does: leases, checkpoints, parents before children, workers that share shards.
//!
//! | part | is |
//! |---|---|
//! | [`Consumer`] | how a stream is read: [`run`](Consumer::run) with a handler of batches, [`run_each`](Consumer::run_each) of records, [`stream`](Consumer::stream) |
//! | [`CheckpointStore`] | where the workers of an application keep their [`Lease`]s; [`ObjectCheckpointStore`] in a bucket, [`InMemoryCheckpointStore`] |
//! | [`Deliveries`] | the stream form: each [`Delivery`] is to be told that it is done |
//! | [`BatchOutcome`] | what a handler answers; [`DeadLetterSink`]: where records go that are given up |
//! | [`Monitor`] | what a consumer does, and how far it is behind |
//!
//! There is no second database: leases are small objects that are written on a condition, and no leader. Each worker looks at
//! all leases three times in the time of one, and from what it sees it decides on its own part.
//!
//! Two workers, of which the second goes on where the first stops:
//!
//! ```
//! use void_streams_sdk::{consumer::{Batch, InMemoryCheckpointStore}, mock::MockStreams};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), void_streams_sdk::Error> {
//! let mock = MockStreams::new();
//! let stream = mock.create_stream("orders", 2);
//! let store = InMemoryCheckpointStore::new(); // in a service: one that all its processes reach
//! let worker = || mock.client().consumer("orders", "billing").store(store.clone());
//!
//! stream.put("customer-7", "first");
//! stream.put("customer-7", "second");
//! assert_eq!(worker().take(1).await?[0].record.text(), Some("first"));
//!
//! let stats = worker()
//!     .run_until_idle(|batch: Batch| async move {
//!         assert_eq!(batch.records()[0].record.text(), Some("second"));
//!     })
//!     .await?;
//! assert_eq!(stats.done, 1);
//! # Ok(()) }
//! ```
//!
//! # Where it differs from the Kinesis Client Library and from AWS Lambda
//!
//! - A shard that another worker is to have is asked for, and its owner finishes what it has in hand and hands it over;
//!   nothing is taken from a worker that lives. (The KCL does so since version 3.)
//! - A shard that begins with what is put from now on ([`InitialPosition::Latest`]) keeps the moment at which it was first
//!   read: whoever reads it next, before any of its records is done, misses nothing.
//! - Where it is known which record of a batch failed, that one alone is given up in the end; Lambda gives up all of the batch.
//! - A lease is removed once the children of its shard are being read and the leases of its own parents are gone.

mod builder;
mod checkpoint;
mod handler;
mod lease;
mod plan;
mod position;
mod settings;
mod source;
mod stats;
mod store;
mod stream;
mod sync;
mod worker;

pub use self::{
    builder::Consumer,
    checkpoint::{Checkpoint, Progress},
    handler::{Batch, BatchOutcome, DeadLetter, DeadLetterSink, IntoBatchOutcome, LogDeadLetters},
    lease::Lease,
    position::InitialPosition,
    stats::{ConsumerStats, Monitor, ShardStats},
    store::{
        CheckpointStore, InMemoryCheckpointStore, LeaseGroup, ObjectCheckpointStore, StoredLease, Version,
        Written,
    },
    stream::{Deliveries, Delivery},
};
pub use crate::aggregation::UserRecord;
