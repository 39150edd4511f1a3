//! What crosses crates: the order flow end to end, and the conformance cases.

pub mod checkpoint_stores;
pub mod conformance;
mod order_system;
mod test_ledger;

pub use self::{
    order_system::{
        AUDIT_LEDGER, CREATE_ORDER, DecliningGateway, OrderSystem, PROCESS_PAYMENT, RECORD_ORDER,
        SCHEDULE_SHIPPING, SEND_NOTIFICATION, TestGateway, UPDATE_LEDGER, janes_order, order_id,
    },
    test_ledger::{Entry, TestLedger},
};

/// The root README, whose code is run: see `build.rs`.
#[cfg(doctest)]
#[doc = include_str!(concat!(env!("OUT_DIR"), "/README.md"))]
pub struct Readme;
