#![doc = include_str!("../README.md")]

mod body;
mod call;
mod checksum;
mod client;
mod error;
pub mod operations;
#[cfg(feature = "mock")]
mod query_shapes;
pub mod types;
mod wire;

pub use self::{
    body::IntoMessageBody,
    call::{Call, CallFuture},
    client::{VoidMessagingClient, service},
    error::{Error, ErrorKind},
    types::{Message, MessageAttributeValue, QueueName, QueueUrl, ReceiptHandle},
};
pub use void_core::Outcome;
