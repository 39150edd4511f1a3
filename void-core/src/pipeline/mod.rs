//! [`Pipeline`]: build → retry { sign → send → classify } → decode, the same for every service.

mod attempt;
mod auth;
mod call;
mod endpoint;
mod retries;
mod service;
mod service_call;
mod signed;
#[cfg(test)]
mod tests;
mod waiting;

pub(crate) use self::endpoint::Endpoint;
pub use self::{
    call::Pipeline,
    endpoint::HostPrefix,
    service::{CallOptions, ReadError, Service},
};
#[doc(hidden)]
pub use crate::__service_call as service_call;
