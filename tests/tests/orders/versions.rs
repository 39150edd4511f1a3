//! Events of other versions than today's.

use order_events::{OrderEvent, OrderId};
use serde_json::json;
use tracing_subscriber::prelude::*;
use void_local::{LocalCloud, timeline::TimelineEvent};
use void_tests::OrderSystem;

fn order_id(id: &str) -> OrderId {
    OrderId::try_from(id.to_owned()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_old_version_is_still_read() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let old = json!({
        "eventType": "OrderPlaced.v1", "orderId": "o-1",
        "customerName": "Jane Doe", "customerEmail": "jane@example.com",
        "items": [{ "productId": "VC-102", "name": "Void Cloud Mug", "quantity": 2, "priceCents": 1200 }],
        "totalCents": 2400,
    });

    system.cloud.queue("order-events-queue").send(&old);
    system.cloud.settle().await;

    assert_eq!(system.gateway.paid(), [order_id("o-1")]);
    assert_eq!((system.carrier.booked(), system.outbox.mails().len()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_type_or_version_is_skipped_by_every_function_with_a_line_in_the_log() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let logs = system.cloud.log_layer(tracing::Level::INFO);
    let _guard = tracing_subscriber::registry().with(logs).set_default();
    let queue = system.cloud.queue("order-events-queue");

    queue.send(json!({ "eventType": "OrderPlaced.v9", "orderId": { "shard": 7 } }));
    queue.send(json!({ "eventType": "OrderCancelled.v1", "orderId": "o-1" }));
    system.cloud.settle().await;

    assert_eq!(queue.messages().len(), 0);
    assert_eq!(system.cloud.queue("order-events-dlq").messages().len(), 0);
    assert_eq!(system.gateway.asked(), []);
    assert_eq!((system.carrier.booked(), system.outbox.mails().len()), (0, 0));
    let timeline = system.cloud.timeline();
    for name in ["process-payment", "schedule-shipping", "send-notification"] {
        let lines: Vec<&str> = timeline
            .of(name)
            .filter_map(|entry| match &entry.event {
                TimelineEvent::Logged { message, .. } => Some(message.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(lines.len(), 2, "{name}: {lines:?}");
        assert!(lines[0].contains("OrderPlaced.v9") && lines[1].contains("OrderCancelled.v1"), "{lines:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn unknown_fields_are_ignored_and_do_not_cost_a_cent() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let newer = r#"{"loyalty":{"points":1.5},"orderId":"o-1","totalAmount":9007199254740993.01,"items":[{"productId":"VC-1","name":"Moon","quantity":1,"price":9007199254740993.01,"gift":true}],"customerInfo":{"name":"Jane Doe","email":"jane@example.com","phone":null},"eventType":"OrderPlaced.v2"}"#;
    let mut payments = Vec::new();

    system.cloud.queue("order-events-queue").send(newer);
    system.cloud.settle().await;
    for sent in system.cloud.messaging().sent() {
        if let OrderEvent::Paid(payment) = sent.json() {
            payments.push(payment.amount.to_string());
        }
    }

    assert_eq!(payments, ["9007199254740993.01"]);
}
