//! The consumer: takes messages from a queue as long as it runs, and sees each of them to its end.

mod builder;
mod dead_letter;
mod driver;
mod handler;
mod lease;
mod poll;
mod settle;
mod stream;

pub use self::{
    builder::{Consumer, ConsumerStats},
    handler::IntoOutcome,
    stream::{Deliveries, Delivery},
};
