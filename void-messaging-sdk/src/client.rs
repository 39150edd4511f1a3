//! [`VoidMessagingClient`]: a thin handle on a configuration and a transport.

use http::response;
use void_core::{
    CallOptions, Config, Pipeline, Service, ServiceError,
    protocol::aws_json::{self, Version},
};

use crate::{error::Error, operations::Operation};

/// The largest response that is read: 10 messages of 1 MiB in all, with every character escaped, and their attributes.
const RESPONSE_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// What void-core needs to know of Void Messaging.
#[must_use]
pub const fn service() -> Service {
    Service { name: "messaging", aws_name: "SQS", signing_name: "sqs", decode_error }
}

fn decode_error(parts: &response::Parts, body: &[u8]) -> ServiceError {
    aws_json::decode_error(parts, body)
}

/// A client of Void Messaging. Cheap to clone; clones share connections, credentials and the retry budget.
///
/// Make one outside the handler and keep it. Each operation of the service is a method that gives a
/// [`Call`](crate::Call): its methods set what is optional, `.await` sends it.
#[derive(Clone, Debug)]
pub struct VoidMessagingClient {
    pipeline: Pipeline,
}

impl VoidMessagingClient {
    /// Makes a client of a configuration.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { pipeline: Pipeline::new(service(), config) }
    }

    /// The configuration that it was made of.
    #[must_use]
    pub fn config(&self) -> &Config {
        self.pipeline.config()
    }

    /// Sends a request and reads its response, with all that belongs to the operation: what is filled in, checked, tried again.
    pub(crate) async fn send<R: Operation>(&self, mut request: R) -> Result<R::Response, Error> {
        request.fill_in();
        let response = self.exchange(&request, false).await?;
        request.verify(&response)?;
        Ok(response)
    }

    async fn exchange<R: Operation>(&self, request: &R, no_retry: bool) -> Result<R::Response, Error> {
        let http_request = aws_json::request(Version::V1_0, R::NAME, R::TARGET, request)?;
        let options = CallOptions { extra_time: request.service_wait(), no_retry };
        let response = self.pipeline.call(R::NAME, http_request, options).await?;
        let body = response.into_body().into_bytes(RESPONSE_LIMIT_BYTES).await.map_err(|error| {
            void_core::CallError::new(R::NAME, void_core::CallErrorKind::Transport(error))
        })?;
        Ok(aws_json::decode(R::NAME, &body)?)
    }
}
