//! [`LocalCloudBuilder`]: the clock, the seed and the limits of a cloud.

use std::{sync::Arc, time::Duration};

use void_core::{
    Authorizer, ChangeLog, Credentials, ManualClock, Random, SharedClock, SystemClock, Timestamp,
};
use void_messaging_sdk::mock::{MockMessaging, SavedMessaging};
use void_storage_sdk::mock::{BodyStore, MockStorage, SavedStorage};
use void_streams_sdk::mock::{MockStreams, SavedStreams};

use super::{LocalCloud, settings::Settings};
use crate::{durable::Table, manifest::Resources, time::CloudClock};

/// When a seeded cloud's time begins: 2026-01-01T00:00:00Z.
const SEEDED_ORIGIN: Timestamp = Timestamp::from_secs(1_767_225_600);

/// What queue URLs begin with, unless the cloud is served elsewhere. Handlers in this process send nothing there: they reach
/// queues, streams and buckets directly.
const ENDPOINT: &str = "http://localhost:4566";
pub(crate) const REGION: &str = "us-east-1";

/// Makes a [`LocalCloud`]. Each method names its default.
#[derive(Debug, Default)]
#[must_use = "a builder makes a cloud only when `build` is called"]
pub struct LocalCloudBuilder {
    clock: Option<CloudClock>,
    random: Option<Random>,
    seed: Option<u64>,
    variables: Resources,
    at_least_once: Option<u64>,
    max_body_bytes: Option<usize>,
    settle_within: Option<Duration>,
    settle_invocations: Option<u64>,
    endpoint: Option<String>,
    credentials: Option<Credentials>,
    authorizer: Option<Arc<dyn Authorizer>>,
    kept: Option<Kept>,
}

/// What a cloud goes on from, and where its changes go so that they last.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) queues: (SavedMessaging, Arc<dyn ChangeLog>),
    pub(crate) streams: (SavedStreams, Arc<dyn ChangeLog>),
    pub(crate) objects: (SavedStorage, Arc<dyn ChangeLog>),
    pub(crate) bodies: Arc<dyn BodyStore>,
    /// How far functions have come, and what waits for them.
    pub(crate) table: Table,
}

