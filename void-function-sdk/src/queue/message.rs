//! [`QueueMessage`] and [`RecordHandler`]: one message, typed, and what handles it.

use void_core::Outcome;

use super::VoidQueueRecord;
use crate::{context::VoidContext, error::HandlerError};

/// A message whose body was read as a `T`, with the record that it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueMessage<T> {
    /// The body.
    pub body: T,
    /// The record: ids, attributes, receive count.
    pub record: VoidQueueRecord,
}

/// Handles one message of a batch; [`each_record`](super::each_record) makes a queue handler of it.
///
/// An async function from a [`QueueMessage`] and a [`VoidContext`] is one, as is a type that implements it:
///
/// ```
/// use void_function_sdk::{HandlerError, Outcome, QueueMessage, RecordHandler, VoidContext};
///
/// #[derive(serde::Deserialize)]
/// struct OrderPlaced { order_id: String, express: bool }
///
/// struct ScheduleShipping { express_closed: bool }
///
/// impl RecordHandler<OrderPlaced> for ScheduleShipping {
///     async fn handle_record(&self, message: QueueMessage<OrderPlaced>, _context: VoidContext) -> Result<Outcome, HandlerError> {
///         if self.express_closed && message.body.express {
///             return Ok(Outcome::dead_letter(format!("order {} needs express", message.body.order_id)));
///         }
///         Ok(Outcome::Done)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle messages of `{T}`",
    label = "not a handler of messages of `{T}`",
    note = "give a type with `impl RecordHandler<{T}>`, or an async function `async fn(QueueMessage<T>, VoidContext) -> Result<Outcome, HandlerError>`",
    note = "a closure clones what it captures into an `async move` block; where it would have to borrow, put the state into a struct"
)]
pub trait RecordHandler<T>: Send + Sync + 'static {
    /// Handles one message. The context's trace is the message's own.
    ///
    /// An error counts as [`Outcome::Retry`], a terminal one as [`Outcome::DeadLetter`], a panic as [`Outcome::Retry`].
    fn handle_record(
        &self,
        message: QueueMessage<T>,
        context: VoidContext,
    ) -> impl Future<Output = Result<Outcome, HandlerError>> + Send;
}

impl<F, T, Answer> RecordHandler<T> for F
where
    F: Fn(QueueMessage<T>, VoidContext) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<Outcome, HandlerError>> + Send,
{
    fn handle_record(
        &self,
        message: QueueMessage<T>,
        context: VoidContext,
    ) -> impl Future<Output = Result<Outcome, HandlerError>> + Send {
        self(message, context)
    }
}
