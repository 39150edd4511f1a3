//! [`MockStorageBuilder`]: how a backend is set up.

use std::sync::Arc;

use void_core::{
    Authorizer, ChangeLog, Credentials, Random, SharedClock, SystemClock,
    change_log::ChangeWriter,
    signing::{Access, Rules, Verifier},
};

use super::{
    BodyStore, MemoryBodies, MockStorage, SavedStorage,
    engine::{Engine, Settings},
    saved::VERSION,
    shell::Backend,
};

/// Sets a [`MockStorage`] up.
#[derive(Clone, Debug)]
pub struct MockStorageBuilder {
    clock: Option<SharedClock>,
    random: Option<Random>,
    region: String,
    account_id: String,
    base_url: String,
    minimum_part_size: u64,
    bodies: Arc<dyn BodyStore>,
    credentials: Vec<Credentials>,
    verify: bool,
    saved: SavedStorage,
    change_log: Option<Arc<dyn ChangeLog>>,
    authorizer: Option<Arc<dyn Authorizer>>,
}

impl MockStorageBuilder {
    pub(super) fn new() -> Self {
        Self {
            clock: None,
            random: None,
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            base_url: "http://localhost:4566".to_owned(),
            minimum_part_size: 5 * 1024 * 1024,
            bodies: Arc::new(MemoryBodies),
            credentials: Vec::new(),
            verify: false,
            saved: SavedStorage::new(),
            change_log: None,
            authorizer: None,
        }
    }

    /// Takes the time from `clock`. Default: a [`SystemClock`], which a paused tokio test moves.
    #[must_use]
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Takes ids from `random`. Default: a seed that differs from run to run.
    #[must_use]
    pub fn random(mut self, random: Random) -> Self {
        self.random = Some(random);
        self
    }

    /// The region of the endpoint and its buckets. Default `us-east-1`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// The account that buckets belong to. Default `000000000000`.
    #[must_use]
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = account_id.into();
        self
    }

    /// The endpoint that [`config`](MockStorage::config) names. Default `http://localhost:4566`. Requests to hosts below it are
    /// in virtual-host style.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// How many bytes each part of an upload has at least, except for the last one. Default: 5 MiB, as the service has it.
    #[must_use]
    pub const fn minimum_part_size(mut self, bytes: u64) -> Self {
        self.minimum_part_size = bytes;
        self
    }

    /// Where objects' bytes are kept. Default: [`MemoryBodies`], whose bytes are in the records of a
    /// [change log](Self::change_log), of at most 4 GiB each.
    #[must_use]
    pub fn bodies(mut self, bodies: Arc<dyn BodyStore>) -> Self {
        self.bodies = bodies;
        self
    }

    /// Credentials that may call; more than one call adds more. Signatures are checked against them once
    /// [`verify_signatures`](Self::verify_signatures) is on, and [`client`](MockStorage::client) signs with the first.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials.push(credentials);
        self
    }

    /// Refuses calls that are not signed with one of the [`credentials`](Self::credentials) for the
    /// [`region`](Self::region). Default: nobody need sign.
    #[must_use]
    pub const fn verify_signatures(mut self) -> Self {
        self.verify = true;
        self
    }

    /// Goes on from what was saved, with the bytes that [`bodies`](Self::bodies) has. Needs a clock that goes on too.
    #[must_use]
    pub fn saved(mut self, saved: SavedStorage) -> Self {
        self.saved = saved;
        self
    }

    /// Has every change written to `log`. A call is answered once what it changed lasts, and with an error when it does not.
    /// What the methods of [`MockStorage`] and its buckets change is written and not waited for;
    /// [`durable`](MockStorage::durable) does.
    #[must_use]
    pub fn change_log(mut self, log: Arc<dyn ChangeLog>) -> Self {
        self.change_log = Some(log);
        self
    }

    /// Has `authorizer` say what those who sign may do. Where signatures are not verified, a request is whose key it names.
    /// Default: everybody may do everything.
    #[must_use]
    pub fn authorizer(mut self, authorizer: Arc<dyn Authorizer>) -> Self {
        self.authorizer = Some(authorizer);
        self
    }

    /// Ends the set-up.
    #[must_use]
    pub fn build(self) -> MockStorage {
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let random = self.random.unwrap_or_else(Random::from_entropy);
        let verifier = Verifier::new("s3").region(&*self.region).rules(Rules::S3);
        let settings = Settings {
            region: self.region,
            account_id: self.account_id,
            minimum_part_size: self.minimum_part_size,
            random: random.fork("storage"),
        };
        let mut engine = Engine::restore(settings, self.saved.into_inner(), &*self.bodies);
        let log = self.change_log.map(|log| ChangeWriter::new(log, VERSION));
        if log.is_some() {
            engine.log_changes();
        }
        let signs_with = self.credentials.first().cloned();
        let access = self.verify.then(|| Access::new(verifier, self.credentials));
        let request_ids = random.fork("storage requests");
        let backend = Backend::new(engine, access, self.bodies, clock, request_ids, self.base_url, log);
        MockStorage::of(Arc::new(backend.with_authorizer(self.authorizer)), signs_with)
    }
}
