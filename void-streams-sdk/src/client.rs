//! [`VoidStreamsClient`]: a thin handle on a configuration and a transport.

use http::response;
use void_core::{
    CallOptions, Config, Pipeline, Service, ServiceError,
    protocol::aws_json::{self, Version},
    retry::full_jitter,
    signing::Rules,
};

use crate::{error::Error, operations::Operation};

/// What void-core needs to know of Void Data Streams.
#[must_use]
pub const fn service() -> Service {
    Service {
        name: "streams",
        aws_name: "KINESIS",
        signing_name: "kinesis",
        rules: Rules::Standard,
        decode_error,
        error_in_body: None,
    }
}

fn decode_error(parts: &response::Parts, body: &[u8]) -> ServiceError {
    aws_json::decode_error(parts, body)
}

/// A client of Void Data Streams. Cheap to clone; clones share connections, credentials and the retry budget.
///
/// Make one outside the handler and keep it. Each operation of the service is a method that gives a
/// [`Call`](crate::Call): its methods set what is optional, `.await` sends it.
#[derive(Clone, Debug)]
pub struct VoidStreamsClient {
    pipeline: Pipeline,
}

impl VoidStreamsClient {
    /// Makes a client of a configuration.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { pipeline: Pipeline::new(service(), config) }
    }

    /// Makes a client of the process's environment and the shared files: `VOID_ENDPOINT_URL_STREAMS`,
    /// `VOID_ENDPOINT_URL`, `VOID_REGION`, `VOID_ACCESS_KEY_ID`, … or their `AWS_` counterparts
    /// ([`Config::from_env`]).
    ///
    /// # Errors
    ///
    /// `Config` when a setting can't be read. That there is no region or there are no credentials is an error of
    /// the first call that needs them.
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self { pipeline: Pipeline::from_env(service())? })
    }

    /// The configuration that it was made of.
    #[must_use]
    pub fn config(&self) -> &Config {
        self.pipeline.config()
    }

    pub(crate) const fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// Sends a request and reads its response, with all that belongs to the operation: what is tried again.
    pub(crate) async fn send<R: Operation>(&self, request: R) -> Result<R::Response, Error> {
        let mut response = self.exchange(&request).await?;
        self.retry_entries(&request, &mut response).await?;
        Ok(response)
    }

    /// Sends the entries of a batch again that failed and may succeed, without those that succeeded.
    async fn retry_entries<R: Operation>(
        &self,
        request: &R,
        response: &mut R::Response,
    ) -> Result<(), Error> {
        let policy = self.config().retry();
        for attempt in 1..policy.max_attempts {
            let Some(again) = request.to_retry(response) else { break };
            let wait =
                full_jitter(self.config().random(), attempt, policy.initial_backoff, policy.max_backoff);
            let clock = self.config().clock();
            clock.sleep_until(clock.now() + wait).await;
            match self.exchange(&again.request).await {
                Ok(more) => R::merge(response, &again.places, more),
                Err(error) => {
                    R::failed_again(response, &again.places, &error);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Sends a request and reads its response; entries that failed are the caller's.
    pub(crate) async fn exchange<R: Operation>(&self, request: &R) -> Result<R::Response, Error> {
        let http_request = aws_json::request(Version::V1_1, R::NAME, R::TARGET, request)?;
        let response = self.pipeline.call_bytes(R::NAME, http_request, CallOptions::default()).await?;
        Ok(aws_json::decode(R::NAME, response.body())?)
    }
}
