//! DeleteResourcePolicy: takes the policy of a stream or a consumer away.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteResourcePolicy.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidStreamsClient, types::ResourceArn, wire};

/// Says of what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteResourcePolicyRequest {
    /// The stream or consumer.
    #[serde(rename = "ResourceARN", default, deserialize_with = "wire::or_default")]
    pub resource_arn: ResourceArn,
}

operation!(DeleteResourcePolicyRequest, "DeleteResourcePolicy", EmptyResponse);

impl VoidStreamsClient {
    /// Takes the policy of a stream or a consumer with enhanced fan-out away.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, also where there is no policy; `InvalidArgument`, `ResourceInUse`, `LimitExceeded`,
    /// `AccessDenied`, `Validation`, `InternalFailure`.
    pub fn delete_resource_policy(
        &self,
        resource: impl Into<ResourceArn>,
    ) -> Call<'_, DeleteResourcePolicyRequest> {
        Call::new(self, DeleteResourcePolicyRequest { resource_arn: resource.into() })
    }
}
