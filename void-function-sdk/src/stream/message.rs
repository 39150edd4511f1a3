//! [`StreamMessage`] and [`StreamRecordHandler`]: one record, typed, and what handles it.

use void_core::Outcome;

use super::VoidStreamRecord;
use crate::{context::VoidContext, error::HandlerError};

/// A record whose data was read as a `T`, with the record that it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamMessage<T> {
    /// The data.
    pub data: T,
    /// The record: partition key, sequence number, time of arrival, shard.
    pub record: VoidStreamRecord,
}

/// Handles one record of a batch; [`each_stream_record`](super::each_stream_record) makes a stream handler of it.
///
/// An async function from a [`StreamMessage`] and a [`VoidContext`] is one, as is a type that implements it:
///
/// ```
/// use void_function_sdk::{HandlerError, Outcome, StreamMessage, StreamRecordHandler, VoidContext};
///
/// #[derive(serde::Deserialize)]
/// struct Entry { account: String, cents: i64 }
///
/// struct Book { most_cents: i64 }
///
/// impl StreamRecordHandler<Entry> for Book {
///     async fn handle_record(&self, entry: StreamMessage<Entry>, _context: VoidContext) -> Result<Outcome, HandlerError> {
///         if entry.data.cents > self.most_cents {
///             return Ok(Outcome::dead_letter(format!("too much for {}", entry.data.account)));
///         }
///         Ok(Outcome::Done)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle records of `{T}`",
    label = "not a handler of records of `{T}`",
    note = "give a type with `impl StreamRecordHandler<{T}>`, or an async function `async fn(StreamMessage<T>, VoidContext) -> Result<Outcome, HandlerError>`",
    note = "a closure clones what it captures into an `async move` block; where it would have to borrow, put the state into a struct"
)]
pub trait StreamRecordHandler<T>: Send + Sync + 'static {
    /// Handles one record.
    ///
    /// An error counts as [`Outcome::Retry`], a terminal one as [`Outcome::DeadLetter`], a panic as [`Outcome::Retry`].
    fn handle_record(
        &self,
        message: StreamMessage<T>,
        context: VoidContext,
    ) -> impl Future<Output = Result<Outcome, HandlerError>> + Send;
}

impl<F, T, Answer> StreamRecordHandler<T> for F
where
    F: Fn(StreamMessage<T>, VoidContext) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<Outcome, HandlerError>> + Send,
{
    fn handle_record(
        &self,
        message: StreamMessage<T>,
        context: VoidContext,
    ) -> impl Future<Output = Result<Outcome, HandlerError>> + Send {
        self(message, context)
    }
}
