//! ListTagsForStream on the engine.

use std::ops::Bound;

use super::{Constraints, Serve, Text, check_stream, count, stream_name, tag_list};
use crate::{
    mock::{
        engine::{Problem, limits::MAX_TAGS},
        protocol::Exchange,
    },
    operations::{ListTagsForStreamRequest, ListTagsForStreamResponse},
};

impl Serve for ListTagsForStreamRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<ListTagsForStreamResponse, Problem> {
        let after = self.exclusive_start_tag_key.as_deref();
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.text("exclusiveStartTagKey", after, &Text::TAG_KEY);
        check.number("limit", self.limit, 1..=50);
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        exchange.backend.look(|state| {
            let from = (after.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
            let mut rest = state.engine.tags(&name)?.range::<str, _>(from);
            let tags = tag_list(rest.by_ref().take(count(self.limit).unwrap_or(MAX_TAGS)));
            Ok(ListTagsForStreamResponse { tags, has_more_tags: rest.next().is_some() })
        })
    }
}
