//! GetShardIterator: gives a place in a shard.

use super::{
    Serve, check_stream,
    constraints::{Constraints, Text},
    stream_name,
};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetShardIteratorRequest, GetShardIteratorResponse},
    types::{SequenceNumber, ShardIteratorType, StartingPosition},
};

impl Serve for GetShardIteratorRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<GetShardIteratorResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.required_text("shardId", self.shard_id.as_str(), &Text::NAME);
        check.not_null("shardIteratorType", self.shard_iterator_type.is_some());
        check.one_of("shardIteratorType", self.shard_iterator_type.as_ref(), ShardIteratorType::KNOWN);
        let number = self.starting_sequence_number.as_ref();
        check.text("startingSequenceNumber", number.map(SequenceNumber::as_str), &Text::SEQUENCE_NUMBER);
        check.finish()?;

        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let position = StartingPosition {
            kind: self.shard_iterator_type.unwrap_or(ShardIteratorType::TrimHorizon),
            sequence_number: self.starting_sequence_number,
            timestamp: self.timestamp,
        };
        let shard = self.shard_id.as_str();
        exchange.backend.look(|state| {
            let cursor = state.engine.locate(state.now, &name, shard, &position)?;
            if self.dry_run == Some(true) {
                return Err(Problem::dry_run());
            }
            let iterator = state.engine.iterator(state.now, &name, shard, cursor)?;
            Ok(GetShardIteratorResponse { shard_iterator: iterator.into() })
        })
    }
}
