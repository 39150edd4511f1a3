//! TagResource: sets tags of a stream or a consumer.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_TagResource.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidStreamsClient, types::ResourceArn, wire};

/// Says of what, and which tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagResourceRequest {
    /// The stream or consumer.
    #[serde(rename = "ResourceARN", default, deserialize_with = "wire::or_default")]
    pub resource_arn: ResourceArn,
    /// The tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

operation!(TagResourceRequest, "TagResource", EmptyResponse);

impl VoidStreamsClient {
    /// Sets tags of a stream or a consumer with enhanced fan-out: keys of 1 to 128 characters, values of up to 256, up to
    /// 50 in all.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for more than 50 or characters that can't be, `ResourceNotFound`, `ResourceInUse` when the stream
    /// is being made or deleted; `LimitExceeded`, `AccessDenied`, `Validation`, `InternalFailure`.
    pub fn tag_resource<K: Into<String>, V: Into<String>>(
        &self,
        resource: impl Into<ResourceArn>,
        tags: impl IntoIterator<Item = (K, V)>,
    ) -> Call<'_, TagResourceRequest> {
        let tags = tags.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        Call::new(self, TagResourceRequest { resource_arn: resource.into(), tags: Some(tags) })
    }
}
