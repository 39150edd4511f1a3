//! The runtime loop against a Runtime API on loopback.
#![expect(clippy::unwrap_used, reason = "these are tests, helpers included")]

mod host;
mod invocations;
#[cfg(unix)]
mod process;
