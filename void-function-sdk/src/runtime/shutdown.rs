//! The host's request to end: SIGTERM.

/// Starts to listen for SIGTERM; what it gives waits for it. Where that can't be, it waits for ever and SIGTERM ends the
/// process at once, as it does where nobody listens.
#[cfg(unix)]
pub(super) fn requested() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = signal(SignalKind::terminate())
        .inspect_err(|error| tracing::warn!(%error, "SIGTERM can't be listened for"));
    async move {
        if let Ok(mut signals) = signals
            && signals.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

/// There is no SIGTERM here.
#[cfg(not(unix))]
pub(super) fn requested() -> impl Future<Output = ()> {
    std::future::pending()
}
