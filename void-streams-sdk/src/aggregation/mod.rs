//! The aggregated record format of the Kinesis Producer Library (KPL): many user records in one record of the stream.
//!
//! A record of the stream costs one of the 1,000 records a second that a shard takes, however small it is. So small
//! records are put together: [`Aggregator`] writes the format, [`decode`] reads it, and so do the KPL, the Kinesis
//! Client Library (KCL) and the other tools that know it. The format is documented in the KPL's
//! [aggregation-format.md](https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md):
//! four bytes `F3 89 9A C2`, a protobuf message of tables of keys and of user records, and the MD5 of that message.
//!
//! What is not a sound aggregated record comes back as itself, as one user record: without the four bytes, with a
//! wrong MD5, cut off, with a message that can't be read. That is what the KCL does; it also drops what follows an
//! index that points nowhere, where [`decode`] gives the record as it is, so that nothing is lost.
//!
//! A user record belongs to the shard that has its own hash key. One that was aggregated while the stream was
//! resharded may lie in another shard; its writer sees that in the answer and puts it again, so a reader drops it:
//! [`decode_in_range`].
//!
//! ```
//! use void_streams_sdk::aggregation::{self, Aggregator};
//!
//! let mut aggregator = Aggregator::new(51_200);
//! aggregator.add("order-1", None, "placed")?;
//! aggregator.add("order-2", None, "placed")?;
//! let data = aggregator.into_bytes();
//!
//! let message = aggregation::parse(&data).expect("it is one");
//! let keys: Vec<_> = message.entries().map(|entry| entry.partition_key).collect();
//! assert_eq!(keys, ["order-1", "order-2"]);
//! # Ok::<_, aggregation::DoesNotFit>(())
//! ```

mod aggregator;
mod message;
mod protobuf;
#[cfg(test)]
mod tests;
mod user_record;

pub use self::{
    aggregator::{Aggregator, DoesNotFit},
    message::{AggregatedMessage, Entries, Entry, parse},
    user_record::{UserRecord, UserRecords, decode, decode_in_range},
};

/// What an aggregated record begins with.
pub const MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];

/// How many bytes of MD5 it ends with.
const DIGEST_BYTES: usize = 16;

/// The fields of the message `AggregatedRecord`.
const PARTITION_KEY_TABLE: u32 = 1;
const EXPLICIT_HASH_KEY_TABLE: u32 = 2;
const RECORDS: u32 = 3;

/// The fields of the message `Record`.
const PARTITION_KEY_INDEX: u32 = 1;
const EXPLICIT_HASH_KEY_INDEX: u32 = 2;
const DATA: u32 = 3;
