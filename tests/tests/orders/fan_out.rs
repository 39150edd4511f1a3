//! Four functions subscribe to one queue, and none of them notices the others.

use std::sync::Arc;

use schedule_shipping::{Carrier, CarrierClosed, Parcel, TrackingNumber};
use void_local::{LocalCloud, RedriveTarget, timeline::TimelineEvent};
use void_tests::OrderSystem;

struct Closed;

impl Carrier for Closed {
    async fn book(&self, _parcel: Parcel) -> Result<TrackingNumber, CarrierClosed> {
        Err(CarrierClosed)
    }
}

fn attempts(system: &OrderSystem, function: &str) -> Vec<u32> {
    let timeline = system.cloud.timeline();
    let invoked = timeline.of(function).filter(|entry| matches!(entry.event, TimelineEvent::Invoked { .. }));
    invoked.map(|entry| entry.attempt.unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_failure_in_one_function_never_redelivers_to_another() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    system.ship_with(Closed).await.unwrap();

    system.order().await;
    system.cloud.settle().await;

    assert_eq!(attempts(&system, "schedule-shipping"), [1, 2, 3, 4]);
    assert_eq!(attempts(&system, "process-payment"), [1]);
    assert_eq!(attempts(&system, "send-notification"), [1, 1], "once for each of its two queues");
    let dead = system.cloud.queue("order-events-dlq").messages();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].dead_letter().unwrap().subscription.as_deref(), Some("schedule-shipping"));
}

#[tokio::test(start_paused = true)]
async fn one_order_that_fails_does_not_hold_up_the_others_of_its_batch() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let queue = system.cloud.queue("order-events-queue");
    queue.send("not an event");

    let orders = [system.order().await, system.order().await, system.order().await];
    system.cloud.settle().await;

    let mut paid = system.gateway.paid();
    paid.sort();
    let mut expected = orders.to_vec();
    expected.sort();
    assert_eq!(paid, expected);
    assert_eq!(system.gateway.asked().len(), 3, "each order was charged at the first try");
    let dead = system.cloud.queue("order-events-dlq").messages();
    assert_eq!(dead.len(), 4, "each of the four subscriptions dead-lettered what it can't read");
    for message in dead {
        let cause = message.dead_letter_cause().unwrap();
        assert_eq!(
            (cause.attempts, &*cause.error_type),
            (1, "Void.InvalidMessage"),
            "it never will be an event"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn two_functions_that_fail_leave_two_dead_letters_that_are_redriven_apart() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    system.ship_with(Closed).await.unwrap();
    system.gateway.decline();

    let order_id = system.order().await;
    system.cloud.settle().await;

    let dead = system.cloud.dead_letters("order-events-dlq");
    assert_eq!(dead.len(), 2);
    assert_eq!(dead[0].message_id, dead[1].message_id, "one message, two dead letters");
    let of = |name: &str| dead.iter().find(|dead| dead.subscription.as_deref() == Some(name)).unwrap();
    assert_eq!(of("schedule-shipping").cause.as_ref().unwrap().error, "the carrier takes no bookings now");
    assert!(of("process-payment").cause.as_ref().unwrap().error.contains("declined"));

    system.ship_with(Arc::clone(&system.carrier)).await.unwrap();
    system.cloud.redrive(of("schedule-shipping"), &RedriveTarget::Origin).unwrap();
    system.cloud.settle().await;

    assert_eq!(system.carrier.booked(), 1);
    assert_eq!(system.gateway.asked().len(), 4, "the redrive is for shipping alone");
    assert_eq!(system.gateway.paid(), [], "{order_id} is still not paid");
    let left = system.cloud.dead_letters("order-events-dlq");
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].subscription.as_deref(), Some("process-payment"));
}
