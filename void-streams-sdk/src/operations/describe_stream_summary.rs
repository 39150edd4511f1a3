//! DescribeStreamSummary: tells what a stream is like, without its shards.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{StreamArn, StreamDescriptionSummary, StreamIdentifier, StreamName},
};

/// Says which stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStreamSummaryRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
}

/// What the stream is like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStreamSummaryResponse {
    /// The stream.
    pub stream_description_summary: StreamDescriptionSummary,
}

operation!(DescribeStreamSummaryRequest, "DescribeStreamSummary", DescribeStreamSummaryResponse);

impl VoidStreamsClient {
    /// Tells what a stream is like: its state, mode, retention, encryption, how many shards are open.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `LimitExceeded`, `AccessDenied`.
    pub fn describe_stream_summary(
        &self,
        stream: impl Into<StreamIdentifier>,
    ) -> Call<'_, DescribeStreamSummaryRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        Call::new(self, DescribeStreamSummaryRequest { stream_name, stream_arn })
    }
}
