//! [`TestLedger`]: books that say what was booked in which order, and break when a test says so.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use order_events::{Balance, Books, OrderEvent, OrderId};
use update_ledger::{Ledger, LedgerClosed};

/// What is booked of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It was placed.
    Placed,
    /// It was paid.
    Paid,
}

/// A ledger that keeps every entry in the order of its booking. Cheap to clone; clones are one ledger.
#[derive(Clone, Debug, Default)]
pub struct TestLedger {
    pages: Arc<Mutex<Pages>>,
}

#[derive(Debug, Default)]
struct Pages {
    books: Books,
    entries: Vec<(OrderId, Entry)>,
    again: usize,
    crashes_at: Option<OrderId>,
}

impl TestLedger {
    /// Panics from now on at whatever is to be booked for this order.
    pub fn crash_at(&self, order_id: OrderId) {
        self.pages().crashes_at = Some(order_id);
    }

    /// The entries of an order, in the order of their booking, each once.
    #[must_use]
    pub fn entries(&self, order_id: &OrderId) -> Vec<Entry> {
        let pages = self.pages();
        pages.entries.iter().filter(|(id, _)| id == order_id).map(|(_, entry)| *entry).collect()
    }

    /// How many events came that were in the books already.
    #[must_use]
    pub fn again(&self) -> usize {
        self.pages().again
    }

    /// What the books come to.
    #[must_use]
    pub fn balance(&self) -> Balance {
        self.pages().books.balance()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for TestLedger {
    async fn book(&self, event: OrderEvent) -> Result<bool, LedgerClosed> {
        let mut pages = self.pages();
        let (order_id, entry) = match &event {
            OrderEvent::Placed(order) => (order.order_id.clone(), Entry::Placed),
            OrderEvent::Paid(payment) => (payment.order_id.clone(), Entry::Paid),
            OrderEvent::Unknown { .. } => return Ok(false),
        };
        assert!(pages.crashes_at.as_ref() != Some(&order_id), "the ledger crashes at {order_id}");
        let is_new = pages.books.book(&event);
        if is_new {
            pages.entries.push((order_id, entry));
        } else {
            pages.again += 1;
        }
        Ok(is_new)
    }
}
