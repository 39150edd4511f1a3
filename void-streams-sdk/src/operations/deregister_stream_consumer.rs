//! DeregisterStreamConsumer: deregisters a consumer with enhanced fan-out.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeregisterStreamConsumer.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{ConsumerArn, ConsumerIdentifier, ConsumerName, StreamArn},
};

/// Names the consumer: by its ARN, by its stream and its name, or by all three where they agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeregisterStreamConsumerRequest {
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

operation!(DeregisterStreamConsumerRequest, "DeregisterStreamConsumer", EmptyResponse);

impl VoidStreamsClient {
    /// Deregisters a consumer with enhanced fan-out: by its ARN, or by the ARN of its stream and its name. Its subscriptions
    /// end.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `LimitExceeded`, `Validation`.
    pub fn deregister_stream_consumer(
        &self,
        consumer: impl Into<ConsumerIdentifier>,
    ) -> Call<'_, DeregisterStreamConsumerRequest> {
        let (stream_arn, consumer_name, consumer_arn) = consumer.into().into_parts();
        Call::new(self, DeregisterStreamConsumerRequest { stream_arn, consumer_name, consumer_arn })
    }
}
