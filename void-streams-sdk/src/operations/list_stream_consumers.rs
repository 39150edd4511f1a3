//! ListStreamConsumers: tells which consumers with enhanced fan-out a stream has.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreamConsumers.html>

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{Consumer, StreamArn},
    wire,
};

/// Says which stream, and from where on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListStreamConsumersRequest {
    /// The stream.
    #[serde(rename = "StreamARN", default, deserialize_with = "wire::or_default")]
    pub stream_arn: StreamArn,
    /// Where the last page ended: valid for 5 minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// The most consumers of a page: 1 to 10,000, of which 100 are given at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    /// When the stream was made, where another one had its name before; not together with a token.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "wire::epoch::option")]
    pub stream_creation_timestamp: Option<Timestamp>,
}

/// A page of consumers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListStreamConsumersResponse {
    /// The consumers.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub consumers: Vec<Consumer>,
    /// Where the next page begins; none after the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

operation!(ListStreamConsumersRequest, "ListStreamConsumers", ListStreamConsumersResponse);

impl VoidStreamsClient {
    /// Tells which consumers with enhanced fan-out a stream has: a page of at most 100.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`, `ExpiredNextToken`, `InvalidArgument`, `LimitExceeded`, `Validation`.
    pub fn list_stream_consumers(
        &self,
        stream_arn: impl Into<StreamArn>,
    ) -> Call<'_, ListStreamConsumersRequest> {
        let stream_arn = stream_arn.into();
        Call::new(self, ListStreamConsumersRequest { stream_arn, ..ListStreamConsumersRequest::default() })
    }
}

impl Call<'_, ListStreamConsumersRequest> {
    /// Gives at most `count` consumers: 1 to 100. Default: 100.
    pub fn max_results(self, count: u16) -> Self {
        self.set(|request| request.max_results = Some(count.into()))
    }

    /// Goes on where an earlier page ended.
    pub fn next_token(self, token: impl Into<String>) -> Self {
        self.set(|request| request.next_token = Some(token.into()))
    }

    /// Means the stream that was made at `time`, and none that had its name before.
    pub fn stream_creation_timestamp(self, time: Timestamp) -> Self {
        self.set(|request| request.stream_creation_timestamp = Some(time))
    }
}
