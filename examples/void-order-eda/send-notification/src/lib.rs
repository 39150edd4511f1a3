//! Writes to the customer when an order was placed and when it was paid.

mod mail;
mod outbox;

use order_events::OrderEvent;
use void_function_sdk::{
    EachRecord, HandlerError, Outcome, QueueMessage, RecordHandler, VoidContext, each_record,
};

pub use self::{
    mail::{Mail, MailKey, MailNotTaken, Mailer, Occasion},
    outbox::Outbox,
};

/// Writes to customers. Needs nothing from its environment.
#[derive(Clone, Debug, Default)]
pub struct SendNotification<M> {
    mailer: M,
}

impl<M: Mailer> SendNotification<M> {
    /// Sends through `mailer`.
    pub const fn new(mailer: M) -> Self {
        Self { mailer }
    }

    /// The handler of whole batches: events of unknown types are skipped.
    pub fn into_handler(self) -> EachRecord<OrderEvent, Self> {
        each_record(self).skip_unknown(OrderEvent::is_unknown)
    }
}

impl<M: Mailer> RecordHandler<OrderEvent> for SendNotification<M> {
    async fn handle_record(
        &self,
        message: QueueMessage<OrderEvent>,
        _context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        let mail = match message.body {
            OrderEvent::Placed(event) => Mail::from(event),
            OrderEvent::Paid(event) => Mail::from(event),
            OrderEvent::Unknown { .. } => return Ok(Outcome::Done),
        };
        let MailKey { order_id, occasion } = mail.key.clone();
        self.mailer.send(mail).await?;
        tracing::info!(%order_id, ?occasion, "the customer was written to");
        Ok(Outcome::Done)
    }
}
