//! [`MockStreams`]: the backend, as a test holds it.

use std::{fmt, sync::Arc};

use void_core::{Config, Credentials, Random, Timestamp};

use super::{MockStream, MockStreamsBuilder, MockTransport, Throttled, saved, shell::Backend};
use crate::VoidStreamsClient;

/// Streams in this process. Cheap to clone; clones are one backend.
#[derive(Clone)]
pub struct MockStreams {
    backend: Arc<Backend>,
    signs_with: Option<Credentials>,
}

impl MockStreams {
    /// A backend with no streams, as [`builder`](Self::builder) sets it up by default.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Sets a backend up: clock, seed, region, throughput, signatures.
    #[must_use]
    pub fn builder() -> MockStreamsBuilder {
        MockStreamsBuilder::new()
    }

    pub(super) const fn of(backend: Arc<Backend>, signs_with: Option<Credentials>) -> Self {
        Self { backend, signs_with }
    }

    /// A client of this backend, on its clock, with no socket in between.
    #[must_use]
    pub fn client(&self) -> VoidStreamsClient {
        VoidStreamsClient::new(self.config())
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

    /// Makes a provisioned stream of `shards` shards, `ACTIVE` at once; one that is there is kept as it is. Through
    /// [`client`](Self::client) a stream can be made with more of a say.
    ///
    /// # Panics
    ///
    /// When `name` is none that a stream can have, or `shards` is 0 or too many.
    #[track_caller]
    pub fn create_stream(&self, name: impl AsRef<str>, shards: u32) -> MockStream {
        let name = name.as_ref();
        let made = self.backend.run(|state| {
            if state.engine.has_stream(name) {
                return Ok(());
            }
            state.engine.create_stream_now(state.now, name, shards)
        });
        if let Err(problem) = made {
            panic!("the stream {name:?} can't be made: {problem}");
        }
        MockStream::of(Arc::clone(&self.backend), name)
    }

    /// The stream `name`, which is there.
    ///
    /// # Panics
    ///
    /// When it is not; [`find_stream`](Self::find_stream) asks.
    #[must_use]
    #[track_caller]
    pub fn stream(&self, name: impl AsRef<str>) -> MockStream {
        let name = name.as_ref();
        match self.find_stream(name) {
            Some(stream) => stream,
            None => panic!("there is no stream {name:?}; there are {:?}", self.stream_names()),
        }
    }

    /// The stream `name`, where it is there.
    #[must_use]
    pub fn find_stream(&self, name: impl AsRef<str>) -> Option<MockStream> {
        let name = name.as_ref();
        let found = self.backend.look(|state| state.engine.has_stream(name));
        found.then(|| MockStream::of(Arc::clone(&self.backend), name))
    }

    /// The names of all streams, in their order.
    #[must_use]
    pub fn stream_names(&self) -> Vec<String> {
        self.backend.look(|state| state.engine.stream_names().map(ToOwned::to_owned).collect())
    }

    /// Drops all streams and their records. Subscriptions end.
    pub fn reset(&self) {
        self.backend.run(|state| state.engine.reset());
    }

    /// What is there, as records for a [`ChangeLog`](void_core::ChangeLog) to begin with anew, in place of all that were
    /// written before the first was taken. The backend goes on meanwhile: its lock is held for 500 records at a time.
    pub fn snapshot(&self) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
        saved::snapshot(Arc::clone(&self.backend))
    }

    /// When something falls due next by itself: a stream changes its state, a record expires. `None` when nothing ever will.
    #[must_use]
    pub fn next_wakeup(&self) -> Option<Timestamp> {
        self.backend.look(|state| state.engine.next_wakeup(state.now))
    }

    /// What was throttled of each shard, or, where [`enforce_throughput`](MockStreamsBuilder::enforce_throughput) is off, would
    /// have been: only what is not zero, and of the streams that there are. What a subscription pushes later is not in it:
    /// nobody is refused anything.
    #[must_use]
    pub fn throttled(&self) -> Vec<Throttled> {
        self.backend.peek(|state| state.engine.throttled())
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

impl Default for MockStreams {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MockStreams {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockStreams").field("streams", &self.stream_names()).finish_non_exhaustive()
    }
}
