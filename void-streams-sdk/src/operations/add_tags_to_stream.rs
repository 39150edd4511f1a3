//! AddTagsToStream: sets tags of a stream.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html>

use std::collections::BTreeMap;

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
pub struct AddTagsToStreamRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

operation!(AddTagsToStreamRequest, "AddTagsToStream", EmptyResponse);

impl VoidStreamsClient {
    /// Sets tags of a stream: keys of 1 to 128 characters, values of up to 256, up to 50 in all.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for more than 50 or characters that can't be, `ResourceNotFound`, `ResourceInUse` when the stream
    /// is being made or deleted; `LimitExceeded`, `AccessDenied`, `Validation`.
    pub fn add_tags_to_stream<K: Into<String>, V: Into<String>>(
        &self,
        stream: impl Into<StreamIdentifier>,
        tags: impl IntoIterator<Item = (K, V)>,
    ) -> Call<'_, AddTagsToStreamRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let tags = tags.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        Call::new(self, AddTagsToStreamRequest { stream_name, stream_arn, tags: Some(tags) })
    }
}
