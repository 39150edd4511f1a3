//! [`MockStreamsBuilder`]: how a backend is set up.

use std::{sync::Arc, time::Duration};

use void_core::{
    Authorizer, ChangeLog, Credentials, Random, SharedClock, SystemClock,
    change_log::ChangeWriter,
    signing::{Access, Verifier},
};

use super::{
    MockStreams, SavedStreams,
    engine::{Engine, Settings},
    saved::VERSION,
    shell::Backend,
};

/// Sets a [`MockStreams`] up.
#[derive(Clone, Debug)]
pub struct MockStreamsBuilder {
    clock: Option<SharedClock>,
    random: Option<Random>,
    region: String,
    account_id: String,
    base_url: String,
    transition: Duration,
    credentials: Vec<Credentials>,
    verify: bool,
    authorizer: Option<Arc<dyn Authorizer>>,
    enforce_throughput: bool,
    saved: SavedStreams,
    change_log: Option<Arc<dyn ChangeLog>>,
}

impl MockStreamsBuilder {
    pub(super) fn new() -> Self {
        Self {
            clock: None,
            random: None,
            region: "us-east-1".to_owned(),
            account_id: "000000000000".to_owned(),
            base_url: "http://localhost:4566".to_owned(),
            transition: Duration::ZERO,
            credentials: Vec::new(),
            verify: false,
            authorizer: None,
            enforce_throughput: false,
            saved: SavedStreams::new(),
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

    /// The account in ARNs. Default `000000000000`.
    #[must_use]
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = account_id.into();
        self
    }

    /// The endpoint that [`config`](MockStreams::config) names. Default `http://localhost:4566`.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// How long a stream is `CREATING`, `UPDATING` or `DELETING`, and a consumer `CREATING` or `DELETING`. Default zero: at once.
    #[must_use]
    pub const fn transition_time(mut self, time: Duration) -> Self {
        self.transition = time;
        self
    }

    /// Throttles as the service does: 1 MiB and 1,000 records a second into a shard, 2 MiB and 5 calls a second out of one.
    /// A consumer with enhanced fan-out is pushed 2 MiB of a shard in any second, apart from that and from other consumers:
    /// what is more waits, and a record larger than that takes the seconds that it needs. Default: nothing is throttled, and
    /// nothing waits.
    #[must_use]
    pub const fn enforce_throughput(mut self) -> Self {
        self.enforce_throughput = true;
        self
    }

    /// Credentials that may call; more than one call adds more. Signatures are checked against them once
    /// [`verify_signatures`](Self::verify_signatures) is on, and [`client`](MockStreams::client) signs with the first.
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

    /// Goes on from what was saved. What shards let through lately, subscriptions and faults to come are forgotten. Needs a
    /// clock that goes on too.
    #[must_use]
    pub fn saved(mut self, saved: SavedStreams) -> Self {
        self.saved = saved;
        self
    }

    /// Has every change written to `log`. A call is answered once what it changed lasts, and with an error when it does not.
    /// What the methods of [`MockStreams`] and its streams change is written and not waited for.
    #[must_use]
    pub fn change_log(mut self, log: Arc<dyn ChangeLog>) -> Self {
        self.change_log = Some(log);
        self
    }

    /// Ends the set-up.
    #[must_use]
    pub fn build(self) -> MockStreams {
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let random = self.random.unwrap_or_else(Random::from_entropy);
        let verifier = Verifier::new("kinesis").region(&*self.region);
        let settings = Settings {
            region: self.region,
            account_id: self.account_id,
            random: random.fork("streams"),
            transition: self.transition,
            enforce_throughput: self.enforce_throughput,
        };
        let mut engine = Engine::restore(settings, self.saved.into_inner());
        let log = self.change_log.map(|log| ChangeWriter::new(log, VERSION));
        if log.is_some() {
            engine.log_changes();
        }
        let signs_with = self.credentials.first().cloned();
        let access = self.verify.then(|| Access::new(verifier, self.credentials));
        let request_ids = random.fork("streams requests");
        let backend = Backend::new(engine, access, clock, request_ids, self.base_url, log);
        MockStreams::of(Arc::new(backend.with_authorizer(self.authorizer)), signs_with)
    }
}
