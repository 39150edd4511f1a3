//! RemoveTagsFromStream: takes tags of a stream away.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RemoveTagsFromStream.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{StreamArn, StreamIdentifier, StreamName},
};

/// Says which stream, and which tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RemoveTagsFromStreamRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The tags' keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_keys: Option<Vec<String>>,
}

operation!(RemoveTagsFromStreamRequest, "RemoveTagsFromStream", EmptyResponse);

impl VoidStreamsClient {
    /// Takes 1 to 50 tags of a stream away; those that it does not have are passed over.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse` when the stream is being made or deleted; `InvalidArgument`, `LimitExceeded`,
    /// `AccessDenied`, `Validation`.
    pub fn remove_tags_from_stream<K: Into<String>>(
        &self,
        stream: impl Into<StreamIdentifier>,
        keys: impl IntoIterator<Item = K>,
    ) -> Call<'_, RemoveTagsFromStreamRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let tag_keys = Some(keys.into_iter().map(Into::into).collect());
        Call::new(self, RemoveTagsFromStreamRequest { stream_name, stream_arn, tag_keys })
    }
}
