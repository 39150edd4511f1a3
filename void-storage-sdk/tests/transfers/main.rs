//! Uploads and downloads in parts, on the mock.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cancelling;
mod downloads;
mod files;
mod sources;
mod support;
mod uploads;
