//! `service_call!`: a call of one service's client, which `.await` sends.

/// Defines `Call` and `CallFuture` for a client: its type, its error, and the trait of its operations, which has the type
/// `Response`. The client has an async method `send`, which takes a request.
#[macro_export]
#[doc(hidden)]
macro_rules! __service_call {
    ($client:ident, $error:ident, $operation:ident) => {
        /// What a [`Call`] is while it is under way.
        pub type CallFuture<'client, T> =
            ::std::pin::Pin<Box<dyn ::std::future::Future<Output = Result<T, $error>> + Send + 'client>>;

        /// A request that `.await` sends. Its methods set what is optional.
        ///
        /// Dropping the future leaves the call: the service may or may not have carried it out.
        #[must_use = "a call does nothing until it is awaited"]
        pub struct Call<'client, R> {
            client: &'client $client,
            request: R,
            failure: Option<$error>,
        }

        impl<'client, R: $operation> Call<'client, R> {
            pub(crate) const fn new(client: &'client $client, request: R) -> Self {
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
            pub(crate) fn try_set<T>(
                mut self,
                value: Result<T, $error>,
                change: impl FnOnce(&mut R, T),
            ) -> Self {
                match value {
                    Ok(value) => change(&mut self.request, value),
                    Err(error) => self.failure = self.failure.or(Some(error)),
                }
                self
            }

            pub(crate) const fn client(&self) -> &'client $client {
                self.client
            }

            pub(crate) fn into_request(self) -> Result<R, $error> {
                match self.failure {
                    Some(error) => Err(error),
                    None => Ok(self.request),
                }
            }
        }

        impl<'client, R: $operation> ::std::future::IntoFuture for Call<'client, R> {
            type Output = Result<R::Response, $error>;
            type IntoFuture = CallFuture<'client, R::Response>;

            fn into_future(self) -> Self::IntoFuture {
                let client = self.client;
                let request = self.into_request();
                Box::pin(async move { client.send(request?).await })
            }
        }

        impl<R: ::std::fmt::Debug> ::std::fmt::Debug for Call<'_, R> {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter
                    .debug_struct("Call")
                    .field("request", &self.request)
                    .field("failure", &self.failure)
                    .finish_non_exhaustive()
            }
        }
    };
}
