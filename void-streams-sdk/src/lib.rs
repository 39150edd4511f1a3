#![doc = include_str!("../README.md")]

pub mod aggregation;
mod call;
mod client;
pub mod consumer;
mod data;
mod error;
#[cfg(feature = "mock")]
pub mod mock;
pub mod operations;
mod pages;
mod producer;
mod subscription;
pub mod types;
mod waiting;
mod wire;

pub use self::{
    call::{Call, CallFuture},
    client::{VoidStreamsClient, service},
    data::IntoRecordData,
    error::{Error, ErrorKind},
    pages::{Items, Listing, Paged, Pages},
    producer::{Delivered, Delivery, Producer, ProducerBuilder, ProducerStats, PutCall},
    subscription::ShardSubscription,
    types::{Record, SequenceNumber, ShardId, StartingPosition, StreamArn, StreamIdentifier, StreamName},
};
pub use void_core::{Config, ConfigBuilder, Credentials, Outcome, ProvideCredentials};
