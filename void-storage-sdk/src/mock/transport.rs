//! [`MockTransport`]: the backend as what a client sends through.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use http::{Request, Response};
use void_core::{Body, Transport, TransportError};

use super::{protocol, shell::Backend};

/// The backend as a transport: a protocol server with no socket. Cheap to clone.
///
/// It never fails: what can't be answered is answered with the error that the service documents. Wrap it to make it fail:
/// [`Faults`](void_core::transport::Faults).
#[derive(Clone)]
pub struct MockTransport(Arc<Backend>);

impl MockTransport {
    pub(super) const fn new(backend: Arc<Backend>) -> Self {
        Self(backend)
    }
}

#[async_trait]
impl Transport for MockTransport {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        Ok(protocol::answer(&self.0, request).await)
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockTransport").finish_non_exhaustive()
    }
}
