//! [`StoreError`]: why a store could not do what it was asked.

use std::{error::Error, fmt, sync::Arc};

/// What kind of failure it is: what a caller can decide on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// There is no such object: it was deleted, or expired.
    NotFound,
    /// The object is larger than the caller takes.
    TooLarge,
    /// The store does not serve that place: a pointer to another bucket, or to a key outside of its prefix.
    Refused,
    /// What came back is not what was stored: a checksum differs, it is no text, or what points to it is no pointer.
    Damaged,
    /// The caller may not do this.
    AccessDenied,
    /// The store can't be reached, or failed: it may work later.
    Unavailable,
    /// Anything else.
    Other,
}

/// Why a store could not do what it was asked. Cheap to clone.
///
/// `Display` says it in one line, without what was stored; a source is not repeated in it.
#[derive(Clone)]
pub struct StoreError {
    kind: StoreErrorKind,
    message: Arc<str>,
    may_have_been_applied: bool,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// Makes an error.
    pub fn new(kind: StoreErrorKind, message: impl Into<Arc<str>>) -> Self {
        Self { kind, message: message.into(), may_have_been_applied: false, source: None }
    }

    /// Says what it comes from.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }

    /// Says whether a write may have taken effect all the same. Default: it has not.
    #[must_use]
    pub const fn with_unknown_end(mut self, may_have_been_applied: bool) -> Self {
        self.may_have_been_applied = may_have_been_applied;
        self
    }

    /// What kind of failure it is.
    #[must_use]
    pub const fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    /// Whether the same may succeed later.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Unavailable)
    }

    /// Whether trying again never helps, whoever mends what: what was asked for is gone, too large, not the store's, or no
    /// longer what it was.
    #[must_use]
    pub const fn is_lasting(&self) -> bool {
        matches!(
            self.kind,
            StoreErrorKind::NotFound
                | StoreErrorKind::TooLarge
                | StoreErrorKind::Refused
                | StoreErrorKind::Damaged
        )
    }

    /// Whether a write may have taken effect all the same: its response was lost.
    #[must_use]
    pub const fn may_have_been_applied(&self) -> bool {
        self.may_have_been_applied
    }
}

/// Errors are equal that say the same.
impl PartialEq for StoreError {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.message == other.message
    }
}

impl Eq for StoreError {}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl fmt::Debug for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StoreError")
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{StoreError, StoreErrorKind};

    #[test]
    fn only_what_can_not_be_reached_is_worth_another_try() {
        assert!(StoreError::new(StoreErrorKind::Unavailable, "no answer").is_retryable());
        assert!(!StoreError::new(StoreErrorKind::NotFound, "gone").is_retryable());
        let refused = StoreError::new(StoreErrorKind::Refused, "not ours");
        assert!(!refused.is_retryable() && refused.is_lasting());
        let denied = StoreError::new(StoreErrorKind::AccessDenied, "no permission");
        assert!(!denied.is_retryable() && !denied.is_lasting(), "somebody may give the permission");
    }

    #[test]
    fn a_source_is_not_repeated() {
        let error = StoreError::new(StoreErrorKind::Other, "can't write").with_source("the disk is full");
        assert_eq!(error.to_string(), "can't write");
        assert_eq!(error.source().unwrap().to_string(), "the disk is full");
        assert_eq!(error, error.clone());
    }
}
