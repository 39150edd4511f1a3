//! Where reading starts: the five kinds of positions.

use void_core::Timestamp;

use super::{
    Engine, Problem,
    reading::Cursor,
    sequence::Sequence,
    shard::{Shard, number_to_index, shard_id},
    stream::Stream,
};
use crate::types::{SequenceNumber, ShardIteratorType, StartingPosition};

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

fn number_missing_or_too_much(kind: &ShardIteratorType, is_there: bool) -> Problem {
    let given = if is_there { "also a" } else { "no" };
    Problem::argument(format!(
        "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) \
         TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified {kind} and {given} \
         StartingSequenceNumber."
    ))
}
