//! The shell around the engine: the lock, those who wait, and the clock.

mod backend;
mod pushing;
mod waiters;

pub(super) use self::{
    backend::{Backend, State},
    pushing::{Pushing, Writes},
};
