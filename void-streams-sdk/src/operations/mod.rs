//! The operations of the service, one file each: the request and the response as they are on the wire, what is
//! optional in the call, and the client's method.
//!
//! The client and the mock share these types. A request that comes from elsewhere may lack what the service
//! requires: text is then empty and a number `None`, and the service answers with the documented error.

mod add_tags_to_stream;
mod create_stream;
mod decrease_stream_retention_period;
mod delete_resource_policy;
mod delete_stream;
mod deregister_stream_consumer;
mod describe_account_settings;
mod describe_limits;
mod describe_stream;
mod describe_stream_consumer;
mod describe_stream_summary;
mod disable_enhanced_monitoring;
mod enable_enhanced_monitoring;
mod enhanced_monitoring;
mod get_records;
mod get_resource_policy;
mod get_shard_iterator;
mod hooks;
mod increase_stream_retention_period;
mod list_shards;
mod list_stream_consumers;
mod list_streams;
mod list_tags_for_resource;
mod list_tags_for_stream;
mod merge_shards;
mod put_record;
mod put_records;
mod put_resource_policy;
mod register_stream_consumer;
mod remove_tags_from_stream;
mod split_shard;
mod start_stream_encryption;
mod stop_stream_encryption;
mod subscribe_to_shard;
mod tag_resource;
mod untag_resource;
mod update_account_settings;
mod update_max_record_size;
mod update_shard_count;
mod update_stream_mode;
mod update_stream_record_distribution_strategy;
mod update_stream_warm_throughput;

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub(crate) use self::hooks::{Again, Hooks};
pub use self::{
    add_tags_to_stream::AddTagsToStreamRequest,
    create_stream::CreateStreamRequest,
    decrease_stream_retention_period::DecreaseStreamRetentionPeriodRequest,
    delete_resource_policy::DeleteResourcePolicyRequest,
    delete_stream::DeleteStreamRequest,
    deregister_stream_consumer::DeregisterStreamConsumerRequest,
    describe_account_settings::{DescribeAccountSettingsRequest, DescribeAccountSettingsResponse},
    describe_limits::{DescribeLimitsRequest, DescribeLimitsResponse},
    describe_stream::{DescribeStreamRequest, DescribeStreamResponse},
    describe_stream_consumer::{DescribeStreamConsumerRequest, DescribeStreamConsumerResponse},
    describe_stream_summary::{DescribeStreamSummaryRequest, DescribeStreamSummaryResponse},
    disable_enhanced_monitoring::DisableEnhancedMonitoringRequest,
    enable_enhanced_monitoring::EnableEnhancedMonitoringRequest,
    enhanced_monitoring::EnhancedMonitoringResponse,
    get_records::{GetRecordsRequest, GetRecordsResponse},
    get_resource_policy::{GetResourcePolicyRequest, GetResourcePolicyResponse},
    get_shard_iterator::{GetShardIteratorRequest, GetShardIteratorResponse},
    increase_stream_retention_period::IncreaseStreamRetentionPeriodRequest,
    list_shards::{ListShardsRequest, ListShardsResponse},
    list_stream_consumers::{ListStreamConsumersRequest, ListStreamConsumersResponse},
    list_streams::{ListStreamsRequest, ListStreamsResponse},
    list_tags_for_resource::{ListTagsForResourceRequest, ListTagsForResourceResponse},
    list_tags_for_stream::{ListTagsForStreamRequest, ListTagsForStreamResponse},
    merge_shards::MergeShardsRequest,
    put_record::{PutRecordRequest, PutRecordResponse},
    put_records::{
        Overtaken, Put, PutRecordsRequest, PutRecordsRequestEntry, PutRecordsResponse, PutRecordsResultEntry,
    },
    put_resource_policy::PutResourcePolicyRequest,
    register_stream_consumer::{RegisterStreamConsumerRequest, RegisterStreamConsumerResponse},
    remove_tags_from_stream::RemoveTagsFromStreamRequest,
    split_shard::SplitShardRequest,
    start_stream_encryption::StartStreamEncryptionRequest,
    stop_stream_encryption::StopStreamEncryptionRequest,
    subscribe_to_shard::{SubscribeToShardCall, SubscribeToShardEvent, SubscribeToShardRequest},
    tag_resource::TagResourceRequest,
    untag_resource::UntagResourceRequest,
    update_account_settings::{CommitmentInput, UpdateAccountSettingsRequest, UpdateAccountSettingsResponse},
    update_max_record_size::UpdateMaxRecordSizeRequest,
    update_shard_count::{UpdateShardCountRequest, UpdateShardCountResponse},
    update_stream_mode::UpdateStreamModeRequest,
    update_stream_record_distribution_strategy::UpdateStreamRecordDistributionStrategyRequest,
    update_stream_warm_throughput::{UpdateStreamWarmThroughputRequest, UpdateStreamWarmThroughputResponse},
};

/// An operation of the service: its request, which is this type, and its response.
#[expect(
    private_bounds,
    reason = "the operations are the service's: there are no others to implement it for"
)]
pub trait Operation:
    Hooks<Answer = Self::Response> + Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static
{
    /// What the service answers.
    type Response: Serialize + DeserializeOwned + fmt::Debug + Send + Sync + 'static;

    /// The operation's name: `PutRecord`.
    const NAME: &'static str;

    /// The value of the header `X-Amz-Target`: `Kinesis_20131202.PutRecord`.
    const TARGET: &'static str;
}

/// The response of an operation that has nothing to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmptyResponse {}

/// A duration as the wire has it: in whole hours, rounded up.
fn whole_hours(duration: std::time::Duration) -> i32 {
    let seconds = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
    i32::try_from(seconds.div_ceil(3600)).unwrap_or(i32::MAX)
}

/// Says which operation a request is of; `with hooks` where it has [`Hooks`] of its own.
macro_rules! operation {
    ($request:ty, $name:literal, $response:ty) => {
        impl crate::operations::Hooks for $request {
            type Answer = $response;
        }
        crate::operations::operation!($request, $name, $response, with hooks);
    };
    ($request:ty, $name:literal, $response:ty, with hooks) => {
        impl crate::operations::Operation for $request {
            type Response = $response;
            const NAME: &'static str = $name;
            const TARGET: &'static str = concat!("Kinesis_20131202.", $name);
        }
    };
}

use operation;
