//! ListTagsForStream: tells a stream's tags.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListTagsForStream.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{StreamArn, StreamIdentifier, StreamName, Tag},
    wire,
};

/// Says which stream, and from where on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForStreamRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The key after which the page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_start_tag_key: Option<String>,
    /// The most tags of a page: 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// A page of tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForStreamResponse {
    /// The tags, in the order of their keys.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub tags: Vec<Tag>,
    /// Whether there are tags after these.
    pub has_more_tags: bool,
}

operation!(ListTagsForStreamRequest, "ListTagsForStream", ListTagsForStreamResponse);

impl VoidStreamsClient {
    /// Tells a stream's tags: all of them, or a page.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `LimitExceeded`, `AccessDenied`.
    pub fn list_tags_for_stream(
        &self,
        stream: impl Into<StreamIdentifier>,
    ) -> Call<'_, ListTagsForStreamRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        Call::new(
            self,
            ListTagsForStreamRequest { stream_name, stream_arn, ..ListTagsForStreamRequest::default() },
        )
    }
}

impl Call<'_, ListTagsForStreamRequest> {
    /// Gives at most `count` tags: 1 to 50. Default: all.
    pub fn limit(self, count: u8) -> Self {
        self.set(|request| request.limit = Some(count.into()))
    }

    /// Begins with the tag after `key`.
    pub fn exclusive_start_tag_key(self, key: impl Into<String>) -> Self {
        self.set(|request| request.exclusive_start_tag_key = Some(key.into()))
    }
}
