//! What a cloud that is served does by itself: it drives its triggers for ever, and ends processes that are idle.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use http::{Request, Response};
use tokio::sync::Notify;
use void_core::{Body, Transport, TransportError};

use super::{LocalCloud, backend::Backend, drive::Goal};

/// How long a process is kept that has nothing to do.
const IDLE_LIMIT: Duration = Duration::from_secs(300);
/// How often that is looked at.
const IDLE_INTERVAL: Duration = Duration::from_secs(30);

impl LocalCloud {
    /// Runs triggers as they fall due, until it is dropped.
    pub(crate) async fn run(&self) {
        loop {
            if let Err(unsettled) = self.drive(Goal::Never).await {
                tracing::error!(%unsettled, "the cloud's loop ended; it begins again");
            }
        }
    }

    /// Ends processes that have been idle for long, until it is dropped.
    pub(crate) async fn end_idle_processes(&self) {
        let clock = self.clock();
        loop {
            clock.sleep_until(clock.now() + IDLE_INTERVAL).await;
            for function in self.state().functions.values() {
                if let Backend::Processes(function) = &function.function {
                    function.end_idle(IDLE_LIMIT);
                }
            }
        }
    }

    /// Passes everything on to `inner`; after each call the cloud looks for what has become due.
    pub(crate) fn stirred_by<T: Transport>(&self, inner: T) -> impl Transport + use<T> {
        Stirring { inner, stirred: Arc::clone(&self.inner.stirred) }
    }
}

/// See [`LocalCloud::stirred_by`].
#[derive(Debug)]
struct Stirring<T> {
    inner: T,
    stirred: Arc<Notify>,
}

#[async_trait]
impl<T: Transport> Transport for Stirring<T> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let response = self.inner.send(request).await;
        self.stirred.notify_one();
        response
    }
}
