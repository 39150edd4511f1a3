//! How messages come together to batches, and how many batches run at a time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use void_function_sdk::{HandlerError, VoidContext, VoidQueueEvent};
use void_local::LocalCloud;

use crate::support::{Script, cloud, retries, subscriber};

async fn deploy(cloud: &LocalCloud, keys: &[&str], script: &Script) {
    cloud.deploy(subscriber("pay", "orders", keys).as_str(), |_| script.clone()).await.unwrap();
}

fn send(cloud: &LocalCloud, bodies: std::ops::Range<u32>) {
    for body in bodies {
        cloud.queue("orders").send(body.to_string());
    }
}

fn sizes(script: &Script) -> Vec<usize> {
    script.bodies().iter().map(Vec::len).collect()
}

#[tokio::test]
async fn a_batch_has_at_most_its_size() {
    let (cloud, script) = (cloud(), Script::default());
    deploy(&cloud, &["batchSize: 4"], &script).await;
    send(&cloud, 0..10);
    cloud.settle().await;
    assert_eq!(sizes(&script), [4, 4, 2]);
    let (cloud, script) = (crate::support::cloud(), Script::default());
    deploy(&cloud, &["batchSize: 100"], &script).await;
    send(&cloud, 0..25);
    cloud.settle().await;
    assert_eq!(sizes(&script), [25]);
}

#[tokio::test]
async fn a_batch_that_is_not_full_waits_for_its_window() {
    let (cloud, script) = (cloud(), Script::default());
    deploy(&cloud, &["batchSize: 3", "batchingWindow: 10s"], &script).await;
    send(&cloud, 0..1);
    cloud.advance(Duration::from_secs(4)).await;
    send(&cloud, 1..2);
    cloud.advance(Duration::from_secs(5)).await;
    assert!(script.seen().is_empty());
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(
        (script.bodies(), script.times(&cloud)),
        (vec![vec!["0".to_owned(), "1".to_owned()]], vec![10.0])
    );
    // Full at once: nothing to wait for.
    send(&cloud, 2..5);
    cloud.advance(Duration::ZERO).await;
    assert_eq!((sizes(&script), script.times(&cloud)), (vec![2, 3], vec![10.0, 10.0]));
}

#[tokio::test]
async fn waiting_for_a_window_costs_no_attempt_and_no_visibility() {
    let (cloud, script) = (cloud(), Script::slow(Duration::from_secs(28)));
    deploy(&cloud, &["batchSize: 3", "batchingWindow: 300s"], &script).await;
    send(&cloud, 0..1);
    cloud.settle().await;
    assert_eq!(script.times(&cloud), [300.0]);
    assert_eq!(script.seen()[0].event.records[0].receive_count(), 1);
}

#[tokio::test]
async fn no_more_batches_run_than_allowed() {
    for (limit, expected) in [(1, [0.0, 10.0, 20.0, 30.0]), (2, [0.0, 0.0, 10.0, 10.0]), (9, [0.0; 4])] {
        let (cloud, script) = (cloud(), Script::slow(Duration::from_secs(10)));
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (now, ever, inner) = (Arc::clone(&running), Arc::clone(&most), script.clone());
        let handler = move |event: VoidQueueEvent, context: VoidContext| {
            let (now, ever, inner) = (Arc::clone(&now), Arc::clone(&ever), inner.clone());
            async move {
                ever.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let answer = void_function_sdk::Handler::handle(&inner, event, context).await;
                now.fetch_sub(1, Ordering::SeqCst);
                answer
            }
        };
        let yaml = subscriber("pay", "orders", &["batchSize: 1", &format!("maxConcurrency: {limit}")]);
        cloud.deploy(yaml.as_str(), |_| handler).await.unwrap();
        send(&cloud, 0..4);
        cloud.settle().await;
        assert_eq!(script.times(&cloud), expected, "{limit}");
        assert_eq!(most.load(Ordering::SeqCst), limit.min(4));
    }
}

#[tokio::test]
async fn messages_stay_hidden_while_their_batch_runs() {
    let cloud = LocalCloud::builder().seed(7).settle_invocations(20).build();
    let script = Script::slow(Duration::from_secs(25));
    cloud.messaging().create_queue_with("orders", [("VisibilityTimeout", "2")]);
    deploy(&cloud, &["batchSize: 1"], &script).await;
    send(&cloud, 0..1);
    cloud.settle().await;
    assert_eq!(script.seen().len(), 1, "delivered once, though the queue hides a message for 2 s only");
    assert!(cloud.queue("orders").messages().is_empty());
}

#[tokio::test]
async fn a_large_batch_is_split_at_what_an_invocation_takes() {
    let (cloud, script) = (cloud(), Script::default());
    deploy(&cloud, &[], &script).await;
    for _ in 0..8 {
        cloud.queue("orders").send("x".repeat(1_000_000));
    }
    cloud.settle().await;
    assert_eq!(sizes(&script), [6, 2]);
    assert!(cloud.queue("orders").messages().is_empty());
}

#[tokio::test]
async fn a_wait_is_at_most_twelve_hours_from_the_receipt_on() {
    let cloud = cloud();
    let handler = void_function_sdk::each_record(
        |message: void_function_sdk::QueueMessage<u32>, context: VoidContext| async move {
            context.clock().sleep_until(context.now() + Duration::from_secs(10)).await;
            match message.record.receive_count() {
                1 => Ok(void_function_sdk::Outcome::retry_after(Duration::from_secs(12 * 60 * 60))),
                _ => Err(HandlerError::terminal("enough")),
            }
        },
    );
    let yaml = subscriber("pay", "orders", &["deadLetterQueue: dlq"]);
    cloud.deploy(yaml.as_str(), |_| handler).await.unwrap();
    send(&cloud, 0..1);
    cloud.settle().await;
    assert_eq!(retries(&cloud, "pay").len(), 1);
    let elapsed = cloud.now().since(cloud.timeline().origin());
    assert_eq!(elapsed, Duration::from_secs(12 * 60 * 60 + 10));
}
