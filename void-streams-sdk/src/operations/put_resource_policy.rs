//! PutResourcePolicy: says who else may use a stream or a consumer.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutResourcePolicy.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidStreamsClient, types::ResourceArn, wire};

/// Says of what, and who.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutResourcePolicyRequest {
    /// The stream or consumer.
    #[serde(rename = "ResourceARN", default, deserialize_with = "wire::or_default")]
    pub resource_arn: ResourceArn,
    /// The policy, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

operation!(PutResourcePolicyRequest, "PutResourcePolicy", EmptyResponse);

impl VoidStreamsClient {
    /// Says who else may use a stream or a consumer with enhanced fan-out: a policy in JSON, 20 KiB at most, in place of the
    /// one before.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for what is no policy, `ResourceNotFound`, `ResourceInUse`, `LimitExceeded`, `AccessDenied`,
    /// `Validation`, `InternalFailure`.
    pub fn put_resource_policy(
        &self,
        resource: impl Into<ResourceArn>,
        policy: impl Into<String>,
    ) -> Call<'_, PutResourcePolicyRequest> {
        let (resource_arn, policy) = (resource.into(), Some(policy.into()));
        Call::new(self, PutResourcePolicyRequest { resource_arn, policy })
    }
}
