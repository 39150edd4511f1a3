//! What is booked for which event.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::{Arc, Mutex};

use schedule_shipping::{Carrier, CarrierClosed, Parcel, ScheduleShipping, SimulatedCarrier, TrackingNumber};
use serde_json::json;
use void_function_sdk::{BatchResponse, Handler, VoidContext, VoidQueueEvent};

/// Keeps what it was asked to book, with the number that it gave; closed for the order that it is told.
#[derive(Clone, Default)]
struct Ledger {
    carrier: Arc<SimulatedCarrier>,
    bookings: Arc<Mutex<Vec<(String, u64, String)>>>,
    closed_for: Option<&'static str>,
}

impl Ledger {
    fn bookings(&self) -> Vec<(String, u64, String)> {
        self.bookings.lock().unwrap().clone()
    }
}

impl Carrier for Ledger {
    async fn book(&self, parcel: Parcel) -> Result<TrackingNumber, CarrierClosed> {
        if self.closed_for == Some(parcel.order_id.as_str()) {
            return Err(CarrierClosed);
        }
        let number = self.carrier.book(parcel.clone()).await?;
        let booking = (parcel.order_id.to_string(), parcel.pieces, number.to_string());
        self.bookings.lock().unwrap().push(booking);
        Ok(number)
    }
}

fn placed(order_id: &str) -> serde_json::Value {
    json!({
        "eventType": "OrderPlaced.v1", "orderId": order_id,
        "customerName": "Jane Doe", "customerEmail": "jane@example.com",
        "items": [
            { "productId": "VC-101", "name": "Void Cloud T-Shirt", "quantity": 1, "priceCents": 2500 },
            { "productId": "VC-102", "name": "Void Cloud Mug", "quantity": 2, "priceCents": 1200 },
        ],
        "totalCents": 4900,
    })
}

async fn handle(ledger: &Ledger, event: VoidQueueEvent) -> BatchResponse {
    let handler = ScheduleShipping::new(ledger.clone()).into_handler();
    handler.handle(event, VoidContext::for_test()).await.unwrap()
}

#[tokio::test]
async fn books_one_parcel_an_order_however_often_it_is_delivered() {
    let ledger = Ledger::default();
    let event =
        VoidQueueEvent::builder().json(&placed("o-1")).json(&placed("o-2")).json(&placed("o-1")).build();

    assert_eq!(handle(&ledger, event).await, BatchResponse::all_done());

    let booking = |order: &str, number: &str| (order.to_owned(), 3, number.to_owned());
    assert_eq!(
        ledger.bookings(),
        [booking("o-1", "VP-00000001"), booking("o-2", "VP-00000002"), booking("o-1", "VP-00000001")]
    );
}

#[tokio::test]
async fn one_booking_that_fails_fails_alone() {
    let ledger = Ledger { closed_for: Some("o-1"), ..Ledger::default() };
    let event = VoidQueueEvent::builder().json(&placed("o-1")).json(&placed("o-2")).build();

    let response = handle(&ledger, event).await;

    assert!(response.has_failed("message-1") && !response.has_failed("message-2"));
    let cause = response.failure("message-1").unwrap().cause.clone().unwrap();
    assert_eq!(cause.message, "the carrier takes no bookings now");
    assert_eq!(ledger.bookings().len(), 1);
}

#[tokio::test]
async fn skips_what_is_not_for_it() {
    let ledger = Ledger::default();
    let event = VoidQueueEvent::builder()
        .json(&json!({ "eventType": "OrderPlaced.v9", "orderId": 7 }))
        .json(&json!({
            "eventType": "PaymentProcessed.v1", "orderId": "o-1", "paymentId": "p-1", "amount": 1,
            "customerInfo": { "name": "Jane Doe", "email": "jane@example.com" },
        }))
        .build();

    assert_eq!(handle(&ledger, event).await, BatchResponse::all_done());
    assert_eq!(ledger.bookings(), []);
}
