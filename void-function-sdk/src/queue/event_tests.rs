use serde_json::Value;
use void_core::Timestamp;

use super::*;
use crate::{Event, fixtures};

fn decode(payload: &str) -> VoidQueueEvent {
    VoidQueueEvent::decode(payload.as_bytes()).unwrap()
}

#[test]
fn reads_a_standard_queues_event() {
    let event = decode(fixtures::QUEUE_STANDARD);
    let [first, second] = &event.records[..] else { panic!("{event:?}") };
    assert_eq!(first.message_id, "059f36b4-87a3-44ab-83d2-661975830a7d");
    assert_eq!(first.json::<Value>().unwrap()["orderId"], 7);
    assert_eq!(first.message_attribute("EventType"), Some("OrderPlaced"));
    assert_eq!(first.message_attributes["Checksum"].as_bytes(), Some(&b"\xff\x00"[..]));
    assert_eq!((first.receive_count(), second.receive_count()), (2, 1));
    assert_eq!(first.sent_at(), Some(Timestamp::from_millis(1_545_082_649_183)));
    assert_eq!(first.first_received_at(), Some(Timestamp::from_millis(1_545_082_649_185)));
    assert_eq!(first.trace().unwrap().root, "1-5759e988-bd862e3fe1be46a994272793");
    assert_eq!((first.queue_name(), first.aws_region.as_str()), ("my-queue", "us-east-2"));
    assert_eq!((second.body.as_str(), second.trace()), ("Test message.", None));
    assert!(!first.is_fifo());
}

#[test]
fn reads_a_fifo_queues_event() {
    let event = decode(fixtures::QUEUE_FIFO);
    let record = &event.records[0];
    assert!(record.is_fifo());
    assert_eq!((record.message_group_id(), record.deduplication_id()), (Some("1"), Some("1")));
    assert_eq!(record.sequence_number(), Some("18849496460467696128"));
}

#[test]
fn an_event_is_written_as_it_was_read() {
    for fixture in [fixtures::QUEUE_STANDARD, fixtures::QUEUE_FIFO] {
        let written: Value = serde_json::from_slice(&decode(fixture).to_payload()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(fixture).unwrap());
    }
}

#[test]
fn what_a_host_leaves_out_is_empty_and_what_must_be_there_is_named() {
    let event = decode(
        r#"{"Records":[{"messageId":"m","receiptHandle":"r","body":"b","attributes":{"SentTimestamp":"soon"}}]}"#,
    );
    let record = &event.records[0];
    assert_eq!((record.receive_count(), record.sent_at(), record.queue_name()), (1, None, ""));
    let error = VoidQueueEvent::decode(br#"{"Records":[{"messageId":"m"}]}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the payload is not a queue event: Records[0]: missing field `receiptHandle` at line 1 column 29"
    );
    assert!(VoidQueueEvent::decode(b"{}").is_err());
}

#[test]
fn debug_shows_neither_body_nor_receipt_handle() {
    let mut event = decode(fixtures::QUEUE_FIFO);
    event.records[0].receipt_handle = "s3cret".to_owned();
    event.records[0].body = "s3cret".to_owned();
    assert!(!format!("{event:?}").contains("s3cret"));
}
