//! Connections that break at the worst moment: the request took effect, its response is lost.

use std::collections::BTreeSet;

use create_order::CreateOrder;
use order_events::{OrderEvent, OrderId};
use process_payment::{Invoices, ProcessPayment};
use void_core::{Config, Faults, Random};
use void_local::LocalCloud;
use void_messaging_sdk::{VoidMessagingClient, mock::MockTransport};
use void_tests::{CREATE_ORDER, OrderSystem, PROCESS_PAYMENT, order_id};

const ORDER_EVENTS: &str = "order-events-queue";
const PAYMENT_EVENTS: &str = "payment-events-queue";

/// Deploys the order system so that what `create-order` and `process-payment` send goes through faults.
async fn deploy(cloud: LocalCloud) -> (OrderSystem, Faults<MockTransport>) {
    let system = OrderSystem::deploy(cloud).await.unwrap();
    let cloud = &system.cloud;
    let faults = Faults::new(cloud.messaging().transport())
        .with_clock(cloud.clock())
        .with_random(Random::from_seed(cloud.seed()));
    let config = Config::builder()
        .transport(faults.clone())
        .endpoint_url("http://localhost:4566")
        .clock(cloud.clock())
        .random(Random::from_seed(cloud.seed()));
    let client = VoidMessagingClient::new(config.build());
    let url = |queue: &str| cloud.queue(queue).url();
    cloud.deploy(CREATE_ORDER, |_env| CreateOrder::new(client.clone(), url(ORDER_EVENTS))).await.unwrap();
    cloud
        .deploy(PROCESS_PAYMENT, |_env| {
            let invoices = Invoices::new(cloud.storage().client(), "invoices");
            ProcessPayment::new(system.gateway.clone(), invoices, client.clone(), url(PAYMENT_EVENTS))
                .into_handler()
        })
        .await
        .unwrap();
    (system, faults)
}

fn placed(system: &OrderSystem) -> Vec<OrderId> {
    let sent = system.cloud.messaging().sent();
    let placed = sent.iter().filter_map(|sent| match sent.json() {
        OrderEvent::Placed(event) => Some(event.order_id),
        _ => None,
    });
    placed.collect()
}

#[tokio::test(start_paused = true)]
async fn a_lost_response_makes_two_messages_and_still_one_order() {
    let (system, faults) = deploy(LocalCloud::new()).await;
    faults.on("SendMessage").nth(1).lose_response();

    let order_id = system.order().await;
    assert_eq!(
        placed(&system),
        [order_id.clone(), order_id.clone()],
        "the client sent again, under one order id"
    );
    system.cloud.settle().await;

    assert_eq!(faults.injected(), 1);
    assert_eq!(system.gateway.asked(), [order_id.clone(), order_id.clone()]);
    assert_eq!(system.gateway.paid(), [order_id]);
    assert_eq!((system.carrier.booked(), system.outbox.mails().len()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_payment_whose_event_is_lost_on_the_way_is_told_once() {
    let (system, faults) = deploy(LocalCloud::new()).await;

    let order_id = system.order().await;
    faults.on("SendMessage").lose_response();
    system.cloud.run_until(|| system.gateway.asked().len() == 2).await.unwrap();
    faults.clear();
    system.cloud.settle().await;

    assert!(faults.injected() >= 3, "every attempt of the first call: {}", faults.injected());
    assert_eq!(system.gateway.paid(), [order_id]);
    assert_eq!(system.outbox.mails().len(), 2);
    assert_eq!(system.cloud.queue("order-events-dlq").messages().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_not_answered_may_have_been_taken_all_the_same() {
    let (system, faults) = deploy(LocalCloud::new()).await;
    faults.on("SendMessage").lose_response();

    assert_eq!(system.post().await.unwrap().status_code, 502);
    faults.clear();
    system.cloud.settle().await;

    assert!(faults.injected() >= 3, "every attempt: {}", faults.injected());
    assert_eq!(placed(&system).len(), faults.injected());
    assert_eq!(system.gateway.paid().len(), 1, "many messages of one order");
    assert_eq!((system.carrier.booked(), system.outbox.mails().len()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_never_arrived_is_answered_so() {
    let (system, faults) = deploy(LocalCloud::new()).await;
    faults.on("SendMessage").refuse();

    assert_eq!(system.post().await.unwrap().status_code, 502);
    system.cloud.settle().await;

    assert_eq!(placed(&system), []);
    assert_eq!(system.gateway.asked(), []);
}

#[tokio::test]
async fn on_a_bad_network_no_order_is_lost_and_none_is_charged_twice() {
    for seed in 0..10 {
        let (system, faults) = deploy(LocalCloud::builder().seed(seed).build()).await;
        faults.on("SendMessage").with_probability(0.2).lose_response();
        faults.on("SendMessage").with_probability(0.2).refuse();
        let mut taken = BTreeSet::new();
        for _ in 0..30 {
            let response = system.post().await.unwrap();
            if response.status_code == 200 {
                taken.insert(order_id(&response));
            }
        }
        system.cloud.settle().await;

        assert!(faults.injected() > 20, "seed {seed}: only {} faults", faults.injected());
        let placed: BTreeSet<OrderId> = placed(&system).into_iter().collect();
        assert!(taken.is_subset(&placed), "seed {seed}: an order was answered and is lost");
        let paid: BTreeSet<OrderId> = system.gateway.paid().into_iter().collect();
        assert_eq!(paid, placed, "seed {seed}");
        assert_eq!(system.carrier.booked(), placed.len(), "seed {seed}");
        let dead = system.cloud.queue("order-events-dlq").messages().len();
        assert_eq!(dead, 0, "seed {seed}: four deliveries of three attempts each failed");
        assert_eq!(system.outbox.mails().len(), 2 * placed.len(), "seed {seed}");
    }
}
