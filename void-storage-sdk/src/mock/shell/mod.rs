//! The shell around the engine: the lock and the clock.

mod backend;
mod outbox;

pub(super) use self::backend::{Backend, State};
