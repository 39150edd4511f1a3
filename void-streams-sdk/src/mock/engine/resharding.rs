//! Resharding: shards are split and merged, and the open ones cover the ring at any time.
//!
//! <https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-resharding.html>

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{
    Code, Engine, Problem,
    limits::{MAX_SCALED_SHARDS, MAX_SCALINGS_A_DAY},
    shard::{Shard, number_to_index, shard_id, shard_number},
    stream::{Mode, Status, Stream},
    streams::even_ranges,
    transitions::Change,
};
use crate::types::{HashKey, HashKeyRange};

/// What is done to the shards of a stream when it is active again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Resharding {
    /// The shard goes, and two come: below the key, and from it on.
    Split(u32, HashKey),
    /// The shards go, and one comes: parent and adjacent parent.
    Merge(u32, u32),
    /// So many are there that are of the same size.
    Scale(u32),
}

/// What UpdateShardCount has to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardCounts {
    /// How many open shards there are.
    pub current: u32,
    /// How many there will be.
    pub target: u32,
}

impl Engine {
    /// Splits a shard: its second child gets the hash keys from `key` on. The stream is `Updating` for the time that
    /// transitions take, then the shards change.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` without the stream or the shard, `ResourceInUse` when the stream is not active, `Validation` for an
    /// on-demand stream, `InvalidArgument` when the shard is closed or `key` not inside of it, `LimitExceeded` for more shards
    /// than an account can have.
    pub fn split_shard(
        &mut self,
        now: Timestamp,
        stream: &str,
        shard: &str,
        key: HashKey,
    ) -> Result<(), Problem> {
        let number = self.number_of(stream, shard)?;
        let found = self.to_be_resharded(stream)?;
        let shard = self.eligible(found, number)?;
        self.check_shard_limit(1)?;
        let HashKeyRange { starting_hash_key: start, ending_hash_key: end } = shard.range;
        if key.0 <= start.0.saturating_add(1) || key >= end {
            return Err(Problem::argument(format!(
                "NewStartingHashKey {key} used in SplitShard() on shard {} in stream {stream} under account {} is not both \
                 greater than one plus the shard's StartingHashKey {start} and less than the shard's EndingHashKey {end}.",
                shard.id(),
                self.settings.account_id,
            )));
        }
        self.reshard(now, stream, Resharding::Split(number, key));
        Ok(())
    }

    /// Merges two shards: `adjacent` begins where `shard` ends. The stream is `Updating` for the time that transitions take,
    /// then the shards change.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` without the stream or a shard, `ResourceInUse` when the stream is not active, `Validation` for an
    /// on-demand stream, `InvalidArgument` when one is closed or they are not adjacent in this order.
    pub fn merge_shards(
        &mut self,
        now: Timestamp,
        stream: &str,
        shard: &str,
        adjacent: &str,
    ) -> Result<(), Problem> {
        let numbers = (self.number_of(stream, shard)?, self.number_of(stream, adjacent)?);
        let found = self.to_be_resharded(stream)?;
        let (low, high) = (self.eligible(found, numbers.0)?, self.eligible(found, numbers.1)?);
        let follows = low.range.ending_hash_key.0.checked_add(1) == Some(high.range.starting_hash_key.0);
        if !follows {
            return Err(Problem::argument(format!(
                "Shards {} and {} in stream {stream} under account {} are not an adjacent pair of shards eligible for merging",
                low.id(),
                high.id(),
                self.settings.account_id,
            )));
        }
        self.reshard(now, stream, Resharding::Merge(numbers.0, numbers.1));
        Ok(())
    }

    /// Gives a stream `target` open shards of the same size. The stream is `Updating` for the time that transitions take, then
    /// the shards change: each is split where a new one begins, then what belongs together is merged.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` without the stream, `ResourceInUse` when it is not active, `Validation` for an on-demand stream,
    /// `LimitExceeded` for more than double or less than half of the shards, for more than 10,000 or than an account can
    /// have, or for the eleventh time in 24 hours.
    pub fn update_shard_count(
        &mut self,
        now: Timestamp,
        stream: &str,
        target: u32,
    ) -> Result<ShardCounts, Problem> {
        let found = self.to_be_resharded(stream)?;
        let current = found.open_shard_count();
        check_scaling(current, target)?;
        if target > current {
            self.check_shard_limit(target - current)?;
        }
        let found = self.stream_mut(stream)?;
        if !found.scalings.note(now, MAX_SCALINGS_A_DAY) {
            let message = format!(
                "UpdateShardCount was called {MAX_SCALINGS_A_DAY} times for stream {stream} in the last 24 hours: it can be \
                 called no more often."
            );
            return Err(Problem::new(Code::LimitExceeded, message));
        }
        self.reshard(now, stream, Resharding::Scale(target));
        Ok(ShardCounts { current, target })
    }

    fn reshard(&mut self, now: Timestamp, stream: &str, what: Resharding) {
        if let Some(found) = self.streams.get_mut(stream) {
            found.change = Some(Change::Shards(what));
        }
        self.begin(now, stream, Status::Updating);
    }

