//! What is charged and published for which event.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use order_events::{EmailAddress, Money, OrderEvent, PaymentId};
use process_payment::{
    BUCKET_VARIABLE, Charge, Invoices, PaymentError, PaymentGateway, ProcessPayment, QUEUE_URL_VARIABLE,
    SimulatedGateway,
};
use serde_json::{Value, json};
use void_core::{Random, SystemClock};
use void_function_sdk::{BatchResponse, FunctionEnv, Handler, VoidContext, VoidQueueEvent};
use void_messaging_sdk::mock::{MockMessaging, MockQueue};
use void_storage_sdk::mock::MockStorage;

/// Takes every payment but that of one customer.
struct Gateway {
    declines: &'static str,
}

impl PaymentGateway for Gateway {
    async fn charge(&self, charge: Charge) -> Result<PaymentId, PaymentError> {
        if charge.customer.as_str() == self.declines {
            return Err(PaymentError::Declined { amount: charge.amount, reason: "no funds".to_owned() });
        }
        Ok(PaymentId::try_from(format!("p-{}", charge.order_id)).unwrap())
    }
}

fn placed(order_id: &str, email: &str) -> Value {
    json!({
        "eventType": "OrderPlaced.v2", "orderId": order_id,
        "customerInfo": { "name": "Jane Doe", "email": email },
        "items": [{ "productId": "VC-102", "name": "Void Cloud Mug", "quantity": 2, "price": 12 }],
        "totalAmount": 24,
    })
}

async fn handle(gateway: impl PaymentGateway, events: &[Value]) -> (BatchResponse, MockQueue) {
    let storage = MockStorage::new();
    storage.create_bucket("invoices");
    handle_with(gateway, &storage, events).await
}

async fn handle_with(
    gateway: impl PaymentGateway,
    storage: &MockStorage,
    events: &[Value],
) -> (BatchResponse, MockQueue) {
    let invoices = Invoices::new(storage.client(), "invoices");
    let mock = MockMessaging::new();
    let queue = mock.create_queue("payment-events-queue");
    let handler = ProcessPayment::new(gateway, invoices, mock.client(), queue.url()).into_handler();
    let event = events.iter().fold(VoidQueueEvent::builder(), |builder, event| builder.json(event)).build();
    (handler.handle(event, VoidContext::for_test()).await.unwrap(), queue)
}

#[tokio::test(start_paused = true)]
async fn publishes_what_was_paid() {
    let gateway = Gateway { declines: "" };

    let (response, queue) = handle(gateway, &[placed("o-1", "jane@example.com")]).await;

    assert_eq!(response, BatchResponse::all_done());
    let sent = queue.messages();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].attribute("EventType"), Some("PaymentProcessed"));
    let OrderEvent::Paid(paid) = sent[0].json() else { panic!("{}", sent[0].body()) };
    assert_eq!((paid.order_id.as_str(), paid.payment_id.as_str()), ("o-1", "p-o-1"));
    assert_eq!(paid.amount, Money::from_cents(2_400));
    assert_eq!(paid.customer_info.email, EmailAddress::try_from("jane@example.com".to_owned()).unwrap());
}

#[tokio::test(start_paused = true)]
async fn the_event_refers_to_the_invoice_in_the_bucket() {
    let storage = MockStorage::new();
    storage.create_bucket("invoices");
    let order = placed("o-1", "jane@example.com");

    let (_, queue) = handle_with(Gateway { declines: "" }, &storage, &[order.clone(), order]).await;

    let OrderEvent::Paid(paid) = queue.messages()[0].json() else { panic!("no payment") };
    let invoice = storage.client().get_ref(&paid.invoice.unwrap()).await.unwrap();
    assert_eq!(invoice.headers.content_type.as_deref(), Some("text/plain; charset=utf-8"));
    let text = String::from_utf8(invoice.body.bytes(1 << 20).await.unwrap().to_vec()).unwrap();
    for part in ["Invoice of order o-1", "Jane Doe", "2 x Void Cloud Mug", "24.00", "Paid by p-o-1"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(storage.bucket("invoices").keys(), ["o-1.txt"], "one invoice, however often it is delivered");
}

#[tokio::test(start_paused = true)]
async fn without_its_bucket_the_order_fails() {
    let order = placed("o-1", "jane@example.com");

    let (response, queue) = handle_with(Gateway { declines: "" }, &MockStorage::new(), &[order]).await;

    assert!(response.has_failed("message-1"));
    assert_eq!(queue.messages().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_decline_fails_its_own_order_with_the_reason() {
    let gateway = Gateway { declines: "poor@example.com" };
    let orders = [placed("o-1", "poor@example.com"), placed("o-2", "jane@example.com")];

    let (response, queue) = handle(gateway, &orders).await;

    assert!(!response.has_failed("message-2"));
    let cause = response.failure("message-1").unwrap().cause.clone().unwrap();
    assert_eq!(cause.message, "the payment of 24.00 was declined: no funds");
    assert!(cause.error_type.ends_with("PaymentError"), "{}", cause.error_type);
    assert_eq!(queue.messages().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn charges_once_for_what_is_delivered_twice() {
    let gateway = SimulatedGateway::new(Arc::new(SystemClock::new()), Random::from_seed(3));
    let order = placed("o-1", "jane@example.com");

    let (response, queue) = handle(gateway, &[order.clone(), order]).await;

    assert_eq!(response, BatchResponse::all_done(), "seed 3 declines neither");
    let payments: Vec<OrderEvent> = queue.messages().iter().map(|message| message.json()).collect();
    assert_eq!(payments.len(), 2);
    assert_eq!(payments[0], payments[1]);
}

#[tokio::test(start_paused = true)]
async fn skips_what_it_does_not_know() {
    let unknown = json!({ "eventType": "OrderPlaced.v9", "orderId": 7 });

    let (response, queue) = handle(Gateway { declines: "" }, &[unknown]).await;

    assert_eq!(response, BatchResponse::all_done());
    assert_eq!(queue.messages().len(), 0);
}

#[test]
fn needs_its_queue_and_its_bucket() {
    let error = ProcessPayment::with_gateway(&FunctionEnv::builder().build(), Gateway { declines: "" });
    assert_eq!(error.err().unwrap().name(), QUEUE_URL_VARIABLE);
    let env = FunctionEnv::builder().var(QUEUE_URL_VARIABLE, "http://localhost/q").build();
    let error = ProcessPayment::with_gateway(&env, Gateway { declines: "" });
    assert_eq!(error.err().unwrap().name(), BUCKET_VARIABLE);
}
