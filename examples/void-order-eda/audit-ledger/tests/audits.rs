//! What an audit finds.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use audit_ledger::{Audit, AuditLedger, AuditRequest};
use order_events::Money;
use serde_json::{Value, json};
use void_core::Timestamp;
use void_function_sdk::{Handler, Json, VoidContext};
use void_streams_sdk::mock::MockStreams;

fn paid(order_id: &str, amount: u32) -> Value {
    json!({
        "eventType": "PaymentProcessed.v1", "orderId": order_id, "paymentId": "p-1", "amount": amount,
        "customerInfo": { "name": "Jane Doe", "email": "jane@example.com" },
    })
}

async fn audit(mock: &MockStreams, since: Timestamp) -> Audit {
    let handler = AuditLedger::new(mock.client(), "order-ledger");
    let request = AuditRequest { since_millis: since.as_millis() };
    handler.handle(Json(request), VoidContext::for_test()).await.unwrap().0
}

#[tokio::test(start_paused = true)]
async fn reads_from_a_time_on_whatever_the_shard() {
    let mock = MockStreams::new();
    let stream = mock.create_stream("order-ledger", 4);
    let clock = mock.client().config().clock().clone();
    let beginning = clock.now();
    for number in 0..10 {
        stream.put(format!("o-{number}"), paid(&format!("o-{number}"), 1));
    }
    tokio::time::advance(Duration::from_secs(60)).await;
    let noon = clock.now();
    for number in 5..25 {
        stream.put(format!("o-{number}"), paid(&format!("o-{number}"), 2));
    }

    let all = audit(&mock, beginning).await;
    assert_eq!((all.records, all.balance.orders, all.unknown), (30, 25, 0));
    let later = audit(&mock, noon).await;
    assert_eq!((later.records, later.balance.orders), (20, 20));
    assert_eq!(later.balance.paid, Some(Money::from_cents(4_000)));
    assert_eq!(audit(&mock, beginning).await, all, "reading takes nothing out");
}

#[tokio::test(start_paused = true)]
async fn counts_what_it_does_not_know() {
    let mock = MockStreams::new();
    let stream = mock.create_stream("order-ledger", 1);
    let beginning = mock.client().config().clock().now();
    stream.put("o-1", "not JSON");
    stream.put("o-1", json!({ "eventType": "OrderShipped.v1", "orderId": "o-1" }));
    stream.put("o-1", paid("o-1", 7));

    let audit = audit(&mock, beginning).await;

    assert_eq!((audit.records, audit.unknown, audit.balance.orders), (3, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn says_that_there_is_no_ledger() {
    let handler = AuditLedger::new(MockStreams::new().client(), "order-ledger");
    let answer = handler.handle(Json(AuditRequest { since_millis: 0 }), VoidContext::for_test()).await;
    assert!(answer.unwrap_err().to_string().contains("ResourceNotFound"));
}
