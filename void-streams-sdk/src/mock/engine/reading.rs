//! Reading records: from a position on, without and with an iterator.

use std::time::Duration;

use void_core::Timestamp;

use super::{
    Engine, Problem,
    errors::Code,
    limits::{MAX_GET_BYTES, MAX_GET_RECORDS},
    log::Entry,
    sequence::Sequence,
    shard::{Shard, number_to_index, shard_id, shard_number},
    stream::Stream,
    tokens::Purpose,
};
use crate::types::{ChildShard, EncryptionType, Record, SequenceNumber, ShardIteratorType, StartingPosition};

/// A place in a shard from which it is read: stays right whatever is put or trimmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(u64);

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The records, in their order.
    pub records: Vec<Record>,
    /// Where to go on.
    pub next: Cursor,
    /// The number after which to go on: the last record's, or where nothing was read, the one before the place.
    pub continuation: SequenceNumber,
    /// Whether the shard is closed and read to its end.
    pub ended: bool,
    /// The shards that go on where this one ended, at its end.
    pub children: Vec<ChildShard>,
    /// How far the place is behind: nothing where no more can be read now.
    pub behind: Duration,
}

impl Engine {
    /// The place in a shard that `position` names.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument` for a number or a time that can't be there.
    pub fn locate(
        &self,
        now: Timestamp,
        name: &str,
        shard: &str,
        position: &StartingPosition,
    ) -> Result<Cursor, Problem> {
        let (stream, shard) = self.shard(name, shard)?;
        let place = match (&position.kind, &position.sequence_number, position.timestamp) {
            (ShardIteratorType::TrimHorizon, None, _) => shard.horizon(stream.first_kept(now)),
            (ShardIteratorType::Latest, None, _) => shard.log.next(),
            (ShardIteratorType::AtTimestamp, None, Some(time)) if time > now => {
                return Err(Problem::argument(format!(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. \
                     timestampInMillis: {}, currentTimestampInMillis: {}",
                    time.as_millis(),
                    now.as_millis()
                )));
            }
            (ShardIteratorType::AtTimestamp, None, Some(time)) => {
                shard.log.place_at(time.max(stream.first_kept(now)))
            }
            (ShardIteratorType::AtTimestamp, None, None) => {
                return Err(Problem::argument(
                    "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no \
                     timestamp parameter.",
                ));
            }
            (ShardIteratorType::AtSequenceNumber, Some(number), _) => {
                self.index_of(stream, shard, number)?.saturating_sub(1)
            }
            (ShardIteratorType::AfterSequenceNumber, Some(number), _) => {
                self.index_of(stream, shard, number)?
            }
            (kind, number, _) => return Err(number_missing_or_too_much(kind, number.is_some())),
        };
        Ok(Cursor(place))
    }

    /// Reads up to `limit` records, or 10 MiB, of a shard from a place on.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn read(
        &self,
        now: Timestamp,
        name: &str,
        shard: &str,
        cursor: Cursor,
        limit: usize,
    ) -> Result<Read, Problem> {
        let (stream, shard) = self.shard(name, shard)?;
        Ok(stream.read(now, shard, cursor, limit))
    }

    /// An iterator that stands at `cursor` for 5 minutes.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn iterator(
        &self,
        now: Timestamp,
        name: &str,
        shard: &str,
        cursor: Cursor,
    ) -> Result<String, Problem> {
        let (stream, shard) = self.shard(name, shard)?;
        let mut body = Vec::with_capacity(20 + name.len());
        body.extend_from_slice(&stream.id.to_be_bytes());
        body.extend_from_slice(&shard.number.to_be_bytes());
        body.extend_from_slice(&cursor.0.to_be_bytes());
        body.extend_from_slice(name.as_bytes());
        Ok(self.tokens.seal(Purpose::Iterator, now, &body))
    }

    /// Where an iterator stands: the stream's name, the shard's id and the place.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where it is none of this engine, `ExpiredIterator`, `ResourceNotFound` where its stream is gone.
    pub fn open_iterator(&self, now: Timestamp, iterator: &str) -> Result<(String, String, Cursor), Problem> {
        let invalid = || Problem::argument("Invalid ShardIterator.");
        let opened = self.tokens.open(Purpose::Iterator, iterator).ok_or_else(invalid)?;
        if opened.is_expired(now) {
            return Err(expired(opened.made_at, now));
        }
        let (id, rest) = opened.body.split_first_chunk().ok_or_else(invalid)?;
        let (shard, rest) = rest.split_first_chunk().ok_or_else(invalid)?;
        let (place, name) = rest.split_first_chunk().ok_or_else(invalid)?;
        let name = std::str::from_utf8(name).map_err(|_error| invalid())?;
        let shard = shard_id(number_to_index(u32::from_be_bytes(*shard)));
        let is_the_same = |stream: &&Stream| stream.id == u64::from_be_bytes(*id);
        if self.streams.get(name).filter(is_the_same).is_none() {
            return Err(no_shard(&shard, name, &self.settings.account_id));
        }
        Ok((name.to_owned(), shard, Cursor(u64::from_be_bytes(*place))))
    }

    /// The shards of a stream, those that are closed too, as they are described.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn describe_shards(&self, name: &str) -> Result<Vec<crate::types::Shard>, Problem> {
        Ok(self.stream(name)?.shards.iter().map(Shard::describe).collect())
    }

    /// All records of a stream that are kept, in the order in which they came.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn all_records(&self, now: Timestamp, name: &str) -> Result<Vec<Record>, Problem> {
        let stream = self.stream(name)?;
        let first_kept = stream.first_kept(now);
        let mut records: Vec<_> = stream.shards.iter().flat_map(|shard| shard.kept(first_kept)).collect();
        records.sort_by_key(|(_, _, entry)| {
            // Turns go around: those of one millisecond are near each other.
            (entry.arrived_at(), entry.turn().wrapping_sub(stream.last_turn.wrapping_add(1)))
        });
        Ok(records.into_iter().map(|(shard, place, entry)| shard.record(place, entry)).collect())
    }

    fn shard(&self, name: &str, shard: &str) -> Result<(&Stream, &Shard), Problem> {
        let account_id = &self.settings.account_id;
        let number =
            shard_number(shard).filter(|number| i32::try_from(*number).is_ok()).ok_or_else(|| {
                let message =
                    format!("Could not find shard {shard} in stream {name} under account {account_id}.");
                Problem::new(Code::ResourceNotFound, message)
            })?;
        let no_shard = || no_shard(&shard_id(number), name, account_id);
        let stream = self.usable(name).map_err(|_no_stream| no_shard())?;
        Ok((stream, stream.shards.get(number).ok_or_else(no_shard)?))
    }

    /// The index in a number of a shard.
    fn index_of(&self, stream: &Stream, shard: &Shard, number: &SequenceNumber) -> Result<u64, Problem> {
        let refused = |why: &str| {
            Problem::argument(format!(
                "StartingSequenceNumber {number} used in GetShardIterator on shard {} in stream {} under account {} is \
                 invalid{why}.",
                shard.id(),
                stream.name,
                self.settings.account_id
            ))
        };
        let sequence = Sequence::parse(number.as_str()).ok_or_else(|| refused(""))?;
        if sequence.shard != shard.number {
            return Err(Problem::argument(format!(
                "Invalid StartingSequenceNumber. It encodes {}, while it was used in a call to a shard with {}",
                shard_id(number_to_index(sequence.shard)),
                shard.id()
            )));
        }
        if sequence.opened != shard.opened_second {
            return Err(refused(" because it did not come from this stream"));
        }
        Ok(sequence.index)
    }
}

