//! The invocation that the current task works for, which log lines are labelled with.

use super::VoidContext;

tokio::task_local! {
    static CURRENT: VoidContext;
}

/// Runs `future` as part of `context`: its trace goes out with each call, its ids into each log line.
pub(crate) async fn scope<F: Future>(context: VoidContext, future: F) -> F::Output {
    let trace = context.trace().clone();
    CURRENT.scope(context, trace.scope(future)).await
}

/// Gives `read` the current invocation, if there is one.
#[cfg(feature = "logs")]
pub(crate) fn current<T>(read: impl FnOnce(&VoidContext) -> T) -> Option<T> {
    CURRENT.try_with(read).ok()
}

/// Runs `call` as part of `context`, for the sake of its log lines.
#[cfg(feature = "http")]
pub(crate) fn sync_scope<T>(context: VoidContext, call: impl FnOnce() -> T) -> T {
    CURRENT.sync_scope(context, call)
}
