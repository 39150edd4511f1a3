//! [`Call`]: a request with the client that sends it, sent by `.await`.

use std::{fmt, future::IntoFuture, pin::Pin};

use crate::{client::VoidStreamsClient, error::Error, operations::Operation};

/// What a [`Call`] is while it is under way.
pub type CallFuture<'client, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'client>>;

/// A request that `.await` sends. Its methods set what is optional.
///
/// Dropping the future leaves the call: the service may or may not have carried it out.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<'client, R> {
    client: &'client VoidStreamsClient,
    request: R,
    failure: Option<Error>,
}

impl<'client, R: Operation> Call<'client, R> {
    pub(crate) const fn new(client: &'client VoidStreamsClient, request: R) -> Self {
        Self { client, request, failure: None }
    }

    /// The request as it is so far.
    #[must_use]
    pub const fn request(&self) -> &R {
        &self.request
    }

    pub(crate) fn set(mut self, change: impl FnOnce(&mut R)) -> Self {
        change(&mut self.request);
        self
    }

    /// Takes a value that may be none: the first failure is what the call ends with, without being sent.
    pub(crate) fn try_set<T>(mut self, value: Result<T, Error>, change: impl FnOnce(&mut R, T)) -> Self {
        match value {
            Ok(value) => change(&mut self.request, value),
            Err(error) => self.failure = self.failure.or(Some(error)),
        }
        self
    }

    pub(crate) const fn client(&self) -> &'client VoidStreamsClient {
        self.client
    }

    pub(crate) fn into_request(self) -> Result<R, Error> {
        match self.failure {
            Some(error) => Err(error),
            None => Ok(self.request),
        }
    }
}

impl<'client, R: Operation> IntoFuture for Call<'client, R> {
    type Output = Result<R::Response, Error>;
    type IntoFuture = CallFuture<'client, R::Response>;

    fn into_future(self) -> Self::IntoFuture {
        let client = self.client;
        let request = self.into_request();
        Box::pin(async move { client.send(request?).await })
    }
}

impl<R: fmt::Debug> fmt::Debug for Call<'_, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("request", &self.request)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}