impl Stream {
    pub(super) fn read(&self, now: Timestamp, shard: &Shard, cursor: Cursor, limit: usize) -> Read {
        let mut place = cursor.0.max(shard.horizon(self.first_kept(now)));
        let mut records = Vec::new();
        let (mut bytes, mut newest) = (0, None);
        while let Some(entry) = shard.log.get(place) {
            bytes += entry.size();
            let full = records.len() >= limit.min(MAX_GET_RECORDS) || bytes > MAX_GET_BYTES;
            if full && (!records.is_empty() || limit == 0) {
                break;
            }
            newest = Some(entry.arrived_at());
            records.push(shard.record(place, entry));
            place += 1;
        }
        let continuation = records.last().map_or_else(
            || shard.sequence(place, now).before().number(),
            |last| last.sequence_number.clone(),
        );
        let ended = !shard.is_open() && place >= shard.log.next();
        let children = if ended { self.children(shard) } else { Vec::new() };
        let behind = match (shard.log.get(place), shard.closed_at) {
            // There is more, so it is not zero.
            (Some(entry), _) => now.since(newest.unwrap_or(entry.arrived_at())).max(Duration::from_millis(1)),
            (None, Some(closed_at)) => now.since(closed_at),
            (None, None) => Duration::ZERO,
        };
        Read { records, next: Cursor(place), continuation, ended, children, behind }
    }

    fn children(&self, shard: &Shard) -> Vec<ChildShard> {
        shard.children.iter().filter_map(|number| self.shard(*number)).map(Shard::as_child).collect()
    }
}

impl Shard {
    /// The place of the oldest record that is kept.
    fn horizon(&self, first_kept: Timestamp) -> u64 {
        self.log.place_at(first_kept)
    }

    fn kept(&self, first_kept: Timestamp) -> impl Iterator<Item = (&Self, u64, &Entry)> {
        let places = self.horizon(first_kept)..self.log.next();
        places.filter_map(move |place| self.log.get(place).map(|entry| (self, place, entry)))
    }

    fn record(&self, place: u64, entry: &Entry) -> Record {
        Record {
            sequence_number: self.sequence(place, entry.arrived_at()).number(),
            approximate_arrival_timestamp: entry.arrived_at(),
            data: entry.data(),
            partition_key: entry.partition_key().to_owned(),
            encryption_type: entry.is_encrypted().then_some(EncryptionType::Kms),
        }
    }
}

fn no_shard(shard: &str, name: &str, account_id: &str) -> Problem {
    let message = format!("Shard {shard} in stream {name} under account {account_id} does not exist");
    Problem::new(Code::ResourceNotFound, message)
}

fn number_missing_or_too_much(kind: &ShardIteratorType, is_there: bool) -> Problem {
    let given = if is_there { "also a" } else { "no" };
    Problem::argument(format!(
        "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) \
         TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified {kind} and {given} \
         StartingSequenceNumber."
    ))
}

fn expired(made_at: Timestamp, now: Timestamp) -> Problem {
    let message = format!(
        "Iterator expired. The iterator was created at time {} while right now it is {} which is further in the future \
         than the tolerated delay of 300000 milliseconds.",
        as_java_shows(made_at),
        as_java_shows(now)
    );
    Problem::new(Code::ExpiredIterator, message)
}

/// `Thu Jan 22 01:22:02 UTC 2015`.
fn as_java_shows(time: Timestamp) -> String {
    let date = time.to_http_date();
    let parts: Vec<&str> = date.split([',', ' ']).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [weekday, day, month, year, clock, _] => format!("{weekday} {month} {day} {clock} UTC {year}"),
        _ => date,
    }
}
