//! [`Putting`]: what a function puts into streams, for the timeline.

use void_core::Body;
use void_streams_sdk::{
    StreamIdentifier,
    operations::{
        PutRecordRequest, PutRecordResponse, PutRecordsRequest, PutRecordsRequestEntry, PutRecordsResponse,
    },
    types::{StreamArn, StreamName},
};

use super::{sends::read, streams::record_ref};
use crate::timeline::TimelineEvent;

/// A request that puts records.
pub(super) enum Putting {
    One(PutRecordRequest),
    Several(PutRecordsRequest),
}

impl Putting {
    pub(super) fn of(operation: &str, body: &Body) -> Option<Self> {
        match operation {
            "PutRecord" => read(body).map(Self::One),
            "PutRecords" => read(body).map(Self::Several),
            _ => None,
        }
    }

    /// The records that the service says it has taken.
    pub(super) fn taken(self, response: &Body) -> Vec<TimelineEvent> {
        match self {
            Self::One(request) => {
                let Some(response) = read::<PutRecordResponse>(response) else { return Vec::new() };
                let stream = name_of(request.stream_name, request.stream_arn);
                let (shard, number) = (response.shard_id.as_str(), response.sequence_number.as_str());
                let key = request.partition_key.unwrap_or_default();
                let record = record_ref(shard, number, &key, &request.data.unwrap_or_default());
                vec![TimelineEvent::Put { stream, record }]
            }
            Self::Several(request) => {
                let Some(response) = read::<PutRecordsResponse>(response) else { return Vec::new() };
                let stream = name_of(request.stream_name, request.stream_arn);
                let results = request.records.iter().zip(&response.records);
                let taken = results.filter_map(|(entry, result)| {
                    let PutRecordsRequestEntry { data, partition_key, .. } = entry;
                    let (shard, number) = (result.shard_id.as_ref()?, result.sequence_number.as_ref()?);
                    let data = data.as_deref().unwrap_or_default();
                    let key = partition_key.as_deref().unwrap_or_default();
                    let record = record_ref(shard.as_str(), number.as_str(), key, data);
                    Some(TimelineEvent::Put { stream: stream.clone(), record })
                });
                taken.collect()
            }
        }
    }
}

fn name_of(name: Option<StreamName>, arn: Option<StreamArn>) -> String {
    let stream = name.map(StreamIdentifier::Name).or(arn.map(StreamIdentifier::Arn));
    stream.map(|stream| stream.name().to_owned()).unwrap_or_default()
}
