//! [`VoidStreamEventBuilder`]: a stream event for a test.

use bytes::Bytes;
use serde::Serialize;
use void_core::Timestamp;

use super::{VoidStreamEvent, VoidStreamRecord};

const REGION: &str = "us-east-1";
const FIRST_SHARD: &str = "shardId-000000000000";

/// Makes a [`VoidStreamEvent`]: [`json`](Self::json) and [`data`](Self::data) each start a record, the other methods
/// say more of the record started last.
///
/// # Panics
///
/// Its methods panic where what they say more of was not started.
#[derive(Clone, Debug)]
#[must_use = "a builder makes an event only when `build` is called"]
pub struct VoidStreamEventBuilder {
    stream: String,
    shard: String,
    records: Vec<VoidStreamRecord>,
}

impl VoidStreamEventBuilder {
    pub(super) fn new() -> Self {
        Self { stream: "test-stream".to_owned(), shard: FIRST_SHARD.to_owned(), records: Vec::new() }
    }

    /// Says from which stream the records are. Default: `test-stream`.
    pub fn stream(mut self, name: impl Into<String>) -> Self {
        self.stream = name.into();
        self
    }

    /// Says from which shard the records are. Default: `shardId-000000000000`.
    pub fn shard(mut self, id: impl Into<String>) -> Self {
        self.shard = id.into();
        self
    }

    /// Starts a record whose data is `data` as JSON.
    ///
    /// # Panics
    ///
    /// Where `data` can't be written as JSON.
    pub fn json(self, partition_key: impl Into<String>, data: &(impl Serialize + ?Sized)) -> Self {
        self.data(partition_key, serde_json::to_vec(data).expect("data that is JSON"))
    }

    /// Starts a record.
    pub fn data(mut self, partition_key: impl Into<String>, data: impl Into<Bytes>) -> Self {
        let number = self.records.len() + 1;
        self.records.push(VoidStreamRecord::new("", number.to_string(), partition_key, data));
        self
    }

    /// Sets the record's sequence number. Default: `1`, `2`, ….
    pub fn sequence_number(self, number: impl Into<String>) -> Self {
        self.last(|record| record.kinesis.sequence_number = number.into())
    }

    /// Sets when the service got the record. Default: not told.
    pub fn arrived_at(self, time: Timestamp) -> Self {
        self.last(|record| record.kinesis.approximate_arrival_timestamp = Some(time))
    }

    /// Makes the event.
    #[must_use]
    pub fn build(self) -> VoidStreamEvent {
        let arn = format!("arn:aws:kinesis:{REGION}:000000000000:stream/{}", self.stream);
        let mut records = self.records;
        for record in &mut records {
            record.event_id = format!("{}:{}", self.shard, record.kinesis.sequence_number);
            record.event_source_arn.clone_from(&arn);
            REGION.clone_into(&mut record.aws_region);
        }
        VoidStreamEvent::new(records)
    }

    fn last(mut self, change: impl FnOnce(&mut VoidStreamRecord)) -> Self {
        change(self.records.last_mut().expect("`json` or `data` started a record before"));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_data_starts_a_record() {
        let event = VoidStreamEvent::builder()
            .stream("ledger")
            .shard("shardId-000000000003")
            .data("a", "one")
            .json("b", &2)
            .sequence_number("77")
            .arrived_at(Timestamp::from_millis(5))
            .build();
        let [first, second] = &event.records[..] else { panic!("{event:?}") };
        assert_eq!((first.sequence_number(), first.text()), ("1", Some("one")));
        assert_eq!((first.partition_key(), first.arrived_at()), ("a", None));
        assert_eq!((second.sequence_number(), second.json::<u32>().unwrap()), ("77", 2));
        assert_eq!((second.shard_id(), second.stream_name()), ("shardId-000000000003", "ledger"));
        assert_eq!(second.arrived_at(), Some(Timestamp::from_millis(5)));
    }
}
