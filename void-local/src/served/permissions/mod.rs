//! What a function may do, which follows from its `void.yaml`: a placeholder lets it write to a resource, an event source lets it
//! read and delete there.

mod book;
mod grant;
mod of_function;
mod resource;

pub(crate) use self::{book::PermissionBook, of_function::Permissions};
