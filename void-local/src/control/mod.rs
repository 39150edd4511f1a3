//! The cloud's own API, under `/_void/` beside the services: what the `void` command calls.
//!
//! It can run programs, so that nothing but a program on this machine may call it: a request has the header `X-Void-Control`,
//! which a page in a browser can't send to another origin without being asked about, and a `Host` that is this machine.

mod api;
mod client;
mod follow;
mod overview;
mod queues;
mod wire;

pub(crate) use self::api::{Control, is_control};
pub use self::{
    client::{ControlClient, ControlError},
    queues::{PeekedDeadLetter, PeekedMessage, SubscriptionDescription},
    wire::{
        Action, Configured, DeployRequest, DeployResponse, FunctionChange, FunctionDescription,
        FunctionSource, Health, Redriven, Refusal, ResourceCounts,
    },
};
