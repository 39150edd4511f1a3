//! [`MockMessaging`]: the backend, as a test holds it.

use std::{collections::BTreeMap, fmt, sync::Arc};

use void_core::{ChangeLogError, Config, Credentials, Random, Timestamp};

use super::{MockMessagingBuilder, MockQueue, MockTransport, PastMessage, saved, shell::Backend};
use crate::{QueueUrl, VoidMessagingClient};

/// Queues in this process. Cheap to clone; clones are one backend.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), void_messaging_sdk::Error> {
/// use void_messaging_sdk::mock::MockMessaging;
///
/// let mock = MockMessaging::new();
/// let queue = mock.create_queue("order-events-queue");
///
/// mock.client().send_message(queue.url(), "hello").message_attribute("EventType", "OrderPlaced").await?;
///
/// let messages = queue.messages();
/// assert_eq!(messages[0].body(), "hello");
/// assert_eq!(messages[0].attribute("EventType"), Some("OrderPlaced"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct MockMessaging {
    backend: Arc<Backend>,
    signs_with: Option<Credentials>,
}

impl MockMessaging {
    /// A backend with no queues, as [`builder`](Self::builder) sets it up by default.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Sets a backend up: clock, seed, region, signatures.
    #[must_use]
    pub fn builder() -> MockMessagingBuilder {
        MockMessagingBuilder::new()
    }

    pub(super) const fn of(backend: Arc<Backend>, signs_with: Option<Credentials>) -> Self {
        Self { backend, signs_with }
    }

    /// A client of this backend, on its clock, with no socket in between.
    #[must_use]
    pub fn client(&self) -> VoidMessagingClient {
        VoidMessagingClient::new(self.config())
    }

    /// The configuration of such a client, for a client that is to be made elsewhere.
    #[must_use]
    pub fn config(&self) -> Config {
        let region = self.backend.peek(|state| state.engine.settings().region.clone());
        let mut config = Config::builder()
            .transport(self.transport())
            .endpoint_url(&self.backend.base_url)
            .region(region)
            .clock(Arc::clone(&self.backend.clock))
            .random(Random::from_seed(self.backend.random.next_u64()));
        if let Some(credentials) = &self.signs_with {
            config = config.credentials(credentials.clone());
        }
        config.build()
    }

    /// The backend as a transport: for a client of another configuration, to be wrapped, or to be served.
    #[must_use]
    pub fn transport(&self) -> MockTransport {
        MockTransport::new(Arc::clone(&self.backend))
    }

    /// Makes a queue with the default attributes, a FIFO queue where `name` ends in `.fifo`; one that is there is kept as it
    /// is. Through [`client`](Self::client) a queue can be made with others.
    ///
    /// # Panics
    ///
    /// When `name` is none that a queue can have.
    #[track_caller]
    pub fn create_queue(&self, name: impl AsRef<str>) -> MockQueue {
        self.create_queue_with(name, [] as [(&str, &str); 0])
    }

    /// Makes a queue with attributes, by their names on the wire (`VisibilityTimeout`); one that is there is kept as it is.
    ///
    /// # Panics
    ///
    /// When a queue can't have that name, or an attribute is not one or has no such value.
    #[track_caller]
    pub fn create_queue_with<N, V>(
        &self,
        name: impl AsRef<str>,
        attributes: impl IntoIterator<Item = (N, V)>,
    ) -> MockQueue
    where
        N: Into<String>,
        V: Into<String>,
    {
        let name = name.as_ref();
        let mut given: BTreeMap<String, String> =
            attributes.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        if name.ends_with(".fifo") {
            given.insert("FifoQueue".to_owned(), "true".to_owned());
        }
        let made = self.backend.run(|state| {
            if state.engine.has_queue(name) {
                return Ok(());
            }
            state.engine.create_queue(state.now, name, &given, &BTreeMap::new())
        });
        if let Err(problem) = made {
            panic!("the queue {name:?} can't be made: {problem}");
        }
        MockQueue::of(Arc::clone(&self.backend), name)
    }

    /// The queue `name`, which is there.
    ///
    /// # Panics
    ///
    /// When it is not; [`find_queue`](Self::find_queue) asks.
    #[must_use]
    #[track_caller]
    pub fn queue(&self, name: impl AsRef<str>) -> MockQueue {
        let name = name.as_ref();
        match self.find_queue(name) {
            Some(queue) => queue,
            None => panic!("there is no queue {name:?}; there are {:?}", self.queue_names()),
        }
    }

    /// The queue `name`, where it is there.
    #[must_use]
    pub fn find_queue(&self, name: impl AsRef<str>) -> Option<MockQueue> {
        let name = name.as_ref();
        let found = self.backend.peek(|state| state.engine.has_queue(name));
        found.then(|| MockQueue::of(Arc::clone(&self.backend), name))
    }

    /// The URL that a queue of this name has, whether it is there or not.
    #[must_use]
    pub fn queue_url(&self, name: impl AsRef<str>) -> QueueUrl {
        super::operations::queue_url(&self.backend, name.as_ref())
    }

    /// The names of all queues, in their order.
    #[must_use]
    pub fn queue_names(&self) -> Vec<String> {
        self.backend.peek(|state| state.engine.queues("", None, usize::MAX).names)
    }

    /// What was sent to any queue, the latest 10,000 or as many as the set-up says. Duplicates that a FIFO queue took and did
    /// not store are not among them.
    #[must_use]
    pub fn sent(&self) -> Vec<PastMessage> {
        self.backend.peek(|state| state.history.sent())
    }

    /// What was deleted from any queue by whoever received it, as many as [`sent`](Self::sent) remembers.
    #[must_use]
    pub fn deleted(&self) -> Vec<PastMessage> {
        self.backend.peek(|state| state.history.deleted())
    }

    /// Drops all queues, messages and what is remembered of them. Subscriptions end, long polls are answered.
    pub fn reset(&self) {
        self.backend.run(|state| {
            state.engine.reset();
            state.history.clear();
            state.wake_all();
        });
    }

    /// What is there, as records for a [`ChangeLog`](void_core::ChangeLog) to begin with anew, in place of all that were
    /// written before the first was taken. The backend goes on meanwhile: its lock is held for 500 messages at a time.
    pub fn snapshot(&self) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
        saved::snapshot(Arc::clone(&self.backend))
    }

    /// Waits until all that was changed so far lasts; where there is no [change log](MockMessagingBuilder::change_log), not at all.
    ///
    /// # Errors
    ///
    /// It does not, and nothing will from now on.
    pub async fn durable(&self) -> Result<(), ChangeLogError> {
        self.backend.durable().await
    }

    /// When something falls due next by itself: a message becomes visible or expires, a move task goes on. `None` when
    /// nothing ever will.
    #[must_use]
    pub fn next_wakeup(&self) -> Option<Timestamp> {
        self.backend.run(|state| {
            state.engine.pass(state.now);
            state.engine.next_wakeup(state.now)
        })
    }

    /// Lets `credentials` call too, where signatures are verified.
    pub fn allow(&self, credentials: Credentials) {
        self.backend.run(|state| {
            if let Some(access) = &mut state.access {
                access.allow(credentials);
            }
        });
    }
}

impl Default for MockMessaging {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MockMessaging {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockMessaging").field("queues", &self.queue_names()).finish_non_exhaustive()
    }
}
