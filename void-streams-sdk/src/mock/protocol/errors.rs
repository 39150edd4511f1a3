//! Errors as they are on the wire: every one is a 400 with its code, an internal failure a 500. The service names no
//! namespace.

use http::StatusCode;
use void_core::protocol::server::ServerError;

use super::super::{
    engine::{Code, Problem},
    operations::{missing_member, not_a_hash_key},
};
use crate::types::InvalidHashKey;

/// A problem as an error.
pub(in crate::mock) fn wire_error(problem: Problem) -> ServerError {
    let code = problem.code();
    let error = ServerError::new("", code.as_str(), problem.into_message());
    if code == Code::InternalFailure { error.with_status(StatusCode::INTERNAL_SERVER_ERROR) } else { error }
}

/// The input can't be read. The service takes a required member that is missing, and a hash key that is none, for a constraint
/// that is broken.
pub(super) fn not_read(error: ServerError) -> ServerError {
    match (error.missing(), InvalidHashKey::in_message(error.message())) {
        (Some(name), _) => wire_error(missing_member(name)),
        (None, Some(key)) => wire_error(not_a_hash_key(&key)),
        (None, None) => error,
    }
}
