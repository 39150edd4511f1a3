//! The order system end to end, through the public API.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod at_least_once;
mod endpoint;
mod fan_out;
mod flow;
mod ledger;
mod lost_responses;
mod traces;
mod versions;
