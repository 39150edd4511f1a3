//! GetRecords: reads records of a shard from a place on.

use super::{
    Serve, check_stream,
    constraints::{Constraints, Text},
    stream_name,
};
use crate::{
    mock::{
        engine::{Problem, Read, limits::MAX_GET_RECORDS},
        protocol::Exchange,
    },
    operations::{GetRecordsRequest, GetRecordsResponse},
};

impl Serve for GetRecordsRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<GetRecordsResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, None, self.stream_arn.as_ref());
        check.required_text("shardIterator", self.shard_iterator.as_str(), &Text::SHARD_ITERATOR);
        check.number("limit", self.limit, 1..=10_000);
        check.finish()?;

        let named = match &self.stream_arn {
            Some(arn) => Some(stream_name(exchange, None, Some(arn))?),
            None => None,
        };
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(MAX_GET_RECORDS);
        exchange.backend.look(|state| {
            let now = state.now;
            let (name, shard, cursor) = state.engine.open_iterator(now, self.shard_iterator.as_str())?;
            if named.is_some_and(|named| named != name) {
                return Err(Problem::argument("The ShardIterator is of another stream than the StreamARN."));
            }
            if self.dry_run == Some(true) {
                return Err(Problem::dry_run());
            }
            state.engine.begin_get(now, &name, &shard)?;
            let read = state.engine.read(now, &name, &shard, cursor, limit)?;
            state.engine.end_get(&name, &shard, read.size_bytes());
            let Read { records, next, ended, children, behind, .. } = read;
            // As the service does: the end is told by itself, not with the last records.
            let at_end = ended && records.is_empty();
            let next = if at_end { None } else { Some(state.engine.iterator(now, &name, &shard, next)?) };
            Ok(GetRecordsResponse {
                records,
                next_shard_iterator: next.map(Into::into),
                millis_behind_latest: i64::try_from(behind.as_millis()).ok(),
                child_shards: if at_end { children } else { Vec::new() },
            })
        })
    }
}
