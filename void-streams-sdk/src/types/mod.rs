//! What the operations speak of: streams, shards, records, positions.

mod account;
mod consumer;
mod consumer_identifier;
mod hash_key;
mod ids;
mod names;
mod record;
mod sequence_number;
mod shard;
mod stream;

pub use self::{
    account::{CommitmentStatus, MinimumThroughputBillingCommitment},
    consumer::{Consumer, ConsumerDescription},
    consumer_identifier::ConsumerIdentifier,
    hash_key::{HashKey, HashKeyRange, InvalidHashKey},
    ids::{
        ConsumerArn, ConsumerName, ResourceArn, ShardId, ShardIterator, StreamArn, StreamIdentifier,
        StreamName,
    },
    names::{
        ConsumerStatus, EncryptionType, MetricsName, RecordDistributionStrategy, ScalingType,
        ShardFilterType, ShardIteratorType, StreamMode, StreamStatus,
    },
    record::Record,
    sequence_number::SequenceNumber,
    shard::{ChildShard, SequenceNumberRange, Shard, ShardFilter, StartingPosition},
    stream::{
        EnhancedMetrics, StreamDescription, StreamDescriptionSummary, StreamModeDetails, StreamSummary, Tag,
        WarmThroughput,
    },
};
