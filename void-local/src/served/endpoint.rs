//! [`Endpoint`]: everything on the first port. What is not queues', streams' or buckets' is the cloud's own.

use async_trait::async_trait;
use http::{Request, Response};
use void_core::{Body, Transport, TransportError};

use super::metrics;
use crate::{
    cloud::LocalCloud,
    control::{Control, is_control},
    lambda::{LambdaApi, is_lambda},
};

/// The services, the Lambda API and the control API behind one port.
#[derive(Debug)]
pub(super) struct Endpoint<S> {
    pub(super) services: S,
    pub(super) lambda: LambdaApi,
    pub(super) control: Control,
    pub(super) cloud: LocalCloud,
}

#[async_trait]
impl<S: Transport> Transport for Endpoint<S> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        if metrics::is_asked(&request) {
            return Ok(metrics::answer(&self.cloud));
        }
        if is_control(request.uri().path()) {
            return self.control.send(request).await;
        }
        if is_lambda(request.uri().path()) {
            return self.lambda.send(request).await;
        }
        self.services.send(request).await
    }
}
