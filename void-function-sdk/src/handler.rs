//! [`Handler`]: what runs when the trigger fires.

use crate::{
    context::VoidContext,
    error::HandlerError,
    event::{Event, Reply},
};

/// Handles one kind of event. The event's type says which trigger it is for.
///
/// State, such as clients, goes into a type that implements it with a plain `async fn`:
///
/// ```
/// use void_function_sdk::{Handler, HandlerError, VoidContext, VoidHttpRequest, VoidHttpResponse, http::StatusCode};
///
/// struct Greet { greeting: String }
///
/// impl Handler<VoidHttpRequest> for Greet {
///     type Output = VoidHttpResponse;
///
///     async fn handle(&self, request: VoidHttpRequest, _context: VoidContext) -> Result<VoidHttpResponse, HandlerError> {
///         let name = request.query("name").unwrap_or("world");
///         Ok(VoidHttpResponse::text(StatusCode::OK, format!("{}, {name}!", self.greeting)))
///     }
/// }
/// ```
///
/// An async function, or a closure that gives an `async move` block, is a handler too. A closure that captures clones
/// its state into the block:
///
/// ```
/// # use std::sync::Arc;
/// # use void_function_sdk::{BoxFunction, HandlerError, VoidContext, VoidQueueEvent};
/// async fn count(event: VoidQueueEvent, _context: VoidContext) -> Result<(), HandlerError> {
///     println!("{} messages", event.records.len());
///     Ok(())
/// }
/// let _function = BoxFunction::new(count);
///
/// let label = Arc::new("messages".to_owned());
/// let _closure = BoxFunction::new(move |event: VoidQueueEvent, _context: VoidContext| {
///     let label = Arc::clone(&label);
///     async move {
///         println!("{} {label}", event.records.len());
///         Ok(())
///     }
/// });
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler of `{E}`",
    label = "not a handler of `{E}`",
    note = "a handler is a type with `impl Handler<{E}>`, or an async function `async fn(E, VoidContext) -> Result<_, HandlerError>`",
    note = "a closure clones what it captures into an `async move` block; where it would have to borrow, put the state into a struct and implement `Handler` for that",
    note = "the future has to be `Send`: hold no `Rc`, no `RefCell` guard and no `MutexGuard` over an `.await`"
)]
pub trait Handler<E: Event>: Send + Sync + 'static {
    /// What it answers.
    type Output: Reply<E>;

    /// Handles one event.
    ///
    /// A panic, an error and a deadline that passes are reported to the host, and the process goes on.
    fn handle(
        &self,
        event: E,
        context: VoidContext,
    ) -> impl Future<Output = Result<Self::Output, HandlerError>> + Send;
}

impl<F, E, Answer, Output> Handler<E> for F
where
    F: Fn(E, VoidContext) -> Answer + Send + Sync + 'static,
    E: Event,
    Answer: Future<Output = Result<Output, HandlerError>> + Send,
    Output: Reply<E>,
{
    type Output = Output;

    fn handle(
        &self,
        event: E,
        context: VoidContext,
    ) -> impl Future<Output = Result<Output, HandlerError>> + Send {
        self(event, context)
    }
}
