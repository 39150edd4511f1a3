//! What the timeline says of streams, and that it is the same twice.

use void_function_sdk::BatchResponse;
use void_local::LocalCloud;

use super::reader::{Reader, deploy, put};
use crate::support::cloud;

#[tokio::test]
async fn reads_as_a_story() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    let keys = ["bisectOnError: true", "maxRetries: 1", "deadLetterQueue: dlq"];
    deploy(&cloud, "count", &keys, &reader).await;
    put(&cloud, &[("order-1", r#"{"eventType":"Placed.v2"}"#), ("order-2", "bad")]);
    cloud.settle().await;
    let story = cloud.timeline().to_string();
    let expected = [
        "    0.000 s  count  deployed",
        "    0.000 s  count  invoked by clicks with 2 records of shard 0",
        "    0.000 s  count  failed after 0 ms: HandlerError: can't stand bad",
        "    0.000 s  count  2 records of shard 0 are tried again in two halves: HandlerError: can't stand bad",
        "    0.000 s  count  invoked by clicks with Placed order-1",
        "    0.000 s  count  returned after 0 ms",
        "    0.000 s  count  invoked by clicks with record order-2",
        "    0.000 s  count  failed after 0 ms: HandlerError: can't stand bad",
        "    0.000 s  count  record order-2 is tried again in 1 s: HandlerError: can't stand bad",
        "    1.000 s  count  invoked by clicks with record order-2, attempt 2",
        "    1.000 s  count  failed after 0 ms: HandlerError: can't stand bad",
        "    1.000 s  count  record order-2 went to dlq after attempt 2: HandlerError: can't stand bad",
    ];
    assert_eq!(story.lines().collect::<Vec<_>>(), expected);
    let json = cloud.timeline().to_json_lines();
    let invoked = json.lines().nth(1).unwrap();
    assert!(
        invoked.contains(
            r#""trigger":{"kind":"stream","stream":"clicks","records":[{"shardId":"shardId-000000000000""#
        ),
        "{invoked}"
    );
}

async fn run(seed: u64) -> String {
    let cloud = LocalCloud::builder().seed(seed).build();
    let chance = void_core::Random::from_seed(seed);
    let reader = Reader::answering(&cloud, move |event| match chance.below(4) {
        0 => Err("not now".into()),
        1 => Ok(BatchResponse::all_done().failed(event.records[0].sequence_number())),
        _ => Ok(BatchResponse::all_done()),
    });
    let keys = [
        "shards: 3",
        "parallelizationFactor: 2",
        "batchSize: 4",
        "deadLetterQueue: dlq",
        "bisectOnError: true",
    ];
    deploy(&cloud, "count", &keys, &reader).await;
    for number in 0..40 {
        cloud.stream("clicks").put(format!("key-{}", number % 9), number.to_string());
    }
    cloud.settle().await;
    cloud.timeline().to_json_lines()
}

#[tokio::test]
async fn is_the_same_twice_under_one_seed() {
    assert_eq!(run(3).await, run(3).await);
    assert_ne!(run(3).await, run(4).await);
}
