//! RegisterStreamConsumer: registers a consumer with enhanced fan-out.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{Consumer, ConsumerName, StreamArn},
    wire,
};

/// Names the stream and the consumer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegisterStreamConsumerRequest {
    /// The stream.
    #[serde(rename = "StreamARN", default, deserialize_with = "wire::or_default")]
    pub stream_arn: StreamArn,
    /// The name: one of a kind among the stream's consumers.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub consumer_name: ConsumerName,
    /// The tags, by key: at most 50.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "wire::or_default")]
    pub tags: BTreeMap<String, String>,
}

/// The consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegisterStreamConsumerResponse {
    /// The consumer, as a rule still being registered: it can subscribe once it is `ACTIVE`.
    pub consumer: Consumer,
}

operation!(RegisterStreamConsumerRequest, "RegisterStreamConsumer", RegisterStreamConsumerResponse);

impl VoidStreamsClient {
    /// Registers a consumer with enhanced fan-out: at most 20 a stream, and 5 that are being registered at a time. It can
    /// subscribe once it is `ACTIVE`.
    ///
    /// # Errors
    ///
    /// `ResourceInUse` when the stream has a consumer of this name or is not active; `ResourceNotFound`, `LimitExceeded`,
    /// `InvalidArgument`, `Validation`.
    pub fn register_stream_consumer(
        &self,
        stream_arn: impl Into<StreamArn>,
        consumer_name: impl Into<ConsumerName>,
    ) -> Call<'_, RegisterStreamConsumerRequest> {
        let (stream_arn, consumer_name) = (stream_arn.into(), consumer_name.into());
        let request = RegisterStreamConsumerRequest { stream_arn, consumer_name, tags: BTreeMap::new() };
        Call::new(self, request)
    }
}

impl Call<'_, RegisterStreamConsumerRequest> {
    /// Tags the consumer: at most 50 tags, keys up to 128 and values up to 256 characters.
    pub fn tag(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.set(|request| {
            request.tags.insert(key.into(), value.into());
        })
    }
}
