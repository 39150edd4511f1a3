//! Making streams, deleting them, and finding them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use void_core::Timestamp;

use super::{
    Code, Engine, Problem,
    consumers::Consumers,
    faults::Faults,
    limits::{
        DEFAULT_MAX_RECORD_KIB, MAX_CREATING, MIN_RETENTION_HOURS, ON_DEMAND_SHARDS, ON_DEMAND_STREAM_LIMIT,
        SHARD_LIMIT,
    },
    recent::Recent,
    ring::Ring,
    settings::check_max_record_size,
    stream::{Distribution, Mode, Status, Stream},
    tags,
};
use crate::types::{HashKey, HashKeyRange};

/// A stream that is to be made.
#[derive(Clone, Debug)]
pub struct NewStream {
    /// Its name.
    pub name: String,
    /// How many shards it has, where it is provisioned.
    pub shards: Option<u32>,
    /// Who looks after its capacity.
    pub mode: Mode,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The largest record: 1,024 to 10,240 KiB.
    pub max_record_kib: Option<u32>,
    /// Its write throughput at once, in MiB a second, where it is on-demand.
    pub warm_mib: Option<u32>,
    /// What decides on a record's shard, where it is on-demand.
    pub distribution: Option<Distribution>,
}

impl NewStream {
    /// A provisioned stream.
    pub fn provisioned(name: impl Into<String>, shards: u32) -> Self {
        Self {
            name: name.into(),
            shards: Some(shards),
            mode: Mode::Provisioned,
            tags: BTreeMap::new(),
            max_record_kib: None,
            warm_mib: None,
            distribution: None,
        }
    }
}

/// What becomes of a deleted stream's consumers with enhanced fan-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsumerDeletion {
    /// A stream that has any stays.
    Refuse,
    /// They go with it.
    Enforce,
}

impl Engine {
    /// Makes a stream; it is `CREATING` for as long as a transition lasts.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` or `Validation` when it can't be as it is to be, `ResourceInUse` when there is one of this name,
    /// `LimitExceeded` for more shards, on-demand streams or streams being made than an account may have.
    pub fn create_stream(&mut self, now: Timestamp, new: NewStream) -> Result<(), Problem> {
        let name = new.name.clone();
        self.check_new(now, &new)?;
        let creating = self.streams.values().filter(|stream| stream.status == Status::Creating).count();
        if creating >= MAX_CREATING {
            return Err(Problem::new(
                Code::LimitExceeded,
                format!("No more than {MAX_CREATING} streams can be in the state CREATING at a time."),
            ));
        }
        self.insert(now, new)?;
        self.begin(now, &name, Status::Creating);
        Ok(())
    }

    /// Makes a provisioned stream that is active at once.
    ///
    /// # Errors
    ///
    /// Those of [`create_stream`](Self::create_stream).
    pub fn create_stream_now(&mut self, now: Timestamp, name: &str, shards: u32) -> Result<(), Problem> {
        let new = NewStream::provisioned(name, shards);
        self.check_new(now, &new)?;
        self.insert(now, new)
    }

    /// Deletes a stream; it is `DELETING` for as long as a transition lasts.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`; `ResourceInUse` when it is being deleted, or has consumers that are to be kept.
    pub fn delete_stream(
        &mut self,
        now: Timestamp,
        name: &str,
        consumers: ConsumerDeletion,
    ) -> Result<(), Problem> {
        let account_id = &self.settings.account_id;
        let stream = self.stream(name)?;
        if stream.status == Status::Deleting {
            return Err(stream.not_active(account_id));
        }
        if consumers == ConsumerDeletion::Refuse && stream.consumers.count(now) > 0 {
            let message = format!(
                "Stream {name} under account {account_id} has consumers: EnforceConsumerDeletion deletes them too."
            );
            return Err(Problem::new(Code::ResourceInUse, message));
        }
        self.begin(now, name, Status::Deleting);
        Ok(())
    }

    /// Whether there is a stream of this name.
    #[must_use]
    pub fn has_stream(&self, name: &str) -> bool {
        self.streams.contains_key(name)
    }

    /// The names of all streams, in their order.
    pub fn stream_names(&self) -> impl Iterator<Item = &str> {
        self.streams.keys().map(|name| &**name)
    }

    /// Drops all streams.
    pub fn reset(&mut self) {
        self.streams.clear();
        self.schedule.clear();
        self.changes.reset();
    }

    /// How many shards take records, in all streams.
    #[must_use]
    pub fn open_shards(&self) -> u32 {
        self.streams.values().map(Stream::open_shard_count).sum()
    }

    /// How many streams are on-demand.
    #[must_use]
    pub fn on_demand_streams(&self) -> usize {
        self.streams.values().filter(|stream| stream.mode == Mode::OnDemand).count()
    }

