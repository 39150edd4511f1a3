//! [`Waiting`]: a record that has no result yet; [`Delivered`]: where one is that was put.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use void_core::Timestamp;

use crate::{
    error::Error,
    types::{HashKey, SequenceNumber, ShardId},
};

/// What became of a record.
pub(super) type DeliveryResult = Result<Delivered, Error>;

/// Where a record is that was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The shard.
    pub shard_id: ShardId,
    /// Its place in the shard, or that of the aggregated record that it is in.
    pub sequence_number: SequenceNumber,
    /// Its place in the aggregated record, from 0 on; none where it is a record by itself.
    pub sub_sequence_number: Option<u64>,
    /// How often it was sent: more than once where the service throttled.
    pub attempts: u32,
}

/// A record that has no result yet, with its part of the producer's capacity.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) partition_key: Arc<str>,
    pub(super) explicit_hash_key: Option<HashKey>,
    pub(super) data: Bytes,
    /// Counted up as records come.
    pub(super) number: u64,
    /// When it is sent, batch full or not.
    pub(super) due: Timestamp,
    /// When it fails, unless it was put.
    pub(super) expires: Timestamp,
    /// How often it was sent.
    pub(super) attempts: u32,
    /// Why it is not there yet.
    pub(super) failure: Option<Error>,
    /// Whether it may be there all the same: an answer was lost.
    pub(super) may_be_there: bool,
    /// A batch that it is in has at most so many records: fewer with each batch that was refused as a whole.
    pub(super) batch_limit: usize,
    pub(super) reply: oneshot::Sender<DeliveryResult>,
    /// Gives its part of the capacity back when the record goes.
    pub(super) _permit: OwnedSemaphorePermit,
}

impl Waiting {
    /// The bytes that count for the service's limits.
    pub(super) fn size_bytes(&self) -> usize {
        self.data.len() + self.partition_key.len()
    }

    /// Takes note of what went wrong.
    pub(super) fn failed(mut self, error: &Error) -> Self {
        self.may_be_there |= error.may_have_been_applied();
        self.failure = Some(error.clone());
        self
    }

    /// Where it belongs.
    pub(super) fn hash_key(&self) -> HashKey {
        self.explicit_hash_key.unwrap_or_else(|| HashKey::of_partition_key(&self.partition_key))
    }
}
