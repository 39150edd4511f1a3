//! [`BoxFunction`]: a handler with its event type erased, as a host runs it.

mod convert;
mod error;
pub(crate) mod guard;

use std::{fmt, marker::PhantomData, pin::pin, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;

pub use self::{
    convert::IntoFunction,
    error::{ErrorReport, InvocationError, InvocationErrorKind},
};
use crate::{
    context::{self, VoidContext},
    event::{Event, Reply},
    handler::Handler,
};

/// A handler whose event type is erased: bytes in, bytes out.
///
/// Hosts call it through [`BoxFunction`], whose handlers catch their panics and keep their deadlines.
#[async_trait]
pub trait Function: Send + Sync + 'static {
    /// Handles the event in `payload`.
    async fn invoke(&self, payload: Bytes, context: VoidContext) -> Result<Bytes, InvocationError>;

    /// What it takes: [`Event::NAME`].
    fn event_name(&self) -> &'static str;
}

/// A handler as a host runs it: `run` on the Runtime API, the local cloud in a test. Cheap to clone.
#[derive(Clone)]
pub struct BoxFunction(Arc<dyn Function>);

impl BoxFunction {
    /// Erases the event type of `handler`.
    pub fn new<E: Event, H: Handler<E>>(handler: H) -> Self {
        Self(Arc::new(Erased { handler, event: PhantomData }))
    }

    /// Runs the handler on the event in `payload`: reads it, sets the trace, catches a panic, ends it at the deadline,
    /// writes the reply.
    ///
    /// # Errors
    ///
    /// [`InvocationError`], whose [`kind`](InvocationError::kind) says which of these went wrong.
    pub async fn invoke(&self, payload: Bytes, context: VoidContext) -> Result<Bytes, InvocationError> {
        self.0.invoke(payload, context).await
    }

    /// What it takes: [`Event::NAME`] of its event.
    #[must_use]
    pub fn event_name(&self) -> &'static str {
        self.0.event_name()
    }
}

impl fmt::Debug for BoxFunction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("BoxFunction").field(&self.event_name()).finish()
    }
}

struct Erased<E, H> {
    handler: H,
    event: PhantomData<fn(E)>,
}

impl<E: Event, H: Handler<E>> Erased<E, H> {
    async fn answer(&self, payload: Bytes, context: VoidContext) -> Result<Bytes, InvocationError> {
        let event = E::decode(&payload)?;
        drop(payload);
        let format = event.reply_format();
        Ok(self.handler.handle(event, context).await?.encode(format)?)
    }
}

#[async_trait]
impl<E: Event, H: Handler<E>> Function for Erased<E, H> {
    async fn invoke(&self, payload: Bytes, context: VoidContext) -> Result<Bytes, InvocationError> {
        // Pinned one by one: a future that goes by value into the next is copied each time.
        let answer = pin!(self.answer(payload, context.clone()));
        let answer = pin!(context::scope(context.clone(), answer));
        guard::run(&context, answer).await
    }

    fn event_name(&self) -> &'static str {
        E::NAME
    }
}

#[cfg(test)]
mod tests;
