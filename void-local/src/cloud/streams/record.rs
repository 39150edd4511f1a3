//! Records as a function gets them, and as the timeline names them.

use void_function_sdk::VoidStreamRecord;
use void_streams_sdk::{Record, ShardId};

use super::super::builder::REGION;
use crate::timeline::RecordRef;

/// The record of a stream event.
pub(super) fn event_record(shard: &ShardId, arn: &str, record: &Record) -> VoidStreamRecord {
    let (number, key) = (record.sequence_number.as_str(), record.partition_key.as_str());
    let mut event = VoidStreamRecord::new(shard.as_str(), number, key, record.data.clone());
    event.kinesis.approximate_arrival_timestamp = Some(record.approximate_arrival_timestamp);
    event.invoke_identity_arn = "arn:aws:iam::000000000000:role/void-local".to_owned();
    arn.clone_into(&mut event.event_source_arn);
    REGION.clone_into(&mut event.aws_region);
    event
}

/// The records as the timeline names them.
pub(super) fn record_refs(shard: &ShardId, records: &[Record]) -> Vec<RecordRef> {
    let named = |record: &Record| {
        record_ref(shard.as_str(), record.sequence_number.as_str(), &record.partition_key, &record.data)
    };
    records.iter().map(named).collect()
}

/// A record as the timeline names it; its kind is what its data's field `eventType` says, up to the version.
pub(in crate::cloud) fn record_ref(shard: &str, number: &str, key: &str, data: &[u8]) -> RecordRef {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Head {
        event_type: String,
    }
    let head: Option<Head> = serde_json::from_slice(data).ok();
    let event_type = head.map(|head| head.event_type.split('.').next().unwrap_or_default().to_owned());
    RecordRef {
        shard_id: shard.to_owned(),
        sequence_number: number.to_owned(),
        partition_key: key.to_owned(),
        event_type,
    }
}
