//! What crosses crates: the order flow end to end, and the conformance cases.

pub mod conformance;
mod order_system;

pub use self::order_system::{
    CREATE_ORDER, DecliningGateway, OrderSystem, PROCESS_PAYMENT, SCHEDULE_SHIPPING, SEND_NOTIFICATION,
    TestGateway, janes_order, order_id,
};

/// The root README, whose code is run: see `build.rs`.
#[cfg(doctest)]
#[doc = include_str!(concat!(env!("OUT_DIR"), "/README.md"))]
pub struct Readme;
