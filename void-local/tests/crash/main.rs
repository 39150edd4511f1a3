//! A served cloud under load that is ended with `kill -9`, started again and checked, round after round.
//!
//! `VOID_CRASH_ROUNDS` says how many rounds (default 5), `VOID_CRASH_SEED` what the load and the moments follow from; a failure
//! prints the seed.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]

mod check;
mod cloud;
mod functions;
mod load;
mod model;
mod rounds;
#[path = "../served/worker.rs"]
mod worker;
