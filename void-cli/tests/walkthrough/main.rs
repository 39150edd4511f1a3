//! What a person types to see all of it, on the built binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod dev;
mod empty_folder;
mod order_system;
mod project;
