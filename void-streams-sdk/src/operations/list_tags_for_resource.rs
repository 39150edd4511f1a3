//! ListTagsForResource: tells the tags of a stream or a consumer.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListTagsForResource.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{ResourceArn, Tag},
    wire,
};

/// Says of what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceRequest {
    /// The stream or consumer.
    #[serde(rename = "ResourceARN", default, deserialize_with = "wire::or_default")]
    pub resource_arn: ResourceArn,
}

/// The tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceResponse {
    /// The tags, in the order of their keys.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub tags: Vec<Tag>,
}

operation!(ListTagsForResourceRequest, "ListTagsForResource", ListTagsForResourceResponse);

impl VoidStreamsClient {
    /// Tells the tags of a stream or a consumer with enhanced fan-out.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument`, `LimitExceeded`, `AccessDenied`, `Validation`, `InternalFailure`.
    pub fn list_tags_for_resource(
        &self,
        resource: impl Into<ResourceArn>,
    ) -> Call<'_, ListTagsForResourceRequest> {
        Call::new(self, ListTagsForResourceRequest { resource_arn: resource.into() })
    }
}
