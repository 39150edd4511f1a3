//! What every handler runs inside: its panic is caught, and it ends at its deadline.

use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Once,
    task::Poll,
};

use void_core::time::timeout;

use super::InvocationError;
use crate::context::VoidContext;

/// A panic: what it said and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Panic {
    pub(crate) message: String,
    pub(crate) location: Option<String>,
    pub(crate) backtrace: Vec<String>,
}

/// Waits for `answer`, at most until the deadline of `context`.
pub(super) async fn run<T>(
    context: &VoidContext,
    answer: impl Future<Output = Result<T, InvocationError>> + Send,
) -> Result<T, InvocationError> {
    let limit = context.time_to_end();
    match timeout(&**context.clock(), limit, caught(answer)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(panic)) => Err(InvocationError::panicked(panic)),
        Err(_elapsed) => Err(InvocationError::timed_out(limit)),
    }
}

/// Waits for `future` and turns its panic into an error.
pub(crate) async fn caught<F: Future>(future: F) -> Result<F::Output, Panic> {
    install_hook();
    let mut future = pin!(future);
    std::future::poll_fn(|task| {
        // The future is not polled again after a panic, so nobody sees what the panic left half done.
        match watched(|| catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(task)))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(payload) => Poll::Ready(Err(recorded(&*payload))),
        }
    })
    .await
}

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

fn watched<T>(call: impl FnOnce() -> T) -> T {
    let outer = WATCHED.replace(true);
    let output = call();
    WATCHED.set(outer);
    output
}

/// Only a panic hook learns where a panic happened. Ours notes it down and lets the one before it do its work.
fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if WATCHED.get() {
                let panic = Panic {
                    message: message(info.payload()),
                    location: info.location().map(ToString::to_string),
                    backtrace: backtrace(),
                };
                LAST.with_borrow_mut(|last| *last = Some(panic));
            }
            previous(info);
        }));
    });
}

/// The lines of a backtrace, where `RUST_BACKTRACE` asks for one.
fn backtrace() -> Vec<String> {
    let backtrace = std::backtrace::Backtrace::capture();
    match backtrace.status() {
        std::backtrace::BacktraceStatus::Captured => {
            backtrace.to_string().lines().map(|line| line.trim().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

fn recorded(payload: &(dyn std::any::Any + Send)) -> Panic {
    LAST.with_borrow_mut(Option::take)
        .unwrap_or_else(|| Panic { message: message(payload), ..Panic::default() })
}

fn message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic whose payload is not a text")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_becomes_its_message_and_place() {
        let panic = caught(async { panic!("the shelf {} is empty", 7) }).await.unwrap_err();
        assert_eq!(panic.message, "the shelf 7 is empty");
        assert!(panic.location.unwrap().contains("guard.rs:"));
    }

    #[tokio::test]
    async fn a_panic_after_a_wait_and_one_without_text_are_caught() {
        let late = async {
            tokio::task::yield_now().await;
            std::panic::panic_any(7_u8);
        };
        assert_eq!(caught(late).await.unwrap_err().message, "a panic whose payload is not a text");
        assert_eq!(caught(async { 7 }).await, Ok(7));
    }
}
