//! DeleteStream: deletes a stream with its shards and records.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{StreamArn, StreamIdentifier, StreamName},
};

/// Says which stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteStreamRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// Whether its consumers with enhanced fan-out go too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enforce_consumer_deletion: Option<bool>,
}

operation!(DeleteStreamRequest, "DeleteStream", EmptyResponse);

impl VoidStreamsClient {
    /// Deletes a stream with its shards and records. It is `DELETING` until it is gone:
    /// [`wait_until_stream_not_exists`](Self::wait_until_stream_not_exists).
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`; `ResourceInUse` when it is being deleted, or has consumers with enhanced fan-out
    /// ([`enforce_consumer_deletion`](Call::enforce_consumer_deletion)); `InvalidArgument`, `LimitExceeded`,
    /// `AccessDenied`.
    pub fn delete_stream(&self, stream: impl Into<StreamIdentifier>) -> Call<'_, DeleteStreamRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        Call::new(self, DeleteStreamRequest { stream_name, stream_arn, ..DeleteStreamRequest::default() })
    }
}

impl Call<'_, DeleteStreamRequest> {
    /// Deletes its consumers with enhanced fan-out too.
    pub fn enforce_consumer_deletion(self) -> Self {
        self.set(|request| request.enforce_consumer_deletion = Some(true))
    }
}
