//! The mock, through the client.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod authorization;
mod buckets;
mod changes;
mod copying;
mod cors;
mod deleting;
mod forms;
mod lasting;
mod lifecycle;
mod listing;
mod model_listing;
mod model_versions;
mod multipart;
mod notifications;
mod objects;
mod presigned;
mod racing;
mod raw_objects;
mod reading;
mod versions;
