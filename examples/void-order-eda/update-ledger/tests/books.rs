//! What is booked for which record.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use order_events::{Money, OrderEvent};
use serde_json::{Value, json};
use update_ledger::{Ledger, LedgerClosed, MemoryLedger, UpdateLedger};
use void_function_sdk::{BatchResponse, FailureAction, Handler, VoidContext, VoidStreamEvent};

fn paid(order_id: &str, amount: u32) -> Value {
    json!({
        "eventType": "PaymentProcessed.v1", "orderId": order_id, "paymentId": "p-1", "amount": amount,
        "customerInfo": { "name": "Jane Doe", "email": "jane@example.com" },
    })
}

async fn handle(ledger: impl Ledger, records: &[(&str, Value)]) -> BatchResponse {
    let builder = VoidStreamEvent::builder().stream("order-ledger");
    let event = records.iter().fold(builder, |builder, (key, data)| builder.json(*key, data)).build();
    UpdateLedger::new(ledger).into_handler().handle(event, VoidContext::for_test()).await.unwrap()
}

#[tokio::test]
async fn books_each_event_once_however_often_it_is_in_the_stream() {
    let ledger = MemoryLedger::default();
    let records = [("o-1", paid("o-1", 25)), ("o-2", paid("o-2", 12)), ("o-1", paid("o-1", 25))];

    assert_eq!(handle(ledger.clone(), &records).await, BatchResponse::all_done());
    assert_eq!(handle(ledger.clone(), &records).await, BatchResponse::all_done());

    assert_eq!((ledger.balance().orders, ledger.balance().paid), (2, Some(Money::from_cents(3_700))));
}

#[tokio::test]
async fn skips_what_it_does_not_know() {
    let ledger = MemoryLedger::default();
    let unknown = json!({ "eventType": "OrderShipped.v1", "orderId": "o-1" });

    assert_eq!(handle(ledger.clone(), &[("o-1", unknown)]).await, BatchResponse::all_done());

    assert_eq!(ledger.balance().orders, 0);
}

#[tokio::test]
async fn what_comes_after_an_entry_that_is_not_taken_waits() {
    /// Takes no payments of this order.
    #[derive(Clone)]
    struct ClosedFor(&'static str, MemoryLedger);
    impl Ledger for ClosedFor {
        async fn book(&self, event: OrderEvent) -> Result<bool, LedgerClosed> {
            match &event {
                OrderEvent::Paid(payment) if payment.order_id.as_str() == self.0 => Err(LedgerClosed),
                _ => self.1.book(event).await,
            }
        }
    }
    let ledger = ClosedFor("o-2", MemoryLedger::default());
    let records = [("o-1", paid("o-1", 25)), ("o-2", paid("o-2", 12)), ("o-3", paid("o-3", 1))];

    let response = handle(ledger.clone(), &records).await;

    let [failure] = &response.batch_item_failures[..] else { panic!("{response:?}") };
    assert_eq!(failure.item_identifier, "2");
    assert_eq!(failure.action, FailureAction::Retry { after: None });
    assert_eq!(failure.cause.as_ref().unwrap().message, "the ledger takes no entries now");
    assert_eq!(ledger.1.balance().orders, 1);
}
