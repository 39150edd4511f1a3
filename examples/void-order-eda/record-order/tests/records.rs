//! What is put into the ledger for which event.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use record_order::{RecordOrder, STREAM_VARIABLE};
use serde_json::{Value, json};
use void_function_sdk::{BatchResponse, FunctionEnv, Handler, VoidContext, VoidQueueEvent};
use void_streams_sdk::mock::MockStreams;

fn placed(order_id: &str) -> Value {
    json!({
        "eventType": "OrderPlaced.v1", "orderId": order_id,
        "customerName": "Jane Doe", "customerEmail": "jane@example.com",
        "items": [{ "productId": "VC-101", "name": "Void Cloud T-Shirt", "quantity": 1, "priceCents": 2500 }],
        "totalCents": 2500,
    })
}

fn paid(order_id: &str) -> Value {
    json!({
        "eventType": "PaymentProcessed.v1", "orderId": order_id, "paymentId": "p-1", "amount": 25,
        "customerInfo": { "name": "Jane Doe", "email": "jane@example.com" },
    })
}

async fn handle(handler: RecordOrder, events: &[Value]) -> BatchResponse {
    let event = events.iter().fold(VoidQueueEvent::builder(), |builder, event| builder.json(event)).build();
    handler.into_handler().handle(event, VoidContext::for_test()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn each_event_goes_into_the_ledger_as_it_came_under_its_orders_id() {
    let mock = MockStreams::new();
    let stream = mock.create_stream("order-ledger", 2);
    let handler = RecordOrder::new(mock.client(), "order-ledger");

    let events = [placed("o-1"), placed("o-2"), paid("o-1")];
    assert_eq!(handle(handler, &events).await, BatchResponse::all_done());

    let records = stream.records();
    let keys: Vec<&str> = records.iter().map(|record| record.partition_key.as_str()).collect();
    assert_eq!(keys, ["o-1", "o-2", "o-1"]);
    let data: Vec<Value> = records.iter().map(|record| record.json().unwrap()).collect();
    assert_eq!(data, events);
}

#[tokio::test(start_paused = true)]
async fn skips_what_it_does_not_know() {
    let mock = MockStreams::new();
    let stream = mock.create_stream("order-ledger", 1);
    let handler = RecordOrder::new(mock.client(), "order-ledger");

    let unknown = json!({ "eventType": "OrderShipped.v1", "orderId": "o-1" });
    assert_eq!(handle(handler, &[unknown]).await, BatchResponse::all_done());

    assert!(stream.records().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_not_in_the_ledger_is_tried_again() {
    let handler = RecordOrder::new(MockStreams::new().client(), "order-ledger");

    let response = handle(handler, &[placed("o-1")]).await;

    let cause = response.failure("message-1").unwrap().cause.clone().unwrap();
    assert!(cause.message.contains("ResourceNotFound"), "{}", cause.message);
}

#[test]
fn says_when_its_stream_is_not_configured() {
    let config = MockStreams::new().client().config().clone();
    let env = FunctionEnv::builder().config(config).build();
    let error = RecordOrder::from_function_env(&env).unwrap_err();
    assert!(error.to_string().contains(STREAM_VARIABLE), "{error}");
}
