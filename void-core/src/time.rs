//! Time limits on the caller's clock.

use std::time::Duration;

use crate::clock::Clock;

/// The time limit passed before the future was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time limit passed")]
pub struct Elapsed;

/// Waits for `future`, at most for `limit` by `clock`. The future is dropped when the limit passes.
///
/// # Errors
///
/// [`Elapsed`] when the limit passed first. A future that is ready at once wins over a limit of zero.
pub async fn timeout<F: Future>(clock: &dyn Clock, limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    let deadline = clock.now() + limit;
    tokio::select! {
        biased;
        output = future => Ok(output),
        () = clock.sleep_until(deadline) => Err(Elapsed),
    }
}
