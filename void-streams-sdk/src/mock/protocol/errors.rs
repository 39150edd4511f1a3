//! Errors as they are on the wire: every one is a 400 with its code, an internal failure a 500.

use void_core::protocol::server::ServerError;

use super::super::engine::Problem;

const NAMESPACE: &str = "com.amazonaws.kinesis.v20131202";

/// A problem as an error.
pub(super) fn wire_error(problem: Problem) -> ServerError {
    ServerError::new(NAMESPACE, problem.code().as_str(), problem.into_message())
}
