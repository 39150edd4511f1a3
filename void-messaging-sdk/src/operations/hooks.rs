//! [`Hooks`]: what the client does for an operation besides sending it.

use super::Operation;
use crate::{client::VoidMessagingClient, error::Error, payloads::PayloadOffload};

/// What the client does for an operation besides sending it.
pub(crate) trait Hooks: Sized {
    /// The response, which [`Operation`](super::Operation) names.
    type Answer;

    /// Fills in what the caller left open and the client knows: the trace header.
    fn fill_in(&mut self) {}

    /// Compares what came back with what was sent.
    fn verify(&self, _response: &Self::Answer) -> Result<(), Error> {
        Ok(())
    }

    /// Sends it by a client that keeps large bodies in a store.
    fn send_with_payloads(
        self,
        client: &VoidMessagingClient,
        _offload: &PayloadOffload,
    ) -> impl Future<Output = Result<<Self as Operation>::Response, Error>> + Send
    where
        Self: Operation,
    {
        client.send_as_is(self)
    }

    /// Takes out of `response` the failures that may pass, and gives a request of their entries alone.
    fn take_retryable(&self, _response: &mut Self::Answer) -> Option<(Self, Self::Answer)> {
        None
    }

    /// What the failures that [`take_retryable`](Self::take_retryable) gave become when sending their entries again
    /// fails.
    fn failed_again(failed: Self::Answer, _error: &Error) -> Self::Answer {
        failed
    }

    /// Adds to `response` what the entries that were tried again came to.
    fn merge(_response: &mut Self::Answer, _more: Self::Answer) {}
}
