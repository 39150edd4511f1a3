//! `void storage cp`: a plan of what goes where, then four transfers side by side under one progress bar.

mod command;
mod place;
mod plan;
mod transfer;

pub(crate) use self::command::Cp;
