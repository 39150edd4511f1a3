//! The built command against the mocks on a loopback port: what it prints, and how it ends.
#![expect(clippy::unwrap_used, reason = "tests")]

mod cloud;
mod config;
mod dead_letters;
mod dev;
mod functions;
mod new;
mod open_files;
mod queue;
mod redrive;
mod reset;
mod settings;
mod storage;
mod stream;
