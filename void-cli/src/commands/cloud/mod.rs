//! `void up`, `void down`, `void status`, `void reset`: the local cloud itself.

mod down;
mod reset;
mod start;
mod status;
mod up;

pub(crate) use self::{down::Down, reset::Reset, start::ensure_up, status::Status, up::Up};
