//! The in-process backend: queues that behave as the service's do, for tests and for the local cloud.
//!
//! | part | is |
//! |---|---|
//! | [`MockMessaging`] | the backend, as a test holds it: queues, what was sent and deleted, a client |
//! | [`MockQueue`], [`QueuedMessage`] | a queue, and looking into it without consuming |
//! | [`Subscription`], [`Delivery`] | fan-out: every subscription gets every message |
//! | [`MockTransport`] | the backend as the protocol server that it is: AWS JSON and the query protocol |
//! | [`SavedMessaging`] | what a log of changes led to, for a backend that goes on from there |
//! | [`engine`] | the semantics, pure |
//!
//! Time is the [`Clock`](void_core::Clock)'s: in a test with `start_paused = true` visibility timeouts, delays and retention pass
//! in no time, with a [`ManualClock`](void_core::clock::ManualClock) they pass when it is moved.

mod builder;
pub mod engine;
mod history;
mod messaging;
mod operations;
mod protocol;
mod queue;
mod queued_message;
mod saved;
mod shell;
mod subscription;
mod transport;

pub use self::{
    builder::MockMessagingBuilder,
    engine::{
        Counts, DeadLetter, DeadLetterCause, DeliveryState as MessageState, FilterPattern,
        InvalidFilterPattern, Problem, QueueFigures, QueueTotals, RedriveTo, SubscriptionOptions,
    },
    history::PastMessage,
    messaging::MockMessaging,
    queue::MockQueue,
    queued_message::{MessageDelivery, QueuedMessage},
    saved::SavedMessaging,
    subscription::{Delivery, Subscription},
    transport::MockTransport,
};
