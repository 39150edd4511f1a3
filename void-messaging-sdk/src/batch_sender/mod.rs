//! [`BatchSender`]: single messages, sent in batches.

mod builder;
mod sender;
mod worker;

pub use self::{
    builder::BatchSenderBuilder,
    sender::{BatchSender, Queued},
};
