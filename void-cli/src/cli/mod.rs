//! What can be typed: the options of every command, and how it is read.

mod arguments;
mod global;
mod values;

pub(crate) use self::{
    arguments::Cli,
    global::{Format, Global},
    values::{NameAndValue, Position, Since, name_and_value, position, since},
};
