//! What the customer reads.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use send_notification::{Mail, MailNotTaken, Mailer, Occasion, Outbox, SendNotification};
use serde_json::{Value, json};
use void_function_sdk::{BatchResponse, Handler, VoidContext, VoidQueueEvent};

fn placed() -> Value {
    json!({
        "eventType": "OrderPlaced.v2", "orderId": "o-1",
        "customerInfo": { "name": "Jane Doe", "email": "jane@example.com" },
        "items": [
            { "productId": "VC-101", "name": "Void Cloud T-Shirt", "quantity": 1, "price": 25 },
            { "productId": "VC-102", "name": "Void Cloud Mug", "quantity": 2, "price": 12 },
        ],
        "totalAmount": 49,
    })
}

fn paid() -> Value {
    json!({
        "eventType": "PaymentProcessed.v1", "orderId": "o-1", "paymentId": "p-1", "amount": 49,
        "customerInfo": { "name": "Jane Doe", "email": "jane@example.com" },
    })
}

async fn handle(mailer: impl Mailer, events: &[Value]) -> BatchResponse {
    let event = events.iter().fold(VoidQueueEvent::builder(), |builder, event| builder.json(event)).build();
    SendNotification::new(mailer).into_handler().handle(event, VoidContext::for_test()).await.unwrap()
}

#[tokio::test]
async fn writes_on_both_occasions() {
    let outbox = Outbox::default();

    assert_eq!(handle(outbox.clone(), &[placed(), paid()]).await, BatchResponse::all_done());

    let mails = outbox.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.to.as_str() == "jane@example.com"));
    assert_eq!(mails[0].subject, "We have your order o-1");
    assert_eq!(
        mails[0].text,
        "Dear Jane Doe,\n\nthank you for your order:\n\n    1 × Void Cloud T-Shirt\n    2 × Void Cloud Mug\n\nTogether 49.00. We write again when it is paid.\n"
    );
    assert_eq!(mails[1].key.occasion, Occasion::Paid);
    assert_eq!(mails[1].subject, "Your order o-1 is paid");
    assert_eq!(mails[1].text, "Dear Jane Doe,\n\nwe received 49.00 for your order (payment p-1).\n");
}

#[tokio::test]
async fn writes_once_however_often_the_event_is_delivered() {
    let outbox = Outbox::default();

    assert_eq!(handle(outbox.clone(), &[paid(), placed(), paid()]).await, BatchResponse::all_done());
    assert_eq!(handle(outbox.clone(), &[placed()]).await, BatchResponse::all_done());

    assert_eq!(outbox.mails().len(), 2);
}

#[tokio::test]
async fn skips_what_it_does_not_know() {
    let outbox = Outbox::default();

    let unknown = json!({ "eventType": "OrderShipped.v1", "orderId": "o-1" });
    assert_eq!(handle(outbox.clone(), &[unknown]).await, BatchResponse::all_done());

    assert_eq!(outbox.mails(), []);
}

#[tokio::test]
async fn a_mail_that_is_not_taken_is_tried_again() {
    struct Down;
    impl Mailer for Down {
        async fn send(&self, _mail: Mail) -> Result<(), MailNotTaken> {
            Err(MailNotTaken)
        }
    }

    let response = handle(Down, &[placed()]).await;

    let cause = response.failure("message-1").unwrap().cause.clone().unwrap();
    assert_eq!(cause.message, "the mail server did not take the mail");
}
