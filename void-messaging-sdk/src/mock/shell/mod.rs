//! The shell around the engine: the lock, the waiters of long polls, and the clock.

mod backend;
mod waiting;

pub(super) use self::backend::{Backend, State};