impl LocalCloudBuilder {
    /// Takes the time from `clock`, which moves by itself: real time, or tokio's paused time.
    /// Default: [`SystemClock`], unless there is a seed.
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = Some(CloudClock::Running(clock));
        self
    }

    /// Takes the time from `clock`, which the cloud moves: to what is due next in [`settle`](LocalCloud::settle), by what it is
    /// told in [`advance`](LocalCloud::advance). Hours of retries take no time.
    ///
    /// Functions wait by their configuration's clock, or by the invocation's. One that waits for something else (a socket, a
    /// thread, tokio's clock) is given real time, up to its deadline, while this clock stands still.
    pub fn manual_clock(mut self, clock: ManualClock) -> Self {
        self.clock = Some(CloudClock::Manual(clock));
        self
    }

    /// Makes a run that is the same twice: ids, trace ids and what functions draw from their configuration's `random` follow
    /// from `seed`, and, unless a clock is given, time is a [`ManualClock`] that begins at 2026-01-01T00:00:00Z.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Draws ids and the like from `random`. Default: as the seed says, or else different from run to run.
    pub fn random(mut self, random: Random) -> Self {
        self.random = Some(random);
        self
    }

    /// Gives `${name}` in the `environment` of a `void.yaml` a value. Queues, streams and buckets need none.
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.add_value(name, value);
        self
    }

    /// Makes standard queues deliver late, twice and out of order, within what they may do: a function that is not idempotent
    /// shows it. What happens to which message follows from `seed`. Default: they don't.
    pub const fn at_least_once(mut self, seed: u64) -> Self {
        self.at_least_once = Some(seed);
        self
    }

    /// The largest body of an HTTP request, in bytes; above: 413. Default: 6 MiB, what Lambda takes.
    pub const fn max_body_bytes(mut self, limit: usize) -> Self {
        self.max_body_bytes = Some(limit);
        self
    }

    /// How far [`settle`](LocalCloud::settle) follows what is due, by the cloud's clock. Default: 24 hours.
    pub const fn settle_within(mut self, limit: Duration) -> Self {
        self.settle_within = Some(limit);
        self
    }

    /// How many invocations a [`settle`](LocalCloud::settle) makes at most. Default: 100,000.
    pub const fn settle_invocations(mut self, limit: u64) -> Self {
        self.settle_invocations = Some(limit);
        self
    }

    /// Where queues, streams and buckets are served: what queue URLs begin with. Default: `http://localhost:4566`.
    pub(crate) fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Verifies signatures: requests by these credentials are taken, and by those that are allowed later.
    pub(crate) fn verify(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Has `authorizer` say what those who sign may do. Default: everything.
    pub(crate) fn authorizer(mut self, authorizer: Arc<dyn Authorizer>) -> Self {
        self.authorizer = Some(authorizer);
        self
    }

    /// Goes on from what is kept, and keeps what changes. What messages were sent is not remembered then.
    pub(crate) fn kept(mut self, kept: Kept) -> Self {
        self.kept = Some(kept);
        self
    }

    /// Makes the cloud, with no functions, queues, streams and buckets.
    #[must_use]
    pub fn build(self) -> LocalCloud {
        let clock = self.clock.unwrap_or_else(|| match self.seed {
            Some(_) => CloudClock::Manual(ManualClock::new(SEEDED_ORIGIN)),
            None => CloudClock::Running(Arc::new(SystemClock::new())),
        });
        let random =
            self.random.unwrap_or_else(|| self.seed.map_or_else(Random::from_entropy, Random::from_seed));
        let endpoint = self.endpoint.unwrap_or_else(|| ENDPOINT.to_owned());
        let mut messaging = MockMessaging::builder()
            .clock(clock.shared())
            .random(random.fork("messaging"))
            .base_url(&endpoint)
            .region(REGION);
        if let Some(seed) = self.at_least_once {
            messaging = messaging.at_least_once(seed);
        }
        let mut streams = MockStreams::builder()
            .clock(clock.shared())
            .random(random.fork("streams"))
            .base_url(&endpoint)
            .region(REGION);
        let mut storage = MockStorage::builder()
            .clock(clock.shared())
            .random(random.fork("storage"))
            .base_url(&endpoint)
            .region(REGION);
        if let Some(credentials) = self.credentials {
            messaging = messaging.credentials(credentials.clone()).verify_signatures();
            streams = streams.credentials(credentials.clone()).verify_signatures();
            storage = storage.credentials(credentials).verify_signatures();
        }
        if let Some(authorizer) = self.authorizer {
            messaging = messaging.authorizer(Arc::clone(&authorizer));
            streams = streams.authorizer(Arc::clone(&authorizer));
            storage = storage.authorizer(authorizer);
        }
        let mut kept_table = None;
        if let Some(Kept { queues, streams: kept_streams, objects, bodies, table }) = self.kept {
            kept_table = Some(table);
            messaging = messaging.saved(queues.0).change_log(queues.1).history(0);
            streams = streams.saved(kept_streams.0).change_log(kept_streams.1);
            storage = storage.saved(objects.0).change_log(objects.1).bodies(bodies);
        }
        let settings = Settings {
            clock,
            random,
            variables: self.variables,
            max_body_bytes: self.max_body_bytes.unwrap_or(6 * 1024 * 1024),
            settle_within: self.settle_within.unwrap_or(Duration::from_secs(24 * 60 * 60)),
            settle_invocations: self.settle_invocations.unwrap_or(100_000),
            endpoint,
        };
        LocalCloud::assemble(settings, messaging.build(), streams.build(), storage.build(), kept_table)
    }
}