    /// Checks if a provisioned stream of the account may have `more` shards in all.
    ///
    /// # Errors
    ///
    /// `LimitExceeded`.
    pub(super) fn check_shard_limit(&self, more: u32) -> Result<(), Problem> {
        let open = self.open_shards();
        if open.saturating_add(more) <= SHARD_LIMIT {
            return Ok(());
        }
        let super::Settings { account_id, region, .. } = &self.settings;
        Err(Problem::new(
            Code::LimitExceeded,
            format!(
                "This request would exceed the shard limit for the account {account_id} in {region}. Current shard count \
                 for the account: {open}. Limit: {SHARD_LIMIT}. Number of additional shards that would have resulted from \
                 this request: {more}. Refer to the AWS Service Limits page \
                 (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to \
                 request higher limits."
            ),
        ))
    }

    /// Checks if one more stream may be on-demand.
    ///
    /// # Errors
    ///
    /// `LimitExceeded`.
    pub(super) fn check_on_demand_limit(&self) -> Result<(), Problem> {
        if self.on_demand_streams() < ON_DEMAND_STREAM_LIMIT as usize {
            return Ok(());
        }
        Err(Problem::new(
            Code::LimitExceeded,
            format!(
                "No more than {ON_DEMAND_STREAM_LIMIT} streams of an account can be on-demand at a time."
            ),
        ))
    }

    fn check_new(&self, now: Timestamp, new: &NewStream) -> Result<(), Problem> {
        let name = &new.name;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        if name.is_empty() || name.len() > 128 || !name.bytes().all(allowed) {
            return Err(Problem::argument(format!("{name:?} is not a stream name.")));
        }
        if self.has_stream(name) {
            let account_id = &self.settings.account_id;
            return Err(Problem::new(
                Code::ResourceInUse,
                format!("Stream {name} under account {account_id} already exists."),
            ));
        }
        let what = format!("stream {name} under account {}", self.settings.account_id);
        tags::check_new(&what, &new.tags)?;
        check_max_record_size(new.max_record_kib.unwrap_or(DEFAULT_MAX_RECORD_KIB))?;
        match new.mode {
            Mode::Provisioned => self.check_provisioned(new),
            Mode::OnDemand => self.check_on_demand(now, new),
        }
    }

    fn check_provisioned(&self, new: &NewStream) -> Result<(), Problem> {
        let shards = new.shards.unwrap_or_default();
        if shards == 0 {
            return Err(Problem::new(
                Code::Validation,
                "A provisioned stream needs a ShardCount of 1 or more.",
            ));
        }
        if new.warm_mib.is_some() {
            return Err(Problem::warm_is_for_on_demand());
        }
        if new.distribution == Some(Distribution::Even) {
            return Err(Problem::even_is_for_on_demand());
        }
        self.check_shard_limit(shards)
    }

    fn check_on_demand(&self, now: Timestamp, new: &NewStream) -> Result<(), Problem> {
        if new.shards.is_some() {
            return Err(Problem::argument("ShardCount is for provisioned streams only."));
        }
        if let Some(mib) = new.warm_mib {
            self.check_warm_throughput(now, mib)?;
        }
        self.check_on_demand_limit()
    }

    fn insert(&mut self, now: Timestamp, new: NewStream) -> Result<(), Problem> {
        let name: Arc<str> = new.name.into();
        let shards = match new.mode {
            Mode::Provisioned => new.shards.unwrap_or(1),
            Mode::OnDemand => new.warm_mib.unwrap_or_default().max(ON_DEMAND_SHARDS),
        };
        self.last_id += 1;
        let mut stream = Stream {
            id: self.last_id,
            name: Arc::clone(&name),
            created_at: now,
            status: Status::Active,
            settles_at: None,
            change: None,
            mode: new.mode,
            retention: Duration::from_secs(u64::from(MIN_RETENTION_HOURS) * 3600),
            max_record_kib: new.max_record_kib.unwrap_or(DEFAULT_MAX_RECORD_KIB),
            warm_mib: new.warm_mib,
            distribution: new.distribution.unwrap_or(Distribution::ByKey),
            tags: new.tags,
            policies: BTreeMap::new(),
            mode_changes: Recent::default(),
            encryption_starts: Recent::default(),
            encryption_stops: Recent::default(),
            encrypted_with: None,
            monitoring: BTreeSet::new(),
            consumers: Consumers::default(),
            shards: Vec::new(),
            scalings: Recent::default(),
            ring: Ring::default(),
            kept_since: Timestamp::UNIX_EPOCH,
            last_turn: 0,
            faults: Faults::default(),
        };
        for range in even_ranges(shards) {
            stream.open_shard(now, range, &[]);
        }
        self.changes.touch(&name);
        self.streams.insert(name, stream);
        Ok(())
    }
}

/// The ring in `count` parts of the same size, 2^128 / `count` rounded down; the last one gets what is left over.
pub(super) fn even_ranges(count: u32) -> impl Iterator<Item = HashKeyRange> {
    let parts = u128::from(count);
    let size = match parts {
        0 | 1 => u128::MAX,
        _ => u128::MAX / parts + u128::from(u128::MAX % parts == parts - 1),
    };
    (0..parts).map(move |part| {
        let end = if part + 1 == parts { u128::MAX } else { size * (part + 1) - 1 };
        HashKeyRange { starting_hash_key: HashKey(size * part), ending_hash_key: HashKey(end) }
    })
}
