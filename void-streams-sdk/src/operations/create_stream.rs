//! CreateStream: makes a stream.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{RecordDistributionStrategy, StreamMode, StreamModeDetails, StreamName},
    wire,
};

/// Says which stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateStreamRequest {
    /// Its name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub stream_name: StreamName,
    /// How many shards it has, where it is provisioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_count: Option<i32>,
    /// Who looks after its capacity: by default the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_mode_details: Option<StreamModeDetails>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    /// The write throughput in MiB a second that it has at once, where it is on-demand.
    #[serde(rename = "WarmThroughputMiBps", default, skip_serializing_if = "Option::is_none")]
    pub warm_throughput_mib_per_second: Option<i32>,
    /// The largest record, in KiB.
    #[serde(rename = "MaxRecordSizeInKiB", default, skip_serializing_if = "Option::is_none")]
    pub max_record_size_in_kib: Option<i32>,
    /// What decides on a record's shard, where it is on-demand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_distribution_strategy: Option<RecordDistributionStrategy>,
}

operation!(CreateStreamRequest, "CreateStream", EmptyResponse);

impl VoidStreamsClient {
    /// Makes a stream of 1 to 128 letters, digits, `_`, `.` and `-`; either [`shards`](Call::shards) or
    /// [`on_demand`](Call::on_demand) says what it holds.
    ///
    /// It is `CREATING` at first, and takes records once it is `ACTIVE`:
    /// [`wait_until_stream_exists`](Self::wait_until_stream_exists).
    ///
    /// # Errors
    ///
    /// `ResourceInUse` when there is one of this name, `LimitExceeded` with more than 5 that are being made, more
    /// shards or on-demand streams than the account may have; `InvalidArgument`, `Validation`.
    pub fn create_stream(&self, name: impl Into<StreamName>) -> Call<'_, CreateStreamRequest> {
        Call::new(self, CreateStreamRequest { stream_name: name.into(), ..CreateStreamRequest::default() })
    }
}

impl Call<'_, CreateStreamRequest> {
    /// Makes it provisioned, with `count` shards: each takes 1 MiB and 1,000 records a second.
    pub fn shards(self, count: u32) -> Self {
        self.set(|request| request.shard_count = Some(i32::try_from(count).unwrap_or(i32::MAX)))
    }

    /// Lets the service look after the capacity: it begins with 4 shards.
    pub fn on_demand(self) -> Self {
        self.set(|request| request.stream_mode_details = Some(StreamMode::OnDemand.into()))
    }

    /// Gives it a tag: a key of 1 to 128 characters and a value of up to 256; up to 50 of them.
    pub fn tag(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.set(|request| {
            request.tags.get_or_insert_default().insert(key.into(), value.into());
        })
    }

    /// Takes records of up to `kib` KiB, data and partition key: 1,024 to 10,240. Default: 1,024.
    pub fn max_record_size_in_kib(self, kib: u16) -> Self {
        self.set(|request| request.max_record_size_in_kib = Some(kib.into()))
    }

    /// Has a write throughput of `mib` MiB a second at once, up to 10,240: on-demand, in an account that has committed
    /// itself to a minimum ([`update_account_settings`](VoidStreamsClient::update_account_settings)).
    pub fn warm_throughput_mib_per_second(self, mib: u16) -> Self {
        self.set(|request| request.warm_throughput_mib_per_second = Some(mib.into()))
    }

    /// What decides on a record's shard, where the stream is on-demand. Default: the partition key.
    pub fn record_distribution_strategy(self, strategy: RecordDistributionStrategy) -> Self {
        self.set(|request| request.record_distribution_strategy = Some(strategy))
    }
}
