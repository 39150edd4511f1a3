//! [`Event`] and [`Reply`]: what a trigger hands to a handler, and what the handler may answer.

use bytes::Bytes;

/// A payload that is not the event that the handler takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payload is not {event}: {message}")]
pub struct DecodeError {
    event: &'static str,
    message: String,
}

impl DecodeError {
    /// Says why the payload is not `event` (`an HTTP request`).
    pub fn new(event: &'static str, message: impl Into<String>) -> Self {
        Self { event, message: message.into() }
    }
}

/// A reply that can't be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the handler's reply can't be written: {message}")]
pub struct EncodeError {
    message: String,
}

impl EncodeError {
    /// Says why.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// What a trigger hands to a handler: [`VoidHttpRequest`](crate::VoidHttpRequest),
/// [`VoidQueueEvent`](crate::VoidQueueEvent), [`VoidStreamEvent`](crate::VoidStreamEvent),
/// [`VoidStorageEvent`](crate::VoidStorageEvent), [`Json<T>`](crate::Json), or a type of your own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event that a function can be triggered with",
    note = "an event is `VoidHttpRequest`, `VoidQueueEvent`, `VoidStreamEvent`, `VoidStorageEvent`, or `Json<T>` for a payload of your own type `T: Deserialize`"
)]
pub trait Event: Sized + Send + 'static {
    /// What the reply's form depends on: an HTTP response has the payload version of its request.
    type ReplyFormat: Send + 'static;

    /// What it is, in messages: `an HTTP request`.
    const NAME: &'static str;

    /// Reads the payload of an invocation.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where the payload is not this event.
    fn decode(payload: &[u8]) -> Result<Self, DecodeError>;

    /// What the reply to this event depends on.
    fn reply_format(&self) -> Self::ReplyFormat;
}

/// What a handler of `E` may answer.
#[diagnostic::on_unimplemented(
    message = "a handler of `{E}` can't answer `{Self}`",
    note = "a handler of `VoidHttpRequest` answers a `VoidHttpResponse`; one of `VoidQueueEvent` or `VoidStreamEvent` answers `()` or a `BatchResponse`; one of `VoidStorageEvent` answers `()`; one of `Json<T>` answers `Json<R>` or `()`"
)]
pub trait Reply<E: Event>: Send + 'static {
    /// Writes the payload that goes back to the trigger.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] where the reply can't be written.
    fn encode(self, format: E::ReplyFormat) -> Result<Bytes, EncodeError>;
}
