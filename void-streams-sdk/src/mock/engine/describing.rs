//! What a stream is like, as the service tells it.

use std::ops::Bound;

use void_core::Timestamp;

use super::{
    Engine, Problem,
    shard::{Shard, shard_number},
    stream::{Distribution, Mode, Status, Stream},
    tokens::Purpose,
};
use crate::types::{
    EncryptionType, EnhancedMetrics, StreamDescription, StreamDescriptionSummary, StreamSummary,
    WarmThroughput,
};

/// The most streams, or shards, of a page, and the default.
const PAGE: usize = 100;

/// A page of streams.
#[derive(Debug)]
pub struct StreamPage {
    /// The streams, in the order of their names.
    pub streams: Vec<StreamSummary>,
    /// Where the next page begins; none after the last one.
    pub next_token: Option<String>,
}

impl Engine {
    /// The stream `name` and a page of its shards, from the one after the shard with the id `after` on.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`; `InvalidArgument` when `after` is no id of a shard.
    pub fn describe_stream(
        &self,
        now: Timestamp,
        name: &str,
        after: Option<&str>,
        limit: Option<usize>,
    ) -> Result<StreamDescription, Problem> {
        let stream = self.stream(name)?;
        let no_id = |id: &str| Problem::argument(format!("{id} is not the id of a shard."));
        let from = match after {
            Some(id) => shard_number(id).ok_or_else(|| no_id(id))?.saturating_add(1),
            None => 0,
        };
        let mut rest = stream.shards.iter().skip(if stream.shows_shards() { from } else { usize::MAX });
        let limit = limit.unwrap_or(PAGE).min(PAGE);
        let shards = rest.by_ref().take(limit).map(Shard::describe).collect();
        let about = self.summary(now, stream);
        Ok(StreamDescription {
            stream_name: about.stream_name,
            stream_arn: about.stream_arn,
            stream_status: about.stream_status,
            stream_mode_details: about.stream_mode_details,
            shards,
            has_more_shards: rest.next().is_some(),
            retention_period_hours: about.retention_period_hours,
            stream_creation_timestamp: about.stream_creation_timestamp,
            enhanced_monitoring: about.enhanced_monitoring,
            encryption_type: about.encryption_type,
            key_id: about.key_id,
        })
    }

    /// The stream `name` without its shards.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn describe_stream_summary(
        &self,
        now: Timestamp,
        name: &str,
    ) -> Result<StreamDescriptionSummary, Problem> {
        Ok(self.summary(now, self.stream(name)?))
    }

    /// A page of the streams, from the one after `after` on; a token goes before it.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a token that is none, `ExpiredNextToken` for one that is older than 5 minutes.
    pub fn list_streams(
        &self,
        now: Timestamp,
        after: Option<&str>,
        token: Option<&str>,
        limit: Option<usize>,
    ) -> Result<StreamPage, Problem> {
        let of_token = token.map(|token| self.open_page_token(now, Purpose::Streams, token)).transpose()?;
        let after = of_token.as_ref().and_then(|fields| fields.first()).map(String::as_str).or(after);
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut rest = self.streams.range::<str, _>((from, Bound::Unbounded)).map(|(_, stream)| stream);
        let streams: Vec<_> = rest
            .by_ref()
            .take(limit.unwrap_or(PAGE).min(PAGE))
            .map(|stream| StreamSummary {
                stream_name: (&*stream.name).into(),
                stream_arn: self.arn(&stream.name).into(),
                stream_status: stream.status.into(),
                stream_mode_details: Some(stream.mode.into()),
                stream_creation_timestamp: Some(to_the_second(stream.created_at)),
            })
            .collect();
        let last = streams.last().filter(|_| rest.next().is_some());
        let next_token =
            last.map(|last| self.page_token(now, Purpose::Streams, &[last.stream_name.as_str()]));
        Ok(StreamPage { streams, next_token })
    }

    fn summary(&self, now: Timestamp, stream: &Stream) -> StreamDescriptionSummary {
        let metrics = stream.monitoring.iter().cloned().collect();
        StreamDescriptionSummary {
            stream_name: (&*stream.name).into(),
            stream_arn: self.arn(&stream.name).into(),
            stream_status: stream.status.into(),
            stream_mode_details: Some(stream.mode.into()),
            retention_period_hours: stream.retention_hours(),
            stream_creation_timestamp: to_the_second(stream.created_at),
            enhanced_monitoring: vec![EnhancedMetrics { shard_level_metrics: metrics }],
            encryption_type: Some(match stream.encrypted_with {
                Some(_) => EncryptionType::Kms,
                None => EncryptionType::None,
            }),
            key_id: stream.encrypted_with.clone(),
            open_shard_count: if stream.status == Status::Creating { 0 } else { stream.open_shard_count() },
            consumer_count: u32::try_from(stream.consumers.count(now)).ok(),
            warm_throughput: stream.warm_mib.map(|mib| WarmThroughput {
                target_mib_per_second: Some(mib),
                current_mib_per_second: Some(mib),
            }),
            max_record_size_in_kib: Some(stream.max_record_kib),
            record_distribution_strategy: match stream.mode {
                Mode::OnDemand => Some(stream.distribution.into()),
                Mode::Provisioned => None,
            },
            channel_count: None,
            queue_count: None,
        }
    }
}

/// The service tells creation times to the second.
fn to_the_second(time: Timestamp) -> Timestamp {
    Timestamp::from_secs(time.as_secs())
}

impl From<Distribution> for crate::types::RecordDistributionStrategy {
    fn from(distribution: Distribution) -> Self {
        match distribution {
            Distribution::ByKey => Self::UserPartitionKey,
            Distribution::Even => Self::Auto,
        }
    }
}
