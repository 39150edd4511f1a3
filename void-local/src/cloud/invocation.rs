//! Which invocation the current task works for, so that what it sends and logs is attributed to it.

use crate::timeline::Subject;

tokio::task_local! {
    static CURRENT: Subject;
}

/// Runs `future` as the invocation that `subject` names.
pub(crate) async fn scope<F: Future>(subject: Subject, future: F) -> F::Output {
    CURRENT.scope(subject, future).await
}

/// The invocation that the current task works for; `None` outside of one, or in a task that it spawned.
pub(crate) fn current() -> Option<Subject> {
    CURRENT.try_with(Clone::clone).ok()
}
