//! The local cloud, served: queues, streams and buckets on one port, the HTTP gateway on another, functions as processes.

mod access;
mod cloud;
mod configuring;
mod describing;
mod endpoint;
mod executables;
mod functions;
mod gateway;
mod lasting;
mod metrics;
mod options;
mod permissions;
mod registry;

pub(crate) use self::functions::Functions;
pub use self::{
    cloud::{ServeError, ServedCloud},
    options::ServeOptions,
};
