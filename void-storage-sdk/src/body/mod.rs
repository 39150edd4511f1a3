//! [`ObjectBody`]: an object's bytes as they come, and the forms that they are read in.

mod forward;
mod object;
mod reader;

pub(crate) use self::object::poll_data;
pub use self::{object::ObjectBody, reader::ObjectReader};
