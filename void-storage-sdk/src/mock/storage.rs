//! [`MockStorage`]: the backend, as a test holds it.

use std::{fmt, sync::Arc};

use void_core::{ChangeLogError, Config, Credentials, Random, Timestamp};

use super::{MockBucket, MockStorageBuilder, MockTransport, NotificationSink, saved, shell::Backend};
use crate::VoidStorageClient;

/// Buckets in this process. Cheap to clone; clones are one backend.
#[derive(Clone)]
pub struct MockStorage {
    backend: Arc<Backend>,
    signs_with: Option<Credentials>,
}

impl MockStorage {
    /// A backend with no buckets, as [`builder`](Self::builder) sets it up by default.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Sets a backend up: clock, seed, region, signatures.
    #[must_use]
    pub fn builder() -> MockStorageBuilder {
        MockStorageBuilder::new()
    }

    pub(super) const fn of(backend: Arc<Backend>, signs_with: Option<Credentials>) -> Self {
        Self { backend, signs_with }
    }

    /// A client of this backend, on its clock, with no socket in between.
    #[must_use]
    pub fn client(&self) -> VoidStorageClient {
        VoidStorageClient::new(self.config())
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

    /// Makes a bucket; one that is there is kept as it is.
    ///
    /// # Panics
    ///
    /// When `name` is none that a bucket can have.
    #[track_caller]
    pub fn create_bucket(&self, name: impl AsRef<str>) -> MockBucket {
        let name = name.as_ref();
        let made = self.backend.run(|state| {
            if state.engine.check_bucket(name).is_ok() {
                return Ok(());
            }
            state.engine.create_bucket(state.now, name)
        });
        if let Err(problem) = made {
            panic!("the bucket {name:?} can't be made: {problem}");
        }
        MockBucket::of(Arc::clone(&self.backend), name)
    }

    /// The bucket `name`, which is there.
    ///
    /// # Panics
    ///
    /// When it is not; [`find_bucket`](Self::find_bucket) asks.
    #[must_use]
    #[track_caller]
    pub fn bucket(&self, name: impl AsRef<str>) -> MockBucket {
        let name = name.as_ref();
        match self.find_bucket(name) {
            Some(bucket) => bucket,
            None => panic!("there is no bucket {name:?}; there are {:?}", self.bucket_names()),
        }
    }

    /// The bucket `name`, where it is there.
    #[must_use]
    pub fn find_bucket(&self, name: impl AsRef<str>) -> Option<MockBucket> {
        let name = name.as_ref();
        let found = self.backend.run(|state| state.engine.check_bucket(name).is_ok());
        found.then(|| MockBucket::of(Arc::clone(&self.backend), name))
    }

    /// The names of all buckets, in their order.
    #[must_use]
    pub fn bucket_names(&self) -> Vec<String> {
        self.backend.run(|state| state.engine.buckets().map(|(name, _)| name.to_owned()).collect())
    }

    /// Drops all buckets and what is in them.
    pub fn reset(&self) {
        self.backend.run(|state| state.engine.reset());
    }

    /// What is there, as records for a [`ChangeLog`](void_core::ChangeLog) to begin with anew, in place of all that were
    /// written before the first was taken. The backend goes on meanwhile: its lock is held for 500 versions at a time.
    pub fn snapshot(&self) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
        saved::snapshot(Arc::clone(&self.backend))
    }

    /// Waits until all that was changed so far lasts; where there is no [change log](MockStorageBuilder::change_log), not at all.
    ///
    /// # Errors
    ///
    /// It does not, and nothing will from now on.
    pub async fn durable(&self) -> Result<(), ChangeLogError> {
        self.backend.durable().await
    }

    /// When something falls due next by itself: an object expires. `None` when nothing ever will.
    #[must_use]
    pub fn next_wakeup(&self) -> Option<Timestamp> {
        self.backend.run(|state| state.engine.next_wakeup())
    }

    /// Sends what buckets' notification configurations ask for to `sink`, in place of another one. Without one nothing is sent.
    pub fn notify(&self, sink: Arc<dyn NotificationSink>) {
        self.backend.connect(sink);
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

impl Default for MockStorage {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MockStorage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockStorage").field("buckets", &self.bucket_names()).finish_non_exhaustive()
    }
}
