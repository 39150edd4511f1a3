//! The benches, one file each, and the same work as plain functions for an instruction count (`src/main.rs`).

pub mod client;
pub mod engine;
pub mod request;
pub mod runtime;
pub mod storage;
pub mod streams;

/// A body as an order event has it.
pub const BODY: &str = r#"{"eventType":"OrderPlaced.v2","orderId":"ord-7a1c","total":"49.00","items":[{"productId":"VC-100","quantity":1},{"productId":"VC-101","quantity":2}]}"#;

/// The runtime that a function has.
#[must_use]
pub fn current_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made")
}
