//! The same flow twice under one seed is the same, byte for byte.

use std::time::Duration;

use void_core::{SystemClock, Timestamp};
use void_function_sdk::{
    FunctionEnv, HandlerError, Outcome, QueueMessage, VoidContext, VoidHttpRequest, each_record,
};
use void_local::{LocalCloud, LocalCloudBuilder};

use crate::support::{PUBLISHER, Publisher, subscriber};

/// A payment that takes a while and fails every second time, as its seed has it.
fn pay(env: &FunctionEnv) -> impl void_function_sdk::Handler<void_function_sdk::VoidQueueEvent> + use<> {
    let config = env.config();
    let (clock, random) = (config.clock().clone(), config.random().fork("payments"));
    each_record(move |_: QueueMessage<u32>, _: VoidContext| {
        let (clock, random) = (clock.clone(), random.clone());
        async move {
            clock.sleep_until(clock.now() + Duration::from_millis(random.below(500))).await;
            if random.below(2) == 0 { Ok(Outcome::Done) } else { Err(HandlerError::from("declined")) }
        }
    })
}

async fn log(builder: LocalCloudBuilder) -> String {
    let cloud: LocalCloud = builder.build();
    cloud.deploy(PUBLISHER, Publisher::new).await.unwrap();
    for (name, keys) in [
        ("pay", ["batchSize: 2", "maxConcurrency: 3", "deadLetterQueue: dlq"]),
        ("ship", ["batchSize: 5", "batchingWindow: 2s", "deadLetterQueue: dlq"]),
    ] {
        cloud.deploy(subscriber(name, "orders", &keys).as_str(), pay).await.unwrap();
    }
    for order in 0..20 {
        cloud.http(VoidHttpRequest::post("/orders").json(&order)).await.unwrap();
        if order % 7 == 0 {
            cloud.advance(Duration::from_millis(700)).await;
        }
    }
    cloud.settle().await;
    let dead: Vec<String> = cloud.dead_letters("dlq").iter().map(|dead| format!("{dead:?}\n")).collect();
    cloud.timeline().to_json_lines() + &cloud.timeline().to_string() + &dead.concat()
}

fn seeded(seed: u64) -> LocalCloudBuilder {
    LocalCloud::builder().seed(seed)
}

#[tokio::test]
async fn one_seed_gives_one_log() {
    let (first, second) = (log(seeded(42)).await, log(seeded(42)).await);
    assert!(first.lines().count() > 200, "{first}");
    assert_eq!(first, second);
    assert_ne!(first, log(seeded(43)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_seed_gives_one_log_whatever_the_runtime() {
    let elsewhere = tokio::task::spawn_blocking(|| {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(log(seeded(42)))
    });
    assert_eq!(log(seeded(42)).await, elsewhere.await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn under_tokios_paused_time_too() {
    let paused = || {
        let clock = SystemClock::starting_at(Timestamp::from_secs(1_767_225_600));
        seeded(42).clock(std::sync::Arc::new(clock))
    };
    let first = log(paused()).await;
    assert_eq!(first, log(paused()).await);
    assert_eq!(first, log(seeded(42)).await, "both clocks tell the same story");
}
