//! The service's limits.
//!
//! <https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html>

use std::time::Duration;

/// The largest record of a stream that does not say otherwise: data and partition key.
pub const DEFAULT_MAX_RECORD_KIB: u32 = 1024;
/// The largest that a stream's largest record can be.
pub const MAX_RECORD_KIB: u32 = 10_240;
/// The most bytes of one PutRecords call, partition keys included.
pub const MAX_PUT_BYTES: usize = 10 * 1024 * 1024;
/// The most records of one PutRecords call.
pub const MAX_PUT_RECORDS: usize = 500;
/// The most records of one GetRecords call.
pub const MAX_GET_RECORDS: usize = 10_000;
/// The most bytes of one GetRecords call.
pub const MAX_GET_BYTES: usize = 10 * 1024 * 1024;
/// The most characters of a partition key.
pub const MAX_PARTITION_KEY_CHARACTERS: usize = 256;
/// How long an iterator or a token is valid.
pub const ITERATOR_LIFETIME: Duration = Duration::from_secs(300);
/// The shortest retention, and the default.
pub const MIN_RETENTION_HOURS: u32 = 24;
/// The longest retention: 365 days.
pub const MAX_RETENTION_HOURS: u32 = 8_760;
/// The shards of a new on-demand stream.
pub const ON_DEMAND_SHARDS: u32 = 4;
/// The most shards of an account, in the regions where it is highest.
pub const SHARD_LIMIT: u32 = 20_000;
/// The most on-demand streams of an account.
pub const ON_DEMAND_STREAM_LIMIT: u32 = 50;
/// The most consumers with enhanced fan-out of a stream.
pub const MAX_CONSUMERS: usize = 20;
/// The most consumers of an account that are being registered at the same time.
pub const MAX_CONSUMERS_BEING_MADE: usize = 5;
/// The most tags of a stream.
pub const MAX_TAGS: usize = 50;
/// The bytes that a shard takes a second, partition keys included.
pub const SHARD_PUT_BYTES_A_SECOND: i64 = 1024 * 1024;
/// The records that a shard takes a second.
pub const SHARD_PUT_RECORDS_A_SECOND: i64 = 1000;
/// The bytes that a shard gives a second to all readers but those with enhanced fan-out.
pub const SHARD_GET_BYTES_A_SECOND: i64 = 2 * 1024 * 1024;
/// The bytes that a consumer with enhanced fan-out is pushed of a shard a second.
pub const FAN_OUT_BYTES_A_SECOND: i64 = 2 * 1024 * 1024;
/// The reads that a shard allows a second.
pub const SHARD_GETS_A_SECOND: i64 = 5;
/// The most streams of an account that are being made.
pub const MAX_CREATING: usize = 5;
/// The most write throughput that a stream can have at once, in MiB a second.
pub const MAX_WARM_MIB: u32 = 10_240;
/// The most shards that UpdateShardCount gives a stream.
pub const MAX_SCALED_SHARDS: u32 = 10_000;
/// How often UpdateShardCount can be called for a stream in 24 hours.
pub const MAX_SCALINGS_A_DAY: usize = 10;
/// The most bytes of a policy.
pub const MAX_POLICY_BYTES: usize = 20 * 1024;
/// How often a stream can change its mode in 24 hours.
pub const MAX_MODE_CHANGES_A_DAY: usize = 2;
/// How often a stream's encryption can be started in 24 hours, and how often stopped.
pub const MAX_ENCRYPTION_CHANGES_A_DAY: usize = 25;
