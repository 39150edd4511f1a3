//! Errors as they are on the wire: every one is a 400 with its code, an internal failure a 500. The service names no
//! namespace.

use void_core::protocol::server::ServerError;

use super::super::{engine::Problem, operations::missing_member};

/// A problem as an error.
pub(in crate::mock) fn wire_error(problem: Problem) -> ServerError {
    ServerError::new("", problem.code().as_str(), problem.into_message())
}

/// The input can't be read. The service takes a required member that is missing for a constraint that is broken.
pub(super) fn not_read(error: ServerError) -> ServerError {
    match error.missing() {
        Some(name) => wire_error(missing_member(name)),
        None => error,
    }
}
