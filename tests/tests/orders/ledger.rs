//! The ledger: a stream of what happened to each order, booked by one function and read again by another.

use std::time::Duration;

use audit_ledger::{Audit, AuditRequest};
use order_events::{OrderEvent, OrderId, OrderPlaced};
use record_order::RecordOrder;
use serde_json::json;
use update_ledger::UpdateLedger;
use void_core::{Config, Faults, Random, Timestamp};
use void_function_sdk::{
    BatchResponse, EachStreamRecord, Handler, HandlerError, VoidContext, VoidStreamEvent,
};
use void_local::LocalCloud;
use void_streams_sdk::{VoidStreamsClient, mock::MockTransport};
use void_tests::{Entry, OrderSystem, RECORD_ORDER, TestLedger, UPDATE_LEDGER, janes_order, order_id};

const LEDGER: &str = "order-ledger";

async fn audit(system: &OrderSystem, since: Timestamp) -> Audit {
    let payload = serde_json::to_vec(&AuditRequest { since_millis: since.as_millis() }).unwrap();
    serde_json::from_slice(&system.cloud.invoke("audit-ledger", payload).await.unwrap().unwrap()).unwrap()
}

/// Deploys the order system so that what `record-order` puts goes through faults.
async fn with_faults(cloud: LocalCloud) -> (OrderSystem, Faults<MockTransport>) {
    let system = OrderSystem::deploy(cloud).await.unwrap();
    let cloud = &system.cloud;
    let faults = Faults::new(cloud.streams().transport())
        .with_clock(cloud.clock())
        .with_random(Random::from_seed(cloud.seed()));
    let config = Config::builder()
        .transport(faults.clone())
        .endpoint_url("http://localhost:4566")
        .clock(cloud.clock())
        .random(Random::from_seed(cloud.seed()));
    let client = VoidStreamsClient::new(config.build());
    cloud.deploy(RECORD_ORDER, |_env| RecordOrder::new(client.clone(), LEDGER).into_handler()).await.unwrap();
    (system, faults)
}

fn in_the_stream(system: &OrderSystem, order_id: &OrderId) -> usize {
    let records = system.cloud.stream(LEDGER).records();
    records.iter().filter(|record| record.partition_key == order_id.as_str()).count()
}

#[tokio::test(start_paused = true)]
async fn orders_and_payments_are_booked_in_order() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let mut orders = Vec::new();
    for _ in 0..20 {
        orders.push(system.order().await);
        system.cloud.advance(Duration::from_millis(100)).await;
    }
    system.cloud.settle().await;

    for order_id in &orders {
        assert_eq!(system.ledger.entries(order_id), [Entry::Placed, Entry::Paid], "{order_id}");
        assert_eq!(in_the_stream(&system, order_id), 2, "{order_id}");
    }
    let balance = system.ledger.balance();
    assert_eq!((balance.orders, balance.unpaid, system.ledger.again()), (20, 0, 0));
    assert_eq!(system.cloud.stream(LEDGER).shards().len(), 2, "as `update-ledger` says");
    assert_eq!(system.cloud.dead_letters("order-ledger-dlq"), []);
}

/// Puts so many orders, all at once, so that they come in batches.
fn put_orders(system: &OrderSystem) -> Vec<OrderId> {
    let orders: Vec<OrderId> = (0..24).map(|n| format!("o-{n}").try_into().unwrap()).collect();
    for order_id in &orders {
        let placed = OrderPlaced::new(order_id.clone(), janes_order());
        system.cloud.stream(LEDGER).put(order_id.as_str(), &placed);
    }
    orders
}

/// All of the orders but `bad` are in the books, and it alone is dead-lettered, after all its tries.
async fn assert_all_but(system: &OrderSystem, orders: &[OrderId], bad: &OrderId, error: &str) {
    for order_id in orders.iter().filter(|order_id| *order_id != bad) {
        assert_eq!(system.ledger.entries(order_id), [Entry::Placed], "{order_id}");
    }
    assert_eq!(system.ledger.entries(bad), []);
    let dead = system.cloud.dead_letters("order-ledger-dlq");
    assert_eq!(dead.len(), 1);
    let told = dead[0].stream.as_ref().unwrap();
    let records = system.cloud.stream(LEDGER).records();
    let record = records.iter().find(|record| record.partition_key == bad.as_str()).unwrap();
    assert_eq!(
        (told.batch_size, &*told.start_sequence_number, &*told.end_sequence_number),
        (1, record.sequence_number.as_str(), record.sequence_number.as_str())
    );
    let cause = dead[0].cause.as_ref().unwrap();
    assert_eq!((cause.function.as_deref(), cause.attempts), (Some("update-ledger"), 4));
    assert!(cause.error.contains(error), "{}", cause.error);
    let audit = audit(system, system.cloud.timeline().origin()).await;
    assert_eq!(audit.balance.orders, orders.len(), "it is still in the stream, for a ledger that is mended");
}

#[tokio::test(start_paused = true)]
async fn a_record_at_which_the_ledger_crashes_is_dead_lettered_alone() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let orders = put_orders(&system);
    system.ledger.crash_at(orders[5].clone());
    system.cloud.settle().await;

    assert_all_but(&system, &orders, &orders[5], "the ledger crashes at o-5").await;
}

