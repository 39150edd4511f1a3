//! `void deploy`.

mod build;
mod command;
mod find;
mod shown;

pub(crate) use self::command::Deploy;
