//! Books a parcel for each order that was placed.

mod carrier;

use order_events::{OrderEvent, OrderPlaced};
use void_function_sdk::{
    EachRecord, HandlerError, Outcome, QueueMessage, RecordHandler, VoidContext, each_record,
};

pub use self::carrier::{Carrier, CarrierClosed, Parcel, SimulatedCarrier, TrackingNumber};

/// Books parcels. Needs nothing from its environment.
#[derive(Clone, Debug, Default)]
pub struct ScheduleShipping<C> {
    carrier: C,
}

impl<C: Carrier> ScheduleShipping<C> {
    /// Books with `carrier`.
    pub const fn new(carrier: C) -> Self {
        Self { carrier }
    }

    /// The handler of whole batches: events of unknown types are skipped.
    pub fn into_handler(self) -> EachRecord<OrderEvent, Self> {
        each_record(self).skip_unknown(OrderEvent::is_unknown)
    }
}

impl<C: Carrier> RecordHandler<OrderEvent> for ScheduleShipping<C> {
    async fn handle_record(
        &self,
        message: QueueMessage<OrderEvent>,
        _context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        let OrderEvent::Placed(order) = message.body else { return Ok(Outcome::Done) };
        let tracking_number = self.carrier.book(parcel(&order)).await?;
        tracing::info!(order_id = %order.order_id, %tracking_number, "a parcel is booked");
        Ok(Outcome::Done)
    }
}

fn parcel(order: &OrderPlaced) -> Parcel {
    let pieces = order.items.iter().map(|item| u64::from(item.quantity.get())).sum();
    Parcel { order_id: order.order_id.clone(), pieces }
}
