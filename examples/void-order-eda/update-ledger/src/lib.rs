//! Keeps the books of what was ordered and paid.

mod ledger;

use order_events::OrderEvent;
use void_function_sdk::{
    EachStreamRecord, HandlerError, Outcome, StreamMessage, StreamRecordHandler, VoidContext,
    each_stream_record,
};

pub use self::ledger::{Ledger, LedgerClosed, MemoryLedger};

/// Books what the stream says. Needs nothing from its environment.
#[derive(Clone, Debug, Default)]
pub struct UpdateLedger<L> {
    ledger: L,
}

impl<L: Ledger> UpdateLedger<L> {
    /// Books in `ledger`.
    pub const fn new(ledger: L) -> Self {
        Self { ledger }
    }

    /// The handler of whole batches: events of unknown types are skipped.
    pub fn into_handler(self) -> EachStreamRecord<OrderEvent, Self> {
        each_stream_record(self).skip_unknown(OrderEvent::is_unknown)
    }
}

impl<L: Ledger> StreamRecordHandler<OrderEvent> for UpdateLedger<L> {
    async fn handle_record(
        &self,
        message: StreamMessage<OrderEvent>,
        _context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        let is_new = self.ledger.book(message.data).await?;
        tracing::info!(order_id = message.record.partition_key(), is_new, "an event is booked");
        Ok(Outcome::Done)
    }
}
