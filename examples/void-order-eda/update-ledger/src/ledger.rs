//! [`Ledger`]: where it is booked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use order_events::{Balance, Books, OrderEvent};

/// The ledger takes no entries now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ledger takes no entries now")]
pub struct LedgerClosed;

/// Takes entries.
pub trait Ledger: Send + Sync + 'static {
    /// Books an event, unless it was booked before, and says whether it was new.
    ///
    /// # Errors
    ///
    /// [`LedgerClosed`].
    fn book(&self, event: OrderEvent) -> impl Future<Output = Result<bool, LedgerClosed>> + Send;
}

/// A ledger in memory, for the local cloud and for tests. Cheap to clone; clones are one ledger.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    books: Arc<Mutex<Books>>,
}

impl MemoryLedger {
    /// What it comes to.
    #[must_use]
    pub fn balance(&self) -> Balance {
        self.lock().balance()
    }

    fn lock(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for MemoryLedger {
    async fn book(&self, event: OrderEvent) -> Result<bool, LedgerClosed> {
        Ok(self.lock().book(&event))
    }
}
