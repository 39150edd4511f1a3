//! [`Carrier`]: who takes the parcels.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use order_events::OrderId;

/// A parcel's number, to follow it by: `VP-00000001`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TrackingNumber(String);

impl fmt::Display for TrackingNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// What is to be fetched and brought to the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The order, which is what makes the booking happen once.
    pub order_id: OrderId,
    /// How many pieces are in it.
    pub pieces: u64,
}

/// The carrier takes no bookings now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the carrier takes no bookings now")]
pub struct CarrierClosed;

/// Takes bookings of parcels.
pub trait Carrier: Send + Sync + 'static {
    /// Books `parcel`, unless its order was booked before: then it answers with the number of that time.
    ///
    /// # Errors
    ///
    /// [`CarrierClosed`].
    fn book(&self, parcel: Parcel) -> impl Future<Output = Result<TrackingNumber, CarrierClosed>> + Send;
}

/// A carrier that numbers the parcels and never closes.
#[derive(Debug, Default)]
pub struct SimulatedCarrier {
    booked: Mutex<HashMap<OrderId, TrackingNumber>>,
}

impl SimulatedCarrier {
    /// How many parcels are booked.
    #[must_use]
    pub fn booked(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrderId, TrackingNumber>> {
        self.booked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Carrier for SimulatedCarrier {
    async fn book(&self, parcel: Parcel) -> Result<TrackingNumber, CarrierClosed> {
        let mut booked = self.lock();
        let next = booked.len() + 1;
        let number = booked.entry(parcel.order_id).or_insert_with(|| TrackingNumber(format!("VP-{next:08}")));
        Ok(number.clone())
    }
}

/// A carrier that several functions share.
impl<C: Carrier> Carrier for Arc<C> {
    fn book(&self, parcel: Parcel) -> impl Future<Output = Result<TrackingNumber, CarrierClosed>> + Send {
        C::book(self, parcel)
    }
}
