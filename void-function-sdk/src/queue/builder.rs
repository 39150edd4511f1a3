//! [`VoidQueueEventBuilder`]: a queue event for a test.

use serde::Serialize;
use void_core::{Timestamp, TraceContext};

use super::{VoidMessageAttribute, VoidQueueEvent, VoidQueueRecord, payloads::md5_hex};

const REGION: &str = "us-east-1";

/// Makes a [`VoidQueueEvent`]: [`json`](Self::json) and [`body`](Self::body) each start a record, the other methods
/// say more of the record started last.
///
/// # Panics
///
/// Its methods panic where what they say more of was not started.
#[derive(Clone, Debug)]
#[must_use = "a builder makes an event only when `build` is called"]
pub struct VoidQueueEventBuilder {
    queue: String,
    records: Vec<VoidQueueRecord>,
}

impl VoidQueueEventBuilder {
    pub(super) const fn new() -> Self {
        Self { queue: String::new(), records: Vec::new() }
    }

    /// Says from which queue the records are. Default: `test-queue`; a name that ends in `.fifo` makes it a FIFO queue.
    pub fn queue(mut self, name: impl Into<String>) -> Self {
        self.queue = name.into();
        self
    }

    /// Starts a record whose body is `body` as JSON.
    ///
    /// # Panics
    ///
    /// Where `body` can't be written as JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.body(serde_json::to_string(body).expect("a body that is JSON"))
    }

    /// Starts a record.
    pub fn body(mut self, body: impl Into<String>) -> Self {
        let number = self.records.len() + 1;
        let mut record = VoidQueueRecord::new(format!("message-{number}"), format!("receipt-{number}"), body);
        record.md5_of_body = md5_hex(&record.body);
        record.aws_region = REGION.to_owned();
        self.records.push(record);
        self.attribute("ApproximateReceiveCount", "1").attribute("SenderId", "AIDATESTTESTTESTTEST")
    }

    /// Sets the message's id. Default: `message-1`, `message-2`, ….
    pub fn message_id(self, id: impl Into<String>) -> Self {
        self.last(|record| record.message_id = id.into())
    }

    /// Adds a message attribute.
    pub fn message_attribute(self, name: impl Into<String>, value: impl Into<VoidMessageAttribute>) -> Self {
        self.last(|record| {
            record.message_attributes.insert(name.into(), value.into());
        })
    }

    /// Sets a system attribute.
    pub fn attribute(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.last(|record| {
            record.attributes.insert(name.into(), value.into());
        })
    }

    /// Sets how often the message was delivered, this time included. Default: 1.
    pub fn receive_count(self, count: u32) -> Self {
        self.attribute("ApproximateReceiveCount", count.to_string())
    }

    /// Sets when the message was sent. Default: not told.
    pub fn sent_at(self, time: Timestamp) -> Self {
        self.attribute("SentTimestamp", time.as_millis().to_string())
    }

    /// Sets the message's group. Default: none.
    pub fn message_group_id(self, group: impl Into<String>) -> Self {
        self.attribute("MessageGroupId", group)
    }

    /// Sets the trace that the message was sent in. Default: none.
    pub fn trace(self, trace: &TraceContext) -> Self {
        self.attribute("AWSTraceHeader", trace.to_string())
    }

    /// Makes the event.
    #[must_use]
    pub fn build(self) -> VoidQueueEvent {
        let queue = if self.queue.is_empty() { "test-queue" } else { &self.queue };
        let arn = format!("arn:aws:sqs:{REGION}:000000000000:{queue}");
        let mut records = self.records;
        for (number, record) in (1..).zip(&mut records) {
            record.event_source_arn.clone_from(&arn);
            if record.is_fifo() {
                let attributes = &mut record.attributes;
                attributes.entry("MessageGroupId".to_owned()).or_insert_with(|| "group".to_owned());
                attributes.entry("SequenceNumber".to_owned()).or_insert_with(|| format!("{number:020}"));
            }
        }
        VoidQueueEvent { records }
    }

    fn last(mut self, change: impl FnOnce(&mut VoidQueueRecord)) -> Self {
        change(self.records.last_mut().expect("`json` or `body` started a record before"));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_body_starts_a_record() {
        let event = VoidQueueEvent::builder()
            .body("one")
            .message_attribute("EventType", "A")
            .json(&2)
            .message_id("second")
            .receive_count(3)
            .sent_at(Timestamp::from_millis(5))
            .build();
        let [first, second] = &event.records[..] else { panic!("{event:?}") };
        assert_eq!((first.message_id.as_str(), first.body.as_str()), ("message-1", "one"));
        assert_eq!(first.md5_of_body, "f97c5d29941bfb1b2fdab0874906ab82");
        assert_eq!(
            (first.message_attribute("EventType"), second.message_attribute("EventType")),
            (Some("A"), None)
        );
        assert_eq!((second.message_id.as_str(), second.receive_count()), ("second", 3));
        assert_eq!(second.sent_at(), Some(Timestamp::from_millis(5)));
        assert_eq!((first.queue_name(), first.is_fifo()), ("test-queue", false));
    }

    #[test]
    fn a_fifo_queues_records_have_group_and_sequence_number() {
        let event =
            VoidQueueEvent::builder().queue("orders.fifo").body("a").message_group_id("g").body("b").build();
        assert!(event.records.iter().all(VoidQueueRecord::is_fifo));
        assert_eq!(event.records[0].message_group_id(), Some("g"));
        assert_eq!(event.records[1].message_group_id(), Some("group"));
        assert!(event.records[0].sequence_number() < event.records[1].sequence_number());
    }
}
