//! The operations, one file each as in [`crate::operations`]: from the request to the engine and back.

mod add_tags_to_stream;
mod constraints;
mod convert;
mod create_stream;
mod decrease_stream_retention_period;
mod delete_resource_policy;
mod delete_stream;
mod deregister_stream_consumer;
mod describe_account_settings;
mod describe_limits;
mod describe_stream;
mod describe_stream_consumer;
mod describe_stream_summary;
mod disable_enhanced_monitoring;
mod enable_enhanced_monitoring;
mod get_records;
mod get_resource_policy;
mod get_shard_iterator;
mod increase_stream_retention_period;
mod list_shards;
mod list_stream_consumers;
mod list_streams;
mod list_tags_for_resource;
mod list_tags_for_stream;
mod merge_shards;
mod put_record;
mod put_records;
mod put_resource_policy;
mod register_stream_consumer;
mod remove_tags_from_stream;
mod split_shard;
mod start_stream_encryption;
mod stop_stream_encryption;
mod subscribe_to_shard;
mod tag_resource;
mod untag_resource;
mod update_account_settings;
mod update_max_record_size;
mod update_shard_count;
mod update_stream_mode;
mod update_stream_record_distribution_strategy;
mod update_stream_warm_throughput;

pub(super) use self::subscribe_to_shard::subscribe;
use self::{
    constraints::{Constraints, Text},
    convert::{
        check_metrics, check_resource, check_tag_keys, check_tags, commitment, count, distribution_of,
        key_of, mode_of, tag_list,
    },
};
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
fn check_stream(check: &mut Constraints, name: Option<&StreamName>, arn: Option<&StreamArn>) {
    check.text("streamName", name.map(StreamName::as_str), &Text::NAME);
    check.text("streamARN", arn.map(StreamArn::as_str), &Text::STREAM_ARN);
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
