//! What the client's errors are in `object_store`.

use ::object_store::{Error as StoreError, path::Path};

use crate::error::{Error, ErrorKind};

/// The store's name in errors.
pub(super) const STORE: &str = "VoidObjectStore";

/// The error of a call that is about `path`.
pub(super) fn of_path(path: &Path, error: Error) -> StoreError {
    let (path, kind) = (path.to_string(), error.kind());
    let source = Box::new(error);
    match kind {
        ErrorKind::PreconditionFailed
        | ErrorKind::ConditionalRequestConflict
        | ErrorKind::OperationAborted => StoreError::Precondition { path, source },
        ErrorKind::NotModified => StoreError::NotModified { path, source },
        ErrorKind::AccessDenied => StoreError::PermissionDenied { path, source },
        ErrorKind::InvalidCredentials => StoreError::Unauthenticated { path, source },
        kind if kind.is_not_found() => StoreError::NotFound { path, source },
        _ => StoreError::Generic { store: STORE, source },
    }
}

/// The error of a write that is only to make an object: that there is one has its own kind.
pub(super) fn of_creation(path: &Path, error: Error) -> StoreError {
    match of_path(path, error) {
        StoreError::Precondition { path, source } => StoreError::AlreadyExists { path, source },
        error => error,
    }
}

/// An error that no call gave.
pub(super) fn other(message: impl Into<String>) -> StoreError {
    StoreError::Generic { store: STORE, source: message.into().into() }
}
