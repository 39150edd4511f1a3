//! The shell around the engine: the lock, those who wait, and the clock.

mod backend;

pub(super) use self::backend::{Access, Backend, State};
