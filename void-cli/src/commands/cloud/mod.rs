//! `void up`, `void down`, `void status`: the local cloud itself.

mod down;
mod start;
mod status;
mod up;

pub(crate) use self::{down::Down, start::ensure_up, status::Status, up::Up};
