//! What the pipeline needs to know of a service, and of one call.

use std::time::Duration;

use http::response;

use crate::error::ServiceError;

/// What the pipeline needs to know of a service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// As in the crate's name, in spans and in `VOID_ENDPOINT_URL_…`: `messaging`.
    pub name: &'static str,
    /// As in `AWS_ENDPOINT_URL_…`: `SQS`.
    pub aws_name: &'static str,
    /// The name that calls are signed for, and the first label of the endpoint's host: `sqs`.
    pub signing_name: &'static str,
    /// Reads an error response.
    pub decode_error: fn(&response::Parts, &[u8]) -> ServiceError,
}

/// What is particular to one call.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallOptions {
    /// Added to the attempt's time limit: how long the service itself waits (a long poll).
    pub extra_time: Duration,
    /// Tried once only: the caller retries by itself, or must not.
    pub no_retry: bool,
}
