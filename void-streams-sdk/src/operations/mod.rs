//! The operations of the service, one file each: the request and the response as they are on the wire, what is
//! optional in the call, and the client's method.
//!
//! The client and the mock share these types. A request that comes from elsewhere may lack what the service
//! requires: text is then empty and a number `None`, and the service answers with the documented error.

mod create_stream;
mod delete_stream;
mod deregister_stream_consumer;
mod describe_stream;
mod describe_stream_consumer;
mod describe_stream_summary;
mod get_records;
mod get_shard_iterator;
mod hooks;
mod list_shards;
mod list_stream_consumers;
mod list_streams;
mod merge_shards;
mod put_record;
mod put_records;
mod register_stream_consumer;
mod split_shard;
mod subscribe_to_shard;
mod update_shard_count;

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub(crate) use self::hooks::{Again, Hooks};
pub use self::{
    create_stream::CreateStreamRequest,
    delete_stream::DeleteStreamRequest,
    deregister_stream_consumer::DeregisterStreamConsumerRequest,
    describe_stream::{DescribeStreamRequest, DescribeStreamResponse},
    describe_stream_consumer::{DescribeStreamConsumerRequest, DescribeStreamConsumerResponse},
    describe_stream_summary::{DescribeStreamSummaryRequest, DescribeStreamSummaryResponse},
    get_records::{GetRecordsRequest, GetRecordsResponse},
    get_shard_iterator::{GetShardIteratorRequest, GetShardIteratorResponse},
    list_shards::{ListShardsRequest, ListShardsResponse},
    list_stream_consumers::{ListStreamConsumersRequest, ListStreamConsumersResponse},
    list_streams::{ListStreamsRequest, ListStreamsResponse},
    merge_shards::MergeShardsRequest,
    put_record::{PutRecordRequest, PutRecordResponse},
    put_records::{
        Overtaken, Put, PutRecordsRequest, PutRecordsRequestEntry, PutRecordsResponse, PutRecordsResultEntry,
    },
    register_stream_consumer::{RegisterStreamConsumerRequest, RegisterStreamConsumerResponse},
    split_shard::SplitShardRequest,
    subscribe_to_shard::{SubscribeToShardCall, SubscribeToShardEvent, SubscribeToShardRequest},
    update_shard_count::{UpdateShardCountRequest, UpdateShardCountResponse},
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
