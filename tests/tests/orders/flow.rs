//! One order, from the customer to the parcel, and what becomes of one that can't be paid.

use std::time::Duration;

use send_notification::Occasion;
use void_local::{LocalCloud, RedriveTarget, timeline::TimelineEvent};
use void_tests::OrderSystem;

#[tokio::test(start_paused = true)]
async fn an_order_is_paid_shipped_and_told() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();

    let order_id = system.order().await;
    system.cloud.settle().await;

    assert_eq!(system.gateway.asked(), std::slice::from_ref(&order_id));
    assert_eq!(system.gateway.paid(), std::slice::from_ref(&order_id));
    assert_eq!(system.carrier.booked(), 1);
    let occasions: Vec<Occasion> = system.outbox.mails().iter().map(|mail| mail.key.occasion).collect();
    assert_eq!(occasions, [Occasion::Placed, Occasion::Paid]);
    assert!(system.outbox.mails().iter().all(|mail| mail.key.order_id == order_id));
    for queue in system.cloud.messaging().queue_names() {
        assert_eq!(system.cloud.queue(&queue).messages().len(), 0, "{queue}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_declined_payment_is_tried_four_times_and_dead_lettered_with_its_cause() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    system.gateway.decline();
    let start = system.cloud.now();

    let order_id = system.order().await;
    system.cloud.settle().await;

    let timeline = system.cloud.timeline();
    let attempts: Vec<(Duration, u32)> = timeline
        .of("process-payment")
        .filter(|entry| matches!(entry.event, TimelineEvent::Invoked { .. }))
        .map(|entry| (entry.at.since(start), entry.attempt.unwrap()))
        .collect();
    let seconds = Duration::from_secs;
    assert_eq!(attempts, [(seconds(0), 1), (seconds(1), 2), (seconds(3), 3), (seconds(7), 4)]);

    let dead = system.cloud.queue("order-events-dlq").messages();
    assert_eq!(dead.len(), 1);
    assert!(dead[0].body().contains(order_id.as_str()), "the message is kept as it was");
    assert_eq!(dead[0].attribute("EventType"), Some("OrderPlaced"));
    let letter = dead[0].dead_letter().unwrap();
    assert_eq!(
        (&*letter.source, letter.subscription.as_deref()),
        ("order-events-queue", Some("process-payment"))
    );
    let cause = dead[0].dead_letter_cause().unwrap();
    assert_eq!(cause.error, "the payment of 49.00 was declined: insufficient funds");
    assert_eq!(cause.error_type, "process_payment::gateway::PaymentError");
    assert_eq!(cause.attempts, 4);
    assert_eq!(cause.function.as_deref(), Some("process-payment"));
    let last = timeline.of("process-payment").last().unwrap();
    assert_eq!(cause.request_id, last.request_id);
    assert_eq!(cause.trace_id, last.correlation_id);
}

#[tokio::test(start_paused = true)]
async fn after_the_fix_a_redrive_pays_the_order_and_bothers_nobody_else() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    system.gateway.decline();
    let order_id = system.order().await;
    system.cloud.settle().await;
    assert_eq!(system.gateway.paid(), []);
    assert_eq!(
        (system.carrier.booked(), system.outbox.mails().len()),
        (1, 1),
        "the others have done their part"
    );
    let invoked = |name: &str| {
        let timeline = system.cloud.timeline();
        timeline.of(name).filter(|entry| matches!(entry.event, TimelineEvent::Invoked { .. })).count()
    };
    let before = (invoked("schedule-shipping"), invoked("send-notification"));

    system.gateway.accept();
    assert_eq!(system.cloud.redrive_all("order-events-dlq", &RedriveTarget::Origin).unwrap(), 1);
    system.cloud.settle().await;

    assert_eq!(system.gateway.paid(), [order_id]);
    assert_eq!(system.cloud.dead_letters("order-events-dlq"), []);
    let told = 1;
    assert_eq!((invoked("schedule-shipping"), invoked("send-notification")), (before.0, before.1 + told));
    assert_eq!((system.carrier.booked(), system.outbox.mails().len()), (1, 2));
}

#[tokio::test]
async fn the_same_seed_gives_the_same_timeline_byte_for_byte() {
    async fn run(seed: u64) -> String {
        let system = OrderSystem::deploy(LocalCloud::builder().seed(seed).build()).await.unwrap();
        for round in 0..20 {
            if round % 3 == 0 {
                system.gateway.decline();
            } else {
                system.gateway.accept();
            }
            system.order().await;
            system.cloud.advance(Duration::from_millis(700)).await;
        }
        system.cloud.settle().await;
        system.cloud.timeline().to_json_lines()
    }

    let (one, two) = (run(5).await, run(5).await);
    assert!(one == two, "the same seed gave two timelines");
    assert_ne!(one, run(6).await);
}
