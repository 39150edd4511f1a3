//! [`Hooks`]: what the client does for an operation besides sending it.

use crate::error::Error;

/// A request of some entries of another one.
#[derive(Debug)]
pub(crate) struct Again<R> {
    /// The entries, in their order.
    pub(crate) request: R,
    /// Where each of them is in the first request.
    pub(crate) places: Vec<usize>,
}

/// What the client does for an operation besides sending it.
pub(crate) trait Hooks: Sized {
    /// The response, which [`Operation`](super::Operation) names.
    type Answer;

    /// A request of the entries that failed and may succeed.
    fn to_retry(&self, _response: &Self::Answer) -> Option<Again<Self>> {
        None
    }

    /// Puts into `response`, at `places`, what the entries that were tried again came to.
    fn merge(_response: &mut Self::Answer, _places: &[usize], _more: Self::Answer) {}

    /// Puts into `response`, at `places`, that trying again failed.
    fn failed_again(_response: &mut Self::Answer, _places: &[usize], _error: &Error) {}
}
