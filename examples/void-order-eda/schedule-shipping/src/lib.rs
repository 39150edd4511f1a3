//! Books a parcel for each order that was placed.

mod carrier;

pub use self::carrier::{Carrier, CarrierClosed, Parcel, SimulatedCarrier, TrackingNumber};
