//! `void new`.

mod command;
mod name;
mod scaffold;
mod trigger;
mod workspace;

pub(crate) use self::command::New;
