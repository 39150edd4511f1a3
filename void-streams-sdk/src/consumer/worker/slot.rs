//! [`Slot`]: room for one future that is under way.

use std::{fmt, future::pending, pin::Pin};

/// Room for one future that is under way, which is not dropped when something else is ready first.
pub(super) struct Slot<T>(Option<Pin<Box<dyn Future<Output = T> + Send>>>);

impl<T> Slot<T> {
    pub(super) const fn new() -> Self {
        Self(None)
    }

    pub(super) const fn is_free(&self) -> bool {
        self.0.is_none()
    }

    /// Starts a future in place of any that is under way.
    pub(super) fn start(&mut self, future: impl Future<Output = T> + Send + 'static) {
        self.0 = Some(Box::pin(future));
    }

    /// Waits until it is done; for ever where there is none.
    pub(super) async fn done(&mut self) -> T {
        let Some(future) = &mut self.0 else { return pending().await };
        let result = future.await;
        self.0 = None;
        result
    }
}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Slot").field("is_free", &self.is_free()).finish()
    }
}