    /// The stream `name`, where its shards can be changed by the caller.
    fn to_be_resharded(&self, name: &str) -> Result<&Stream, Problem> {
        let stream = self.stream(name)?;
        let account_id = &self.settings.account_id;
        if stream.status != Status::Active {
            return Err(stream.not_active(account_id));
        }
        match stream.mode {
            Mode::Provisioned => Ok(stream),
            Mode::OnDemand => Err(Problem::new(
                Code::Validation,
                format!("Request is invalid. Stream {name} under account {account_id} is in On-Demand mode."),
            )),
        }
    }

    /// The number in a shard's id.
    fn number_of(&self, stream: &str, id: &str) -> Result<u32, Problem> {
        let number = shard_number(id).and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| self.no_shard(stream, id))
    }

    /// The shard with a number, which can be split and merged.
    fn eligible<'a>(&self, stream: &'a Stream, number: u32) -> Result<&'a Shard, Problem> {
        let (name, id) = (&stream.name, shard_id(number_to_index(number)));
        let shard = stream.shard(number).ok_or_else(|| self.no_shard(name, &id))?;
        if shard.is_open() {
            return Ok(shard);
        }
        let account_id = &self.settings.account_id;
        Err(Problem::argument(format!(
            "Shard {id} in stream {name} under account {account_id} has already been merged or split, and thus is not eligible \
             for merging or splitting."
        )))
    }

    fn no_shard(&self, stream: &str, id: &str) -> Problem {
        let account_id = &self.settings.account_id;
        let message = format!("Could not find shard {id} in stream {stream} under account {account_id}.");
        Problem::new(Code::ResourceNotFound, message)
    }
}

fn check_scaling(current: u32, target: u32) -> Result<(), Problem> {
    let counts = format!("Current open shard count: {current}, Target shard count: {target}");
    let refused = |why: &str| {
        Err(Problem::new(Code::LimitExceeded, format!("UpdateShardCount cannot {why}. {counts}")))
    };
    if target > current.saturating_mul(2) {
        return refused("scale up over double your current open shard count");
    }
    if target < current.div_ceil(2) {
        return refused("scale down below half your current open shard count");
    }
    if target > MAX_SCALED_SHARDS || (target == MAX_SCALED_SHARDS && current > target) {
        return refused(&format!("scale to more than {MAX_SCALED_SHARDS} shards"));
    }
    Ok(())
}

impl Stream {
    /// Changes the shards.
    pub(super) fn reshard(&mut self, now: Timestamp, what: Resharding) {
        match what {
            Resharding::Split(shard, key) => self.split(now, shard, &[key]),
            Resharding::Merge(shard, adjacent) => {
                self.merge(now, shard, adjacent);
            }
            Resharding::Scale(target) => self.scale(now, target),
        }
    }

    fn scale(&mut self, now: Timestamp, target: u32) {
        let ranges: Vec<HashKeyRange> = even_ranges(target).collect();
        let starts: Vec<HashKey> = ranges.iter().map(|range| range.starting_hash_key).collect();
        let open: Vec<u32> = self.ring.shards().collect();
        for number in open {
            let Some(HashKeyRange { starting_hash_key, ending_hash_key }) = self.range_of(number) else {
                continue;
            };
            let from = starts.partition_point(|start| *start <= starting_hash_key);
            let to = starts.partition_point(|start| *start <= ending_hash_key);
            self.split(now, number, &starts[from..to]);
        }
        let open: Vec<u32> = self.ring.shards().collect();
        let mut rest = &open[..];
        for range in ranges {
            let is_in = |number: &u32| {
                self.range_of(*number).is_some_and(|part| range.contains(part.starting_hash_key))
            };
            let (parts, later) = rest.split_at(rest.partition_point(is_in));
            self.merge_all(now, parts);
            rest = later;
        }
    }

    fn range_of(&self, number: u32) -> Option<HashKeyRange> {
        self.shard(number).map(|shard| shard.range)
    }

    /// Splits an open shard at each of `keys`, which are inside of it and in their order. In the middle first, so that
    /// few generations of shards come to be.
    fn split(&mut self, now: Timestamp, number: u32, keys: &[HashKey]) {
        let (Some(range), Some(key)) = (self.range_of(number), keys.get(keys.len() / 2)) else { return };
        let (low, high) = (
            HashKeyRange { ending_hash_key: HashKey(key.0 - 1), ..range },
            HashKeyRange { starting_hash_key: *key, ..range },
        );
        self.close_shard(now, number);
        let (low, high) = (self.open_shard(now, low, &[number]), self.open_shard(now, high, &[number]));
        self.split(now, low, &keys[..keys.len() / 2]);
        self.split(now, high, &keys[keys.len() / 2 + 1..]);
    }

    /// Merges open shards that follow one another, in pairs, so that few generations of shards come to be.
    fn merge_all(&mut self, now: Timestamp, numbers: &[u32]) -> Option<u32> {
        match numbers {
            [] => None,
            [number] => Some(*number),
            more => {
                let (low, high) = more.split_at(more.len() / 2);
                let (low, high) = (self.merge_all(now, low)?, self.merge_all(now, high)?);
                self.merge(now, low, high)
            }
        }
    }

    fn merge(&mut self, now: Timestamp, low: u32, high: u32) -> Option<u32> {
        let (first, last) = (self.range_of(low)?, self.range_of(high)?);
        let range = HashKeyRange { ending_hash_key: last.ending_hash_key, ..first };
        self.close_shard(now, low);
        self.close_shard(now, high);
        Some(self.open_shard(now, range, &[low, high]))
    }
}
