//! UntagResource: takes tags of a stream or a consumer away.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UntagResource.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidStreamsClient, types::ResourceArn, wire};

/// Says of what, and which tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagResourceRequest {
    /// The stream or consumer.
    #[serde(rename = "ResourceARN", default, deserialize_with = "wire::or_default")]
    pub resource_arn: ResourceArn,
    /// The tags' keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_keys: Option<Vec<String>>,
}

operation!(UntagResourceRequest, "UntagResource", EmptyResponse);

impl VoidStreamsClient {
    /// Takes 1 to 50 tags of a stream or a consumer with enhanced fan-out away; those that it does not have are passed over.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse` when the stream is being made or deleted; `InvalidArgument`, `LimitExceeded`,
    /// `AccessDenied`, `Validation`, `InternalFailure`.
    pub fn untag_resource<K: Into<String>>(
        &self,
        resource: impl Into<ResourceArn>,
        keys: impl IntoIterator<Item = K>,
    ) -> Call<'_, UntagResourceRequest> {
        let tag_keys = Some(keys.into_iter().map(Into::into).collect());
        Call::new(self, UntagResourceRequest { resource_arn: resource.into(), tag_keys })
    }
}
