//! What a bucket does, as functions over a client: the same cases run on the mock in process, on the mock served on a socket,
//! and on any endpoint that the environment names.
//!
//! A case makes the buckets that it needs under names that nothing else has. [`storage_cases!`](crate::storage_cases) names
//! every case once.

pub mod attributes;
pub mod buckets;
mod cases;
pub mod checksums;
pub mod conditions;
pub mod copies;
pub mod errors;
pub mod keys;
pub mod listings;
pub mod multipart;
pub mod objects;
pub mod presigned;
pub mod settings;
pub mod tags;
mod target;
pub mod uploads;
pub mod versions;

pub use self::target::Target;

/// How a case ends: what it finds wrong is a panic, and a call that failed is this error.
pub type CaseResult = Result<(), void_storage_sdk::Error>;
