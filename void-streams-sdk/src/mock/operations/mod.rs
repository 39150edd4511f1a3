//! The operations, one file each as in [`crate::operations`]: from the request to the engine and back.

#[expect(dead_code, reason = "each operation takes the rules that it needs")]
mod constraints;
mod get_records;
mod get_shard_iterator;
mod put_record;
mod put_records;

use self::constraints::{Constraints, Text};
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
