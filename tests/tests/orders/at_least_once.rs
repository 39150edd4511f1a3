//! Queues that deliver late, out of order, twice, and once more after the message was handled.

use std::collections::BTreeSet;

use order_events::OrderId;
use void_local::LocalCloud;
use void_tests::OrderSystem;

const ORDERS: usize = 20;

#[tokio::test]
async fn every_function_is_idempotent() {
    for seed in 0..10 {
        let system =
            OrderSystem::deploy(LocalCloud::builder().seed(seed).at_least_once(seed).build()).await.unwrap();
        let mut orders = BTreeSet::new();
        for _ in 0..ORDERS {
            orders.insert(system.order().await);
        }
        system.cloud.settle().await;

        let asked = system.gateway.asked().len();
        assert!(asked > ORDERS, "seed {seed}: nothing was delivered twice");
        assert_eq!(system.gateway.paid().into_iter().collect::<BTreeSet<OrderId>>(), orders, "seed {seed}");
        assert_eq!(system.carrier.booked(), ORDERS, "seed {seed}");
        assert_eq!(system.outbox.mails().len(), 2 * ORDERS, "seed {seed}");
        let balance = system.ledger.balance();
        assert_eq!((balance.orders, balance.unpaid), (ORDERS, 0), "seed {seed}");
        assert!(system.ledger.again() > 0, "seed {seed}: nothing is in the stream twice");
        assert_eq!(system.cloud.queue("order-events-dlq").messages().len(), 0, "seed {seed}");
    }
}
