#![doc = include_str!("../README.md")]

mod batch_sender;
mod body;
mod call;
mod checksum;
mod client;
mod consumer;
mod error;
#[cfg(feature = "mock")]
pub mod mock;
pub mod operations;
mod outgoing;
mod pages;
mod payloads;
#[cfg(feature = "mock")]
mod query_shapes;
mod send_messages;
pub mod types;
mod wire;

pub use self::{
    batch_sender::{BatchSender, BatchSenderBuilder, Queued},
    body::IntoMessageBody,
    call::{Call, CallFuture},
    client::{VoidMessagingClient, service},
    consumer::{Consumer, ConsumerStats, Deliveries, Delivery, IntoOutcome},
    error::{Error, ErrorKind},
    outgoing::OutgoingMessage,
    pages::{Items, Listing, Paged, Pages},
    payloads::PayloadOffload,
    send_messages::{SendMessages, SendResult},
    types::{Message, MessageAttributeValue, QueueName, QueueUrl, ReceiptHandle},
};
pub use void_core::{
    Config, ConfigBuilder, Credentials, Outcome, PayloadPointer, PayloadStore, ProvideCredentials,
    StoreError, StoreErrorKind,
};
