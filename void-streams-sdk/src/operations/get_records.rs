//! GetRecords: reads records of a shard from a place on.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html>

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{ChildShard, Record, ShardIterator, StreamArn},
    wire,
};

/// Says from which place on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetRecordsRequest {
    /// The place.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub shard_iterator: ShardIterator,
    /// The most records: 1 to 10,000, default 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
    /// The stream, by its ARN: needed only where access is granted by it.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// Whether it is only checked if the request would succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// The records, and where to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetRecordsResponse {
    /// The records, in order; none where there are no more at the moment, and now and then where there are.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub records: Vec<Record>,
    /// Where to go on; none where the shard was closed and is read to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_shard_iterator: Option<ShardIterator>,
    /// How far this is behind the newest record of the shard, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub millis_behind_latest: Option<i64>,
    /// The shards that go on where this one ended, at its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub child_shards: Vec<ChildShard>,
}

impl GetRecordsResponse {
    /// How far this is behind the newest record of the shard.
    #[must_use]
    pub fn behind_latest(&self) -> Duration {
        Duration::from_millis(self.millis_behind_latest.and_then(|lag| u64::try_from(lag).ok()).unwrap_or(0))
    }
}

operation!(GetRecordsRequest, "GetRecords", GetRecordsResponse);

impl VoidStreamsClient {
    /// Reads up to 10,000 records or 10 MiB of a shard. Five calls a second and 2 MiB a second are what a shard gives.
    ///
    /// # Errors
    ///
    /// `ExpiredIterator`, `ProvisionedThroughputExceeded`, `ResourceNotFound`, `InvalidArgument`, the `Kms…` kinds.
    pub fn get_records(&self, shard_iterator: impl Into<ShardIterator>) -> Call<'_, GetRecordsRequest> {
        let shard_iterator = shard_iterator.into();
        Call::new(self, GetRecordsRequest { shard_iterator, ..GetRecordsRequest::default() })
    }
}

impl Call<'_, GetRecordsRequest> {
    /// Reads at most `count` records: 1 to 10,000. Default 10,000.
    pub fn limit(self, count: u16) -> Self {
        self.set(|request| request.limit = Some(count.into()))
    }
}
