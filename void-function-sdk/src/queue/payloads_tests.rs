use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use void_core::{Outcome, PayloadStore, StoreError, StoreErrorKind, store::InMemoryPayloads};

use super::*;
use crate::{Handler, HandlerError, VoidContext};

const MARK: &str = "ExtendedPayloadSize";

/// An event of which some records have their body in the store.
async fn event(payloads: &InMemoryPayloads, queue: &str, bodies: &[(&str, bool)]) -> VoidQueueEvent {
    let mut builder = VoidQueueEvent::builder().queue(queue);
    for (body, stored) in bodies {
        builder = if *stored {
            let pointer = payloads.put(body.to_string().into()).await.unwrap();
            let size = VoidMessageAttribute::number(body.len());
            builder.body(pointer.to_body()).message_attribute(MARK, size).message_attribute("Kind", "a")
        } else {
            builder.body(*body)
        };
    }
    builder.build()
}

/// Keeps the records that it handled.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<VoidQueueRecord>>>);

impl RecordHandler<u32> for Seen {
    async fn handle_record(
        &self,
        message: QueueMessage<u32>,
        _context: VoidContext,
    ) -> Result<Outcome, HandlerError> {
        self.0.lock().unwrap().push(message.record);
        Ok(if message.body == 0 { Outcome::retry_after(Duration::from_secs(1)) } else { Outcome::Done })
    }
}

async fn run(
    handler: &impl Handler<VoidQueueEvent, Output = BatchResponse>,
    event: VoidQueueEvent,
) -> BatchResponse {
    handler.handle(event, VoidContext::for_test()).await.unwrap()
}

#[tokio::test]
async fn a_handler_gets_what_was_sent() {
    let payloads = InMemoryPayloads::new("payloads");
    let event = event(&payloads, "orders", &[("1", true), ("2", false)]).await;
    let seen = Seen::default();
    let handler = each_record(seen.clone()).payloads(QueuePayloads::in_store(payloads.clone()));
    assert!(run(&handler, event).await.batch_item_failures.is_empty());
    let seen = seen.0.lock().unwrap();
    assert_eq!(seen.iter().map(|record| record.body.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(seen[0].md5_of_body, "c4ca4238a0b923820dcc509a6f75849b", "that of 1");
    assert_eq!((seen[0].message_attribute(MARK), seen[0].message_attribute("Kind")), (None, Some("a")));
    assert_eq!(payloads.keys().len(), 1, "it stays");
}

#[tokio::test]
async fn a_payload_goes_when_its_record_was_handled_if_asked_for() {
    let payloads = InMemoryPayloads::new("payloads");
    let event = event(&payloads, "orders", &[("1", true), ("0", true)]).await;
    let handler =
        each_record(Seen::default()).payloads(QueuePayloads::in_store(payloads.clone()).delete_when_done());
    let response = run(&handler, event).await;
    assert_eq!(response.batch_item_failures.len(), 1);
    assert_eq!(payloads.keys(), ["payload-000002"], "that of the record that comes again");
}

#[tokio::test]
async fn a_record_whose_body_is_gone_is_dead_lettered_alone() {
    let payloads = InMemoryPayloads::new("payloads");
    let event = event(&payloads, "orders", &[("1", true), ("2", false)]).await;
    payloads.clear();
    let handler = each_record(Seen::default()).payloads(QueuePayloads::in_store(payloads));
    let response = run(&handler, event).await;
    assert_eq!(response.batch_item_failures.len(), 1);
    let failure = response.failure("message-1").unwrap();
    assert_eq!(failure.action, FailureAction::DeadLetter);
    let cause = failure.cause.as_ref().unwrap();
    assert_eq!(cause.error_type, "Void.Payload");
    assert_eq!(cause.message, "the body can't be had from its store: there is no such payload");
}

#[tokio::test]
async fn a_record_is_tried_again_where_the_store_may_answer_later_and_its_group_waits() {
    let payloads = InMemoryPayloads::new("payloads");
    let event = event(&payloads, "orders.fifo", &[("1", true), ("2", false)]).await;
    payloads.fail_with(StoreError::new(StoreErrorKind::Unavailable, "the store is away"));
    let seen = Seen::default();
    let handler = each_record(seen.clone()).payloads(QueuePayloads::in_store(payloads));
    let response = run(&handler, event).await;
    assert_eq!(response.failure("message-1").unwrap().action, FailureAction::Retry { after: None });
    assert_eq!(response.failure("message-2").unwrap().action, FailureAction::NotAttempted);
    assert!(seen.0.lock().unwrap().is_empty(), "no handler saw one");
}

#[tokio::test]
async fn a_record_without_a_mark_is_no_pointer_whatever_it_looks_like() {
    let payloads = InMemoryPayloads::new("payloads");
    let pointer = payloads.put("1".into()).await.unwrap();
    let mut record = VoidQueueRecord::new("m", "r", pointer.to_body());
    let resolved = QueuePayloads::in_store(payloads).resolve(&mut record).await.unwrap();
    assert_eq!((resolved, record.body), (None, pointer.to_body()));
}
