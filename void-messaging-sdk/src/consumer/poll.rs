//! How the driver polls: how much for, how often, and what it does with what comes.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinError;
use void_core::{Timestamp, retry::full_jitter};

use super::{
    IntoOutcome,
    driver::{Driver, finished},
    lease::Lease,
};
use crate::{
    error::{Error, ErrorKind},
    operations::ReceiveMessageResponse,
    types::Message,
};

/// The most messages of a poll.
const POLL_MESSAGES: usize = 10;

/// The longest wait before a poll's first repetition, and before any.
const POLL_BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// What a poll came to.
pub(super) struct Polled {
    asked: usize,
    result: Result<ReceiveMessageResponse, Error>,
}

impl<H, F> Driver<H>
where
    H: Fn(Arc<Message>) -> F + Send + Sync + 'static,
    F: Future<Output: IntoOutcome> + Send + 'static,
{
    /// Polls where there is room for more messages.
    pub(super) fn poll(&mut self, now: Timestamp) {
        let prefetch = if self.prefetch_paused { 0 } else { self.settings.prefetch };
        let room = self.settings.concurrency + prefetch;
        while self.stop_at.is_none() && self.polls.len() < self.settings.polls && now >= self.poll_after {
            // What waits for its group does not keep other groups out.
            let startable = self.waiting.iter().filter(|key| self.can_start(**key)).count();
            let free = room.saturating_sub(self.running.len() + startable + self.asked);
            if free == 0 {
                return;
            }
            let asked = free.min(POLL_MESSAGES);
            self.asked += asked;
            let settings = self.settings.clone();
            self.polls.spawn(async move {
                let call = settings
                    .client
                    .receive_message(&settings.queue_url)
                    .max_number_of_messages(u8::try_from(asked).expect("at most 10"))
                    .visibility_timeout(settings.visibility_timeout)
                    .wait_time(settings.wait_time)
                    .all_attributes();
                // With the pointers in place of large bodies: the messages are ours from now on, and are kept invisible while
                // their bodies are fetched.
                let received = async { settings.client.receive_with_pointers(call.into_request()?).await };
                Polled { asked, result: received.await }
            });
        }
    }

    pub(super) fn polled(&mut self, polled: Result<Polled, JoinError>) -> Result<(), Error> {
        let Some(Polled { asked, result }) = finished(polled) else { return Ok(()) };
        self.asked -= asked;
        match result {
            Ok(response) => {
                self.polled_once = true;
                self.poll_failures = 0;
                self.take(response.messages);
                Ok(())
            }
            Err(error) if !self.polled_once && is_hopeless(&error) && self.stop_at.is_none() => Err(error),
            Err(error) => {
                self.poll_failures += 1;
                let random = self.settings.client.config().random();
                let wait = full_jitter(random, self.poll_failures, POLL_BACKOFF.0, POLL_BACKOFF.1);
                tracing::warn!(%error, wait_ms = wait.as_millis(), "can't receive messages");
                self.poll_after = self.clock.now() + wait;
                Ok(())
            }
        }
    }

    fn take(&mut self, messages: Vec<Message>) {
        let now = self.clock.now();
        for message in messages {
            self.stats.received += 1;
            let key = self.next_key;
            self.next_key += 1;
            self.leases.insert(key, Lease::new(message, self.is_fifo, now, self.settings.visibility_timeout));
            if self.stop_at.is_some() {
                self.hand_back(key);
            } else {
                self.waiting.push_back(key);
            }
        }
    }
}

/// Whether polling again is no use as long as nobody mends what is wrong: a name, a permission, the configuration.
fn is_hopeless(error: &Error) -> bool {
    !error.is_retryable() && !matches!(error.kind(), ErrorKind::ChecksumMismatch | ErrorKind::InvalidResponse)
}
