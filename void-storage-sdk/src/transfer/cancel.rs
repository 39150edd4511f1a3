//! [`Cancel`]: ends transfers from outside.

use std::sync::Arc;

use tokio::sync::watch;

use crate::error::Error;

/// Ends the transfers that it was given to, from anywhere: a signal, another task, a button.
///
/// A transfer that is cancelled cleans up before it gives its error, of kind [`Cancelled`](crate::ErrorKind::Cancelled): an
/// upload in parts is aborted, the temporary file of a download is removed. To drop the future of one ends it too, but leaves
/// the cleaning to a task that nobody waits for.
///
/// Clones are the same one. It can be given to any number of transfers, and one that is begun after it was used ends at once.
///
/// ```
/// # use void_storage_sdk::{ErrorKind, mock::MockStorage};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let storage = MockStorage::new();
/// # storage.create_bucket("films");
/// # let client = storage.client();
/// use void_storage_sdk::transfer::Cancel;
///
/// let cancel = Cancel::new();
/// let on_signal = cancel.clone();
/// let film = client.upload("films", "intro.mp4", vec![7; 20 * 1024 * 1024]).cancel_on(&cancel);
/// let (film, ()) = tokio::join!(film.into_future(), async { on_signal.cancel() });
/// assert_eq!(film.unwrap_err().kind(), ErrorKind::Cancelled);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Cancel {
    /// Makes one that nothing has been cancelled by yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Ends the transfers that have it. It does not wait until they have cleaned up: they say so themselves.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether [`cancel`](Self::cancel) was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until [`cancel`](Self::cancel) is called.
    pub async fn cancelled(&self) {
        let mut told = self.0.subscribe();
        let _the_sender_is_here = told.wait_for(|is_cancelled| *is_cancelled).await.is_ok();
    }

    /// What `future` gives, or an error once this is cancelled: then the future is dropped where it is.
    pub(super) async fn or<T>(
        &self,
        operation: &'static str,
        future: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        tokio::select! {
            biased;
            () = self.cancelled() => Err(Error::cancelled(operation)),
            done = future => done,
        }
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}
