//! Puts each order event into the ledger, a stream.

use order_events::{OrderEvent, OrderId};
use void_function_sdk::{
    EachRecord, FunctionEnv, HandlerError, MissingVariable, Outcome, QueueMessage, RecordHandler,
    VoidContext, each_record,
};
use void_streams_sdk::{StreamName, VoidStreamsClient};

/// The variable that holds the name of the stream that events go into.
pub const STREAM_VARIABLE: &str = "LEDGER_STREAM";

/// Puts events into the ledger, under their order's id: what happened to one order stays in order.
///
/// An event is put as it came, so that whoever reads the ledger reads it as its version has it.
#[derive(Clone, Debug)]
pub struct RecordOrder {
    streams: VoidStreamsClient,
    stream: StreamName,
}

impl RecordOrder {
    /// Puts into `stream`.
    pub fn new(streams: VoidStreamsClient, stream: impl Into<StreamName>) -> Self {
        Self { streams, stream: stream.into() }
    }

    /// Puts into the stream that the environment names.
    ///
    /// # Errors
    ///
    /// [`MissingVariable`] where it names none.
    pub fn from_function_env(env: &FunctionEnv) -> Result<Self, MissingVariable> {
        Ok(Self::new(VoidStreamsClient::new(env.config()), env.require(STREAM_VARIABLE)?))
    }

    /// The handler of whole batches: events of unknown types are skipped.
    pub fn into_handler(self) -> EachRecord<OrderEvent, Self> {
        each_record(self).skip_unknown(OrderEvent::is_unknown)
    }
}

impl RecordHandler<OrderEvent> for RecordOrder {
    async fn handle_record(
        &self,
        message: QueueMessage<OrderEvent>,
        _context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        let Some(order_id) = order_id(&message.body) else { return Ok(Outcome::Done) };
        let put = self.streams.put_record(&self.stream, order_id.as_str(), message.record.body).await?;
        tracing::info!(%order_id, shard_id = %put.shard_id, "an event is in the ledger");
        Ok(Outcome::Done)
    }
}

const fn order_id(event: &OrderEvent) -> Option<&OrderId> {
    match event {
        OrderEvent::Placed(order) => Some(&order.order_id),
        OrderEvent::Paid(payment) => Some(&payment.order_id),
        OrderEvent::Unknown { .. } => None,
    }
}
