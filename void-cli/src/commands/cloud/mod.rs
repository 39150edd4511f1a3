//! `void up`, `void down`, `void status`, `void reset`: the local cloud itself.

mod dev;
mod down;
mod open_files;
mod reset;
mod start;
mod status;
mod up;
mod watch;

pub(crate) use self::{dev::Dev, down::Down, reset::Reset, start::ensure_up, status::Status, up::Up};
