//! The mock, through the client.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod copying;
mod deleting;
mod objects;
mod reading;
mod versions;
