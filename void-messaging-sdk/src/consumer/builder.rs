//! [`Consumer`]: how messages are taken, and its two forms.

use std::{future::pending, sync::Arc, time::Duration};

use super::{Deliveries, IntoOutcome, driver::Driver, stream};
use crate::{
    client::VoidMessagingClient,
    error::Error,
    types::{Message, QueueUrl},
};

/// The longest that a message can be invisible.
pub(super) const MAX_VISIBILITY: Duration = Duration::from_secs(43_200);

/// Takes messages from a queue: what [`VoidMessagingClient::consumer`] gives. Its methods set it up,
/// [`run`](Self::run) and [`stream`](Self::stream) start it.
///
/// - It polls as long as there is room for a message, and waits longer after each failure.
/// - A message stays invisible to others as long as its handler runs: its visibility is extended when half of it
///   has passed.
/// - A message that was handled is deleted; deletes go in batches.
/// - One that was not is received again, later at each time; one whose handler panics or takes too long as well.
/// - In a FIFO queue one message of a group is handled at a time. When one fails, those of its group that were
///   received after it are given back, so that none overtakes it.
/// - At shutdown what runs is finished, within a limit, and the rest is given back.
/// - When it is dropped or crashes, nothing is lost: what was not deleted is received again once its visibility
///   time-out has passed. Handlers must stand a message that comes twice.
#[derive(Clone, Debug)]
#[must_use = "a consumer does nothing until it is started"]
pub struct Consumer {
    pub(super) client: VoidMessagingClient,
    pub(super) queue_url: QueueUrl,
    pub(super) concurrency: usize,
    pub(super) prefetch: usize,
    pub(super) polls: usize,
    pub(super) visibility_timeout: Duration,
    pub(super) wait_time: Duration,
    pub(super) handler_timeout: Option<Duration>,
    pub(super) retry_backoff: (Duration, Duration),
    pub(super) dead_letter_queue: Option<QueueUrl>,
    pub(super) shutdown_limit: Duration,
    pub(super) settle_linger: Duration,
}

/// How many messages a consumer saw, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsumerStats {
    /// Received, each time counted.
    pub received: u64,
    /// Handled and deleted.
    pub done: u64,
    /// Given back to be received again: by the handler's outcome, a panic or the time limit.
    pub retried: u64,
    /// Of those, the ones whose handler panicked.
    pub panicked: u64,
    /// Of those, the ones whose handler took too long.
    pub timed_out: u64,
    /// Moved to the dead-letter queue.
    pub dead_lettered: u64,
    /// Given back without having been handled to an end.
    pub handed_back: u64,
}

impl VoidMessagingClient {
    /// Sets a consumer of a queue up.
    pub fn consumer(&self, queue_url: impl Into<QueueUrl>) -> Consumer {
        Consumer {
            client: self.clone(),
            queue_url: queue_url.into(),
            concurrency: 10,
            prefetch: 0,
            polls: 1,
            visibility_timeout: Duration::from_secs(30),
            wait_time: Duration::from_secs(20),
            handler_timeout: None,
            retry_backoff: (Duration::from_secs(2), Duration::from_secs(900)),
            dead_letter_queue: None,
            shutdown_limit: Duration::from_secs(25),
            settle_linger: Duration::from_millis(50),
        }
    }
}

impl Consumer {
    /// Handles so many messages at a time. Default 10, at least 1.
    pub fn concurrency(mut self, messages: usize) -> Self {
        self.concurrency = messages.max(1);
        self
    }

    /// Takes so many messages ahead of a free handler. Default 0.
    ///
    /// One that has waited until a third of its visibility is left is given back instead of started, and has been
    /// received once for nothing: take ahead only where handlers are much quicker than the visibility time-out.
    pub fn prefetch(mut self, messages: usize) -> Self {
        self.prefetch = messages;
        self
    }

    /// Polls so many times at once, each for up to 10 messages. Default 1, at least 1. More help where handlers are
    /// so many and so quick that a poll's round trip is the limit.
    pub fn polls(mut self, polls: usize) -> Self {
        self.polls = polls.max(1);
        self
    }