/// Books all of a batch, or fails without a word about the record that it can't stand.
struct AllOrNothing(EachStreamRecord<OrderEvent, UpdateLedger<TestLedger>>, OrderId);

impl Handler<VoidStreamEvent> for AllOrNothing {
    type Output = BatchResponse;

    async fn handle(
        &self,
        event: VoidStreamEvent,
        context: VoidContext,
    ) -> Result<BatchResponse, HandlerError> {
        if event.records.iter().any(|record| record.partition_key() == self.1.as_str()) {
            return Err("the ledger takes none of this".into());
        }
        self.0.handle(event, context).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_fails_its_batch_is_found_by_bisecting_and_dead_lettered_alone() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let orders = put_orders(&system);
    let bad = orders[5].clone();
    let handler = UpdateLedger::new(system.ledger.clone()).into_handler();
    system.cloud.deploy(UPDATE_LEDGER, |_env| AllOrNothing(handler, bad.clone())).await.unwrap();
    system.cloud.settle().await;

    assert_all_but(&system, &orders, &bad, "the ledger takes none of this").await;
    assert_eq!(system.ledger.again(), 0, "what was booked is not given to it again");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_event_is_dead_lettered_alone_at_once() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let first = system.order().await;
    system.cloud.stream(LEDGER).put(first.as_str(), "not an event");
    let second = system.order().await;
    system.cloud.settle().await;

    for order_id in [&first, &second] {
        assert_eq!(system.ledger.entries(order_id), [Entry::Placed, Entry::Paid]);
    }
    let dead = system.cloud.dead_letters("order-ledger-dlq");
    assert_eq!(dead.len(), 1);
    let cause = dead[0].cause.as_ref().unwrap();
    assert_eq!((cause.attempts, &*cause.error_type), (1, "Void.InvalidMessage"));
    assert_eq!(dead[0].stream.as_ref().unwrap().batch_size, 1);
}

#[tokio::test(start_paused = true)]
async fn an_audit_sees_what_came_since_and_agrees_with_the_books() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let beginning = system.cloud.now();
    for _ in 0..5 {
        system.order().await;
    }
    system.cloud.settle().await;
    system.cloud.advance(Duration::from_secs(3_600)).await;
    let later = system.cloud.now();
    for _ in 0..3 {
        system.order().await;
    }
    system.cloud.stream(LEDGER).put("o-1", json!({ "eventType": "OrderShipped.v1", "orderId": "o-1" }));
    system.cloud.settle().await;

    let all = audit(&system, beginning).await;
    assert_eq!((all.records, all.unknown), (17, 1));
    assert_eq!(all.balance, system.ledger.balance());
    let since = audit(&system, later).await;
    assert_eq!((since.records, since.unknown, since.balance.orders, since.balance.unpaid), (7, 1, 3, 0));
    assert_eq!(audit(&system, beginning).await, all, "an audit takes nothing out");
    system.cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(audit(&system, system.cloud.now()).await.records, 0);
}

#[tokio::test(start_paused = true)]
async fn a_put_whose_response_is_lost_is_in_the_stream_twice_and_in_the_books_once() {
    let (system, faults) = with_faults(LocalCloud::new()).await;
    faults.on("PutRecord").nth(1).lose_response();
    let order_id = system.order().await;
    system.cloud.settle().await;

    assert_eq!(faults.injected(), 1);
    assert_eq!(in_the_stream(&system, &order_id), 3, "placed, placed again, paid");
    assert_eq!(system.ledger.entries(&order_id), [Entry::Placed, Entry::Paid]);
    assert_eq!(system.ledger.again(), 1);
    let audit = audit(&system, system.cloud.timeline().origin()).await;
    assert_eq!((audit.records, audit.balance), (3, system.ledger.balance()));
}

/// A payment may overtake its order, which waits in its queue for its next try: the books don't mind.
#[tokio::test]
async fn on_a_bad_network_every_event_comes_into_the_books_once() {
    let mut overtaken = 0;
    for seed in 0..5 {
        let (system, faults) = with_faults(LocalCloud::builder().seed(seed).build()).await;
        faults.on("PutRecord").with_probability(0.2).lose_response();
        faults.on("PutRecord").with_probability(0.2).refuse();
        let mut orders = Vec::new();
        for _ in 0..20 {
            orders.push(order_id(&system.post().await.unwrap()));
        }
        system.cloud.settle().await;

        assert!(faults.injected() > 10, "seed {seed}: only {} faults", faults.injected());
        for order_id in &orders {
            let entries = system.ledger.entries(order_id);
            assert_eq!(entries.len(), 2, "seed {seed}: {order_id} has {entries:?}");
            overtaken += usize::from(entries[0] == Entry::Paid);
        }
        assert!(system.ledger.again() > 0, "seed {seed}: nothing was put twice");
        let audit = audit(&system, system.cloud.timeline().origin()).await;
        assert_eq!(audit.balance, system.ledger.balance(), "seed {seed}");
        assert_eq!((audit.balance.orders, audit.balance.unpaid), (20, 0), "seed {seed}");
        assert_eq!(audit.records, 40 + system.ledger.again(), "seed {seed}");
        for queue in ["order-events-dlq", "payment-events-dlq", "order-ledger-dlq"] {
            assert_eq!(system.cloud.dead_letters(queue), [], "seed {seed}");
        }
    }
    assert!(overtaken > 0);
}
