//! What crosses crates: the order flow end to end, and the conformance cases.

pub mod conformance;
