//! What the pipeline needs to know of a service, and of one call.

use std::time::Duration;

use http::response;

use crate::{error::ServiceError, signing::Rules};

/// Reads the error in an answer with a success status, where it is one.
pub type ReadError = fn(&response::Parts, &[u8]) -> Option<ServiceError>;

/// What the pipeline needs to know of a service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// As in the crate's name, in spans and in `VOID_ENDPOINT_URL_…`: `messaging`.
    pub name: &'static str,
    /// As in `AWS_ENDPOINT_URL_…`: `SQS`.
    pub aws_name: &'static str,
    /// The name that calls are signed for, and the first label of the endpoint's host: `sqs`.
    pub signing_name: &'static str,
    /// How it reads what is signed.
    pub rules: Rules,
    /// Reads an error response.
    pub decode_error: fn(&response::Parts, &[u8]) -> ServiceError,
    /// Reads an answer with a success status that is an error all the same, for the calls whose
    /// [`CallOptions::error_in_success`] says that there are such; `None` from it where the answer is none.
    pub error_in_body: Option<ReadError>,
}

/// What is particular to one call.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallOptions {
    /// Added to the attempt's time limit: how long the service itself waits (a long poll).
    pub extra_time: Duration,
    /// Tried once only: the caller retries by itself, or must not.
    pub no_retry: bool,
    /// An answer of status 200 may hold an error, which then is the call's: the service began to answer before it was done,
    /// as S3 does to [CompleteMultipartUpload] and CopyObject. For [`Pipeline::call_bytes`](super::Pipeline::call_bytes).
    ///
    /// [CompleteMultipartUpload]: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
    pub error_in_success: bool,
    /// The body of the response, which the caller reads, may bring nothing for any time. Otherwise one that keeps its reader
    /// waiting for an attempt's time limit breaks off with [`TransportErrorKind::Timeout`].
    ///
    /// [`TransportErrorKind::Timeout`]: crate::transport::TransportErrorKind::Timeout
    pub quiet_body: bool,
}
