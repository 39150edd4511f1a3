//! [`MockStream`]: a stream of the backend, and looking into it.

use std::{fmt, sync::Arc};

use super::shell::Backend;
use crate::types::StreamArn;

/// A stream in this process. Cheap to clone.
#[derive(Clone)]
pub struct MockStream {
    backend: Arc<Backend>,
    name: Arc<str>,
}

impl MockStream {
    pub(super) fn of(backend: Arc<Backend>, name: &str) -> Self {
        Self { backend, name: name.into() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> StreamArn {
        self.backend.peek(|state| state.engine.arn(&self.name)).into()
    }
}

impl fmt::Debug for MockStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockStream").field("name", &self.name).finish_non_exhaustive()
    }
}
