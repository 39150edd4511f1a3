//! [`IntoFunction`]: a handler, or the result of making one.

use super::BoxFunction;
use crate::{error::HandlerError, event::Event, handler::Handler};

/// What a function is made of: a handler, or the `Result` of making one, whose error the host is told.
///
/// `Marker` only keeps the implementations apart; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a handler nor the result of making one",
    note = "give a type that implements `Handler`, an async function, or a `Result` of either"
)]
pub trait IntoFunction<Marker> {
    /// Makes the function.
    ///
    /// # Errors
    ///
    /// The error of making the handler.
    fn into_function(self) -> Result<BoxFunction, HandlerError>;
}

/// Keeps handlers apart from results of handlers.
#[derive(Debug)]
pub struct Made<E>(std::marker::PhantomData<fn(E)>);

impl<E: Event, H: Handler<E>> IntoFunction<E> for H {
    fn into_function(self) -> Result<BoxFunction, HandlerError> {
        Ok(BoxFunction::new(self))
    }
}

impl<E: Event, H: Handler<E>, Failure: Into<HandlerError>> IntoFunction<Made<E>> for Result<H, Failure> {
    fn into_function(self) -> Result<BoxFunction, HandlerError> {
        self.map(BoxFunction::new).map_err(Into::into)
    }
}

impl IntoFunction<()> for BoxFunction {
    fn into_function(self) -> Result<BoxFunction, HandlerError> {
        Ok(self)
    }
}
