//! DescribeStreamConsumer: tells what a consumer with enhanced fan-out is like.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamConsumer.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{ConsumerArn, ConsumerDescription, ConsumerIdentifier, ConsumerName, StreamArn},
};

/// Names the consumer: by its ARN, by its stream and its name, or by all three where they agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStreamConsumerRequest {
    /// The stream.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer_name: Option<ConsumerName>,
    /// The ARN of the consumer.
    #[serde(rename = "ConsumerARN", default, skip_serializing_if = "Option::is_none")]
    pub consumer_arn: Option<ConsumerArn>,
}

/// The consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStreamConsumerResponse {
    /// The consumer.
    pub consumer_description: ConsumerDescription,
}

operation!(DescribeStreamConsumerRequest, "DescribeStreamConsumer", DescribeStreamConsumerResponse);

impl VoidStreamsClient {
    /// Tells what a consumer with enhanced fan-out is like, its state first: by its ARN, or by the ARN of its stream and its
    /// name.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `LimitExceeded`, `Validation`.
    pub fn describe_stream_consumer(
        &self,
        consumer: impl Into<ConsumerIdentifier>,
    ) -> Call<'_, DescribeStreamConsumerRequest> {
        let (stream_arn, consumer_name, consumer_arn) = consumer.into().into_parts();
        Call::new(self, DescribeStreamConsumerRequest { stream_arn, consumer_name, consumer_arn })
    }
}
