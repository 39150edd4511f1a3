//! The request to shut down: SIGTERM from the host, or a sibling that failed.

use tokio::sync::watch;

/// Tells workers to finish what they have in hand and take nothing more.
#[derive(Clone, Debug)]
pub(super) struct Shutdown(watch::Sender<bool>);

impl Shutdown {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(super) fn request(&self) {
        self.0.send_replace(true);
    }

    pub(super) fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for the request.
    pub(super) async fn requested(&self) {
        let mut changes = self.0.subscribe();
        // This end holds a sender, so the channel does not close.
        let _ = changes.wait_for(|requested| *requested).await;
    }

    /// Requests it when the process gets SIGTERM.
    #[cfg(unix)]
    pub(super) fn on_sigterm(&self) {
        use tokio::signal::unix::{SignalKind, signal};
        let shutdown = self.clone();
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => {
                tokio::spawn(async move {
                    if signals.recv().await.is_some() {
                        tracing::info!("SIGTERM: no more invocations are taken");
                        shutdown.request();
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM will end the process at once: it can't be listened for");
            }
        }
    }

    /// There is no SIGTERM here.
    #[cfg(not(unix))]
    pub(super) const fn on_sigterm(&self) {}
}
