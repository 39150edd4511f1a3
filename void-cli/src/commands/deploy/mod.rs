//! `void deploy`.

mod build;
mod command;
mod find;
mod package;
mod shown;

pub(crate) use self::command::{Deploy, deploy_at};
