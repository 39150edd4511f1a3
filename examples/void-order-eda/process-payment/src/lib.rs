//! Charges each order that was placed and publishes `PaymentProcessed`.

mod gateway;
mod simulated;

pub use self::{
    gateway::{Charge, PaymentError, PaymentGateway},
    simulated::SimulatedGateway,
};
