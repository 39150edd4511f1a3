//! What one request set off can be told apart from everything else, across functions and queues.

use std::collections::{BTreeMap, BTreeSet};

use order_events::OrderEvent;
use void_core::TraceContext;
use void_function_sdk::VoidHttpRequest;
use void_local::LocalCloud;
use void_tests::{OrderSystem, janes_order};

#[tokio::test(start_paused = true)]
async fn every_function_that_an_order_goes_through_has_its_correlation_id() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();

    for _ in 0..3 {
        system.order().await;
    }
    system.cloud.settle().await;

    let timeline = system.cloud.timeline();
    let roots: BTreeSet<String> =
        timeline.of("create-order").filter_map(|entry| entry.correlation_id.clone()).collect();
    assert_eq!(roots.len(), 3, "each request has its own");
    // A batch has the orders of several requests, so each record's own trace is what the messages are followed by.
    let mut events: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for sent in system.cloud.messaging().sent() {
        let trace = TraceContext::parse(sent.trace_header().unwrap()).unwrap();
        let order_id = match sent.json() {
            OrderEvent::Placed(event) => event.order_id,
            OrderEvent::Paid(event) => event.order_id,
            OrderEvent::Unknown { event_type } => panic!("{event_type}"),
        };
        events.entry(trace.root).or_default().push(order_id.to_string());
    }
    assert_eq!(events.keys().cloned().collect::<BTreeSet<_>>(), roots);
    for orders in events.values() {
        assert_eq!(orders.len(), 2, "OrderPlaced and PaymentProcessed");
        assert_eq!(orders[0], orders[1], "of one order");
    }
}

#[tokio::test(start_paused = true)]
async fn a_trace_that_the_customer_brings_goes_all_the_way() {
    let system = OrderSystem::deploy(LocalCloud::new()).await.unwrap();
    let root = "1-5759e988-bd862e3fe1be46a994272793";
    let request = VoidHttpRequest::post("/orders")
        .header("X-Amzn-Trace-Id", &format!("Root={root};Parent=53995c3f42cd8ad8;Sampled=1"))
        .json(&janes_order());

    system.cloud.http(request).await.unwrap();
    system.cloud.settle().await;

    let timeline = system.cloud.timeline();
    let functions: BTreeSet<&str> =
        timeline.of_correlation(root).filter_map(|entry| entry.function.as_deref()).collect();
    // A record of a stream has no place for a trace: `update-ledger` begins another.
    let all = ["create-order", "process-payment", "record-order", "schedule-shipping", "send-notification"];
    assert_eq!(functions.into_iter().collect::<Vec<_>>(), all);
    let hops: Vec<u32> = system
        .cloud
        .messaging()
        .sent()
        .iter()
        .map(|sent| {
            let trace = TraceContext::parse(sent.trace_header().unwrap()).unwrap();
            assert_eq!((trace.root.as_str(), trace.sampled), (root, Some(true)));
            trace.hops
        })
        .collect();
    assert_eq!(hops.len(), 2);
    assert!(hops[0] < hops[1], "PaymentProcessed has come further than OrderPlaced: {hops:?}");
}
