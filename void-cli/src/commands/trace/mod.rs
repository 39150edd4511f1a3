//! `void trace`.

mod command;
mod tree;

pub(crate) use self::command::Trace;