    /// Keeps a message invisible for so long at a time: 1 s to 12 h, whole seconds. Default 30 s. It is extended
    /// while the handler runs, so this is how long others wait for the message when this process dies.
    pub fn visibility_timeout(mut self, timeout: Duration) -> Self {
        self.visibility_timeout = timeout.clamp(Duration::from_secs(1), MAX_VISIBILITY);
        self
    }

    /// Lets a poll wait so long for a message: up to 20 s, whole seconds. Default 20 s.
    pub fn wait_time(mut self, wait: Duration) -> Self {
        self.wait_time = wait.min(Duration::from_secs(20));
        self
    }

    /// Gives a handler so long for a message; one that takes longer is dropped, and the message received again.
    /// Default: no limit but the 12 h that a message can be invisible.
    pub const fn handler_timeout(mut self, limit: Duration) -> Self {
        self.handler_timeout = Some(limit);
        self
    }

    /// Waits before a message is received again, where the outcome does not say how long: a random part of `first`,
    /// of twice that at the second failure, and so on up to `most`. Default 2 s and 15 min.
    pub fn retry_backoff(mut self, first: Duration, most: Duration) -> Self {
        self.retry_backoff = (first.min(MAX_VISIBILITY), most.min(MAX_VISIBILITY));
        self
    }

    /// Sends what a handler calls a dead letter there. Default: the dead-letter queue of the queue's redrive
    /// policy. Where there is neither, the message is received again as after
    /// [`Outcome::Retry`](crate::Outcome::Retry), which the log says.
    pub fn dead_letter_queue(mut self, queue_url: impl Into<QueueUrl>) -> Self {
        self.dead_letter_queue = Some(queue_url.into());
        self
    }

    /// Gives handlers so long to finish at shutdown; those that take longer are dropped, and their messages given
    /// back. Default 25 s.
    pub const fn shutdown_limit(mut self, limit: Duration) -> Self {
        self.shutdown_limit = limit;
        self
    }

    /// Lets a delete wait so long for others of its batch. Default 50 ms; a FIFO queue does not wait.
    pub const fn settle_linger(mut self, linger: Duration) -> Self {
        self.settle_linger = linger;
        self
    }

    /// Handles messages with `handler` until `shutdown` resolves, then finishes what runs and gives the rest back.
    ///
    /// A handler runs as a task of its own, inside the trace of its message. It answers with an
    /// [`Outcome`](crate::Outcome), with `()` for done, or with a `Result` whose error means to try again. To go on
    /// for ever give [`std::future::pending()`] as `shutdown`.
    ///
    /// Dropping the future stops the handlers where they are; their messages are received again.
    ///
    /// # Errors
    ///
    /// That of the first poll, where trying again is no use: no such queue, no permission, bad configuration. After
    /// the first poll that succeeds errors are logged and waited out.
    pub async fn run<H, F>(
        self,
        handler: H,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<ConsumerStats, Error>
    where
        H: Fn(Arc<Message>) -> F + Send + Sync + 'static,
        F: Future<Output: IntoOutcome> + Send + 'static,
    {
        Box::pin(Driver::new(self, handler).run(shutdown)).await
    }

    /// Handles messages until this future is dropped: [`run`](Self::run) without a shutdown.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn run_for_ever<H, F>(self, handler: H) -> Result<ConsumerStats, Error>
    where
        H: Fn(Arc<Message>) -> F + Send + Sync + 'static,
        F: Future<Output: IntoOutcome> + Send + 'static,
    {
        self.run(handler, pending()).await
    }

    /// Gives messages as a stream, each of which has to be told what becomes of it. Starts a task of its own on the
    /// current tokio runtime.
    ///
    /// Up to [`concurrency`](Self::concurrency) messages are given out and not settled at a time. The handler's
    /// time limit counts from the moment that the message is ready.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn stream(self) -> Deliveries {
        stream::start(self)
    }
}
