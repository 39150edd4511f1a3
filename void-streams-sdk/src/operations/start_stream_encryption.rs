//! StartStreamEncryption: encrypts a stream's records at rest.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StartStreamEncryption.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{EncryptionType, StreamArn, StreamIdentifier, StreamName},
};

/// Says which stream, and which key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartStreamEncryptionRequest {
    /// The stream, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<StreamName>,
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// How it is encrypted: `KMS` is the only way that there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_type: Option<EncryptionType>,
    /// The KMS key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
}

operation!(StartStreamEncryptionRequest, "StartStreamEncryption", EmptyResponse);

impl VoidStreamsClient {
    /// Encrypts the records that come once the stream is `ACTIVE` again.
    ///
    /// `key` is the id of a KMS key, its ARN, `alias/` and its alias, or the ARN of that; `alias/aws/kinesis` is the key that the
    /// service owns. 25 times in 24 hours.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse` when the stream is not `ACTIVE`; `LimitExceeded`, `InvalidArgument`,
    /// `AccessDenied`, the `Kms…` kinds.
    pub fn start_stream_encryption(
        &self,
        stream: impl Into<StreamIdentifier>,
        key: impl Into<String>,
    ) -> Call<'_, StartStreamEncryptionRequest> {
        let (stream_name, stream_arn) = stream.into().into_parts();
        let (encryption_type, key_id) = (Some(EncryptionType::Kms), Some(key.into()));
        Call::new(self, StartStreamEncryptionRequest { stream_name, stream_arn, encryption_type, key_id })
    }
}
