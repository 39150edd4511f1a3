//! SubscribeToShard: pushes the records of a shard to a consumer with enhanced fan-out.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html>

use std::{future::IntoFuture, time::Duration};

use serde::{Deserialize, Serialize};
use void_core::{
    CallOptions,
    protocol::aws_json::{self, Version},
};

use super::{EmptyResponse, Operation, operation};
use crate::{
    call::CallFuture,
    client::VoidStreamsClient,
    error::Error,
    subscription::ShardSubscription,
    types::{ChildShard, ConsumerArn, Record, SequenceNumber, ShardId, StartingPosition},
    wire,
};

/// Says which shard, to whom, and from where on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubscribeToShardRequest {
    /// The consumer.
    #[serde(rename = "ConsumerARN", default, deserialize_with = "wire::or_default")]
    pub consumer_arn: ConsumerArn,
    /// The shard.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub shard_id: ShardId,
    /// From where on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starting_position: Option<StartingPosition>,
    /// Whether it is only checked if the request would succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// What a subscription pushes: records, or that there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubscribeToShardEvent {
    /// The records, in order; none where the service only says that it is there.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub records: Vec<Record>,
    /// Where to resume: [`after_sequence_number`](StartingPosition::after_sequence_number) of it gives what this event's
    /// records are followed by. It moves on even where there are no records, so it is what a checkpoint holds. None at
    /// the end of the shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuation_sequence_number: Option<SequenceNumber>,
    /// How far the records are behind the newest of the shard, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub millis_behind_latest: Option<i64>,
    /// The shards that go on where this one ended, at its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub child_shards: Vec<ChildShard>,
}

impl SubscribeToShardEvent {
    /// How far the records are behind the newest of the shard.
    #[must_use]
    pub fn behind_latest(&self) -> Duration {
        Duration::from_millis(self.millis_behind_latest.and_then(|lag| u64::try_from(lag).ok()).unwrap_or(0))
    }

    /// Whether the shard was closed and is read to its end: nothing more comes.
    #[must_use]
    pub const fn is_end_of_shard(&self) -> bool {
        self.continuation_sequence_number.is_none()
    }
}

operation!(SubscribeToShardRequest, "SubscribeToShard", EmptyResponse);

/// A SubscribeToShard that `.await` sends: it gives a [`ShardSubscription`].
#[derive(Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct SubscribeToShardCall<'client> {
    client: &'client VoidStreamsClient,
    request: SubscribeToShardRequest,
}

impl VoidStreamsClient {
    /// Subscribes a consumer with enhanced fan-out to a shard: its records are pushed, 2 MiB a second, to this consumer alone.
    ///
    /// A subscription lives 5 minutes, then it ends and is made again from where it came to:
    /// [`SubscribeToShardEvent::continuation_sequence_number`]. A consumer has one of a shard. Another one within 5 seconds
    /// is refused with `ResourceInUse`, even where the first has broken off; a later one takes over, and the first ends.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`, `InvalidArgument`, `Validation`, `LimitExceeded`, `AccessDenied`.
    pub fn subscribe_to_shard(
        &self,
        consumer_arn: impl Into<ConsumerArn>,
        shard_id: impl Into<ShardId>,
        position: StartingPosition,
    ) -> SubscribeToShardCall<'_> {
        let request = SubscribeToShardRequest {
            consumer_arn: consumer_arn.into(),
            shard_id: shard_id.into(),
            starting_position: Some(position),
            dry_run: None,
        };
        SubscribeToShardCall { client: self, request }
    }
}

impl<'client> SubscribeToShardCall<'client> {
    /// Only checks if the request would succeed: ends with `DryRun` if so.
    pub const fn dry_run(mut self) -> Self {
        self.request.dry_run = Some(true);
        self
    }

    /// The request as it is so far.
    #[must_use]
    pub const fn request(&self) -> &SubscribeToShardRequest {
        &self.request
    }

    async fn send(self) -> Result<ShardSubscription, Error> {
        type Request = SubscribeToShardRequest;
        let Self { client, request } = self;
        // An event comes every 5 s or so; a limit on one attempt may be shorter.
        let options = CallOptions { quiet_body: true, ..CallOptions::default() };
        let http_request = aws_json::request(Version::V1_1, Request::NAME, Request::TARGET, &request)?;
        let response = client.pipeline().call(Request::NAME, http_request, options).await?;
        ShardSubscription::open(response, client.config().clock().clone())
    }
}

impl<'client> IntoFuture for SubscribeToShardCall<'client> {
    type Output = Result<ShardSubscription, Error>;
    type IntoFuture = CallFuture<'client, ShardSubscription>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
