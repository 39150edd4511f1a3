//! The operations, one file each as in [`crate::operations`]: from the request to the engine and back.

#[expect(dead_code, reason = "each operation takes the rules that it needs")]
mod constraints;
mod create_stream;
mod delete_stream;
mod deregister_stream_consumer;
mod describe_stream;
mod describe_stream_consumer;
mod describe_stream_summary;
mod get_records;
mod get_shard_iterator;
mod list_shards;
mod list_stream_consumers;
mod list_streams;
mod merge_shards;
mod put_record;
mod put_records;
mod register_stream_consumer;
mod split_shard;
mod update_shard_count;

use std::collections::BTreeMap;

use self::constraints::{Constraints, Quoted, Text};
use super::{engine::Problem, protocol::Exchange};
use crate::{
    operations::Operation,
    types::{StreamArn, StreamName},
};

/// How an operation is carried out.
pub(super) trait Serve: Operation {
    /// Carries it out.
    fn serve(self, exchange: &Exchange<'_>) -> Result<Self::Response, Problem>;
}

/// A member that every request must have is not there: named as the wire names it.
pub(super) fn missing_member(name: &str) -> Problem {
    let mut at = name.to_owned();
    if let Some(first) = at.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let mut check = Constraints::default();
    check.not_null(&at, false);
    check.finish().expect_err("a member that is not there breaks a constraint")
}

/// The name of the stream that a request means: by name, by ARN, or by both where they agree.
pub(super) fn stream_name(
    exchange: &Exchange<'_>,
    name: Option<&StreamName>,
    arn: Option<&StreamArn>,
) -> Result<String, Problem> {
    exchange.backend.peek(|state| {
        state.engine.resolve(name.map(StreamName::as_str), arn.map(StreamArn::as_str)).map(ToOwned::to_owned)
    })
}

/// Checks how a request names its stream.
pub(super) fn check_stream(check: &mut Constraints, name: Option<&StreamName>, arn: Option<&StreamArn>) {
    check.text("streamName", name.map(StreamName::as_str), &Text::NAME);
    check.text("streamARN", arn.map(StreamArn::as_str), &Text::STREAM_ARN);
}

/// A number that was found to be in its range, as the engine has it.
pub(super) fn count<N: TryFrom<i32>>(number: Option<i32>) -> Option<N> {
    number.and_then(|number| number.try_into().ok())
}

/// Checks tags that are to be added: 1 to 200 at a time, as the model has it; how many a stream may have is the engine's.
pub(super) fn check_tags(check: &mut Constraints, tags: &BTreeMap<String, String>) {
    let shown = Quoted(format!("{{{}}}", tags.keys().map(String::as_str).collect::<Vec<_>>().join(", ")));
    check.length("tags", shown, tags.len(), 1..=200);
    for (key, value) in tags {
        check.text("tags.key", Some(key), &Text::TAG_KEY);
        check.text("tags.value", Some(value), &Text::TAG_VALUE);
    }
}

/// The problem of text that is no hash key: beyond the ring, or no number at all.
pub(super) fn not_a_hash_key(text: &str) -> Problem {
    let mut check = Constraints::default();
    check.text("explicitHashKey", Some(text), &Text::HASH_KEY);
    check.finish().err().unwrap_or_else(|| {
        Problem::argument(format!(
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {text}"
        ))
    })
}
