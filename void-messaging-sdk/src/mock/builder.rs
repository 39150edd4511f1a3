//! [`MockMessagingBuilder`]: how a backend is set up.

use std::sync::Arc;

use void_core::{
    Authorizer, ChangeLog, Credentials, Random, SharedClock, SystemClock,
    change_log::ChangeWriter,
    signing::{Access, Verifier},
};

use super::{
    MockMessaging, SavedMessaging,
    engine::{Engine, Settings, limits::MAX_IN_FLIGHT},
    history::History,
    saved::VERSION,
    shell::Backend,
};

/// Sets a [`MockMessaging`] up.
#[derive(Clone, Debug)]
pub struct MockMessagingBuilder {
    clock: Option<SharedClock>,
    random: Option<Random>,
    region: String,
    account_id: String,
    base_url: String,
    unreliable: Option<u64>,
    credentials: Vec<Credentials>,
    verify: bool,
    authorizer: Option<Arc<dyn Authorizer>>,
    recreate_wait: bool,
    max_in_flight: usize,
    history: usize,
    saved: SavedMessaging,
    change_log: Option<Arc<dyn ChangeLog>>,
}

impl MockMessagingBuilder {
    pub(super) fn new() -> Self {
        Self {
            clock: None,
            random: None,
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            base_url: "http://localhost:4566".to_owned(),
            unreliable: None,
            credentials: Vec::new(),
            verify: false,
            authorizer: None,
            recreate_wait: false,
            max_in_flight: MAX_IN_FLIGHT,
            history: 10_000,
            saved: SavedMessaging::new(),
            change_log: None,
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

    /// The region in ARNs. Default `us-east-1`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// The account in ARNs and URLs. Default `000000000000`.
    #[must_use]
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = account_id.into();
        self
    }

    /// What the URLs of queues begin with. Default `http://localhost:4566`. A queue is found whatever its URL begins with.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        let mut base_url = base_url.into();
        base_url.truncate(base_url.trim_end_matches('/').len());
        self.base_url = base_url;
        self
    }

    /// Makes standard queues do what they may do and rarely do: one message in four comes up to a second late, messages come
    /// out of order, one in four is delivered twice at the same time, and one in four once more after it was deleted. What
    /// happens to which message follows from `seed` and the order of calls.
    ///
    /// A handler that is not idempotent fails its test so. A message that comes back after its deletion shows in
    /// [`messages`](super::MockQueue::messages) and counts until it is deleted again. FIFO queues stay as they are.
    #[must_use]
    pub const fn at_least_once(mut self, seed: u64) -> Self {
        self.unreliable = Some(seed);
        self
    }

    /// Credentials that may call; more than one call adds more. Signatures are checked against them once
    /// [`verify_signatures`](Self::verify_signatures) is on, and [`client`](MockMessaging::client) signs with the first.
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

    /// Has `authorizer` say what those who sign may do. Where signatures are not verified, a request is whose key it names.
    /// Default: everybody may do everything.
    #[must_use]
    pub fn authorizer(mut self, authorizer: Arc<dyn Authorizer>) -> Self {
        self.authorizer = Some(authorizer);
        self
    }

    /// Refuses a queue whose name's last one was deleted less than 60 seconds ago (`QueueDeletedRecently`), as the service
    /// does. Default: a name can be used again at once.
    #[must_use]
    pub const fn recreate_wait(mut self, wait: bool) -> Self {
        self.recreate_wait = wait;
        self
    }

    /// How many messages may be in flight in one queue. Default 120,000, the service's quota: above it a standard queue
    /// answers `OverLimit`, a FIFO queue gives no messages.
    #[must_use]
    pub const fn max_in_flight(mut self, messages: usize) -> Self {
        self.max_in_flight = messages;
        self
    }

    /// How many messages [`sent`](MockMessaging::sent) and [`deleted`](MockMessaging::deleted) remember each, the latest
    /// ones. Default 10,000; 0 for a backend that holds millions.
    #[must_use]
    pub const fn history(mut self, messages: usize) -> Self {
        self.history = messages;
        self
    }

    /// Goes on from what was saved. What was in flight is visible again, with its receive count; [`sent`](MockMessaging::sent)
    /// and [`deleted`](MockMessaging::deleted) remember nothing from before. Needs a clock that goes on too, and other [randomness](Self::random) than before.
    #[must_use]
    pub fn saved(mut self, saved: SavedMessaging) -> Self {
        self.saved = saved;
        self
    }

    /// Has every change written to `log`. A call is answered once what it changed lasts, and with an error when it does not;
    /// a receive changes nothing that must. What the methods of [`MockMessaging`] and its queues change is written and not
    /// waited for.
    #[must_use]
    pub fn change_log(mut self, log: Arc<dyn ChangeLog>) -> Self {
        self.change_log = Some(log);
        self
    }

    /// Ends the set-up.
    #[must_use]
    pub fn build(self) -> MockMessaging {
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let random = self.random.unwrap_or_else(Random::from_entropy);
        let verifier = Verifier::new("sqs").region(&*self.region);
        let settings = Settings {
            region: self.region,
            account_id: self.account_id,
            random: random.fork("messaging"),
            unreliable: self.unreliable.map(Random::from_seed),
            recreate_wait: self.recreate_wait,
            max_in_flight: self.max_in_flight,
        };
        let mut engine = Engine::restore(settings, self.saved.into_inner());
        let log = self.change_log.map(|log| ChangeWriter::new(log, VERSION));
        if log.is_some() {
            engine.log_changes();
        }
        let signs_with = self.credentials.first().cloned();
        let access = self.verify.then(|| Access::new(verifier, self.credentials));
        let request_ids = random.fork("messaging requests");
        let history = History::new(self.history);
        let backend = Backend::new(engine, history, access, clock, request_ids, self.base_url, log);
        MockMessaging::of(Arc::new(backend.with_authorizer(self.authorizer)), signs_with)
    }
}
