//! UpdateMaxRecordSize: changes how large a stream's records can be.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateMaxRecordSize.html>

use serde::{Deserialize, Serialize};

use super::{EmptyResponse, operation};
use crate::{call::Call, client::VoidStreamsClient, types::StreamArn};

/// Says which stream, and how large.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateMaxRecordSizeRequest {
    /// The stream, by its ARN.
    #[serde(rename = "StreamARN", default, skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<StreamArn>,
    /// The largest record, in KiB.
    #[serde(rename = "MaxRecordSizeInKiB", default, skip_serializing_if = "Option::is_none")]
    pub max_record_size_in_kib: Option<i32>,
}

operation!(UpdateMaxRecordSizeRequest, "UpdateMaxRecordSize", EmptyResponse);

impl VoidStreamsClient {
    /// Lets a stream take records of up to `kib` KiB, data and partition key: 1,024 to 10,240.
    ///
    /// # Errors
    ///
    /// `Validation` for any other size, `ResourceNotFound`, `ResourceInUse` when the stream is not `ACTIVE`;
    /// `InvalidArgument`, `LimitExceeded`, `AccessDenied`.
    pub fn update_max_record_size(
        &self,
        stream: impl Into<StreamArn>,
        kib: u16,
    ) -> Call<'_, UpdateMaxRecordSizeRequest> {
        let (stream_arn, max_record_size_in_kib) = (Some(stream.into()), Some(kib.into()));
        Call::new(self, UpdateMaxRecordSizeRequest { stream_arn, max_record_size_in_kib })
    }
}
