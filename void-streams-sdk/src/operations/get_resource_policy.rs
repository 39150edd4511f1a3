//! GetResourcePolicy: tells who else may use a stream or a consumer.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetResourcePolicy.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{call::Call, client::VoidStreamsClient, types::ResourceArn, wire};

/// Says of what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetResourcePolicyRequest {
    /// The stream or consumer.
    #[serde(rename = "ResourceARN", default, deserialize_with = "wire::or_default")]
    pub resource_arn: ResourceArn,
}

/// Who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetResourcePolicyResponse {
    /// The policy, as JSON.
    pub policy: String,
}

operation!(GetResourcePolicyRequest, "GetResourcePolicy", GetResourcePolicyResponse);

impl VoidStreamsClient {
    /// Tells who else may use a stream or a consumer with enhanced fan-out.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, also where there is no policy; `InvalidArgument`, `ResourceInUse`, `LimitExceeded`,
    /// `AccessDenied`, `Validation`, `InternalFailure`.
    pub fn get_resource_policy(
        &self,
        resource: impl Into<ResourceArn>,
    ) -> Call<'_, GetResourcePolicyRequest> {
        Call::new(self, GetResourcePolicyRequest { resource_arn: resource.into() })
    }
}
