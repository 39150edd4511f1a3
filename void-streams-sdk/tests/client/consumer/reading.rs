//! Where reading begins, how it goes on, and the helpers that read.

use void_core::Transport;
use void_streams_sdk::{
    ErrorKind,
    aggregation::Aggregator,
    consumer::{Checkpoint, InitialPosition, Progress},
};

use super::{SECOND, STREAM, Scene, numbered, texts};

#[tokio::test(start_paused = true)]
async fn until_idle_reads_all_that_is_there_in_order_and_goes_on_from_there() {
    let scene = Scene::new(3);
    for key in ["a", "b", "c", "d"] {
        scene.put(key, 0..25);
    }
    let records = texts(&scene.consumer().until_idle().await.unwrap());
    assert_eq!(records.len(), 100);
    for key in ["a", "b", "c", "d"] {
        let of_key: Vec<_> = records.iter().filter(|text| text.starts_with(key)).cloned().collect();
        assert_eq!(of_key, numbered(key, 0..25));
    }
    scene.put("a", 25..27);
    assert_eq!(
        texts(&scene.consumer().until_idle().await.unwrap()),
        ["a-25", "a-26"],
        "no record comes twice"
    );
    assert!(scene.leases().iter().all(|lease| lease.owner.is_none()), "released");
}

#[tokio::test(start_paused = true)]
async fn take_waits_for_so_many_and_no_more_are_checkpointed() {
    let scene = Scene::new(1);
    let later = scene.clone();
    let putting = tokio::spawn(async move {
        later.sleep(30 * SECOND).await;
        later.put("a", 0..10);
    });
    assert_eq!(texts(&scene.consumer().take(3).await.unwrap()), numbered("a", 0..3));
    putting.await.unwrap();
    assert_eq!(texts(&scene.consumer().take(7).await.unwrap()), numbered("a", 3..10));
}

#[tokio::test(start_paused = true)]
async fn the_latest_is_what_is_put_once_it_reads_even_when_another_goes_on() {
    let scene = Scene::new(2);
    scene.put("a", 0..5);
    scene.sleep(SECOND).await;
    let latest = || scene.consumer().initial_position(InitialPosition::Latest);
    assert!(latest().until_idle().await.unwrap().is_empty());
    assert!(matches!(scene.lease(0).progress, Progress::AtTimestamp(_)), "it has begun");
    scene.sleep(SECOND).await;
    scene.put("a", 5..8);
    assert_eq!(texts(&latest().until_idle().await.unwrap()), numbered("a", 5..8), "put while nobody read");
}

#[tokio::test(start_paused = true)]
async fn a_time_is_where_it_begins() {
    let scene = Scene::new(2);
    scene.put("a", 0..3);
    scene.sleep(10 * SECOND).await;
    let time = scene.clock.now();
    scene.put("a", 3..6);
    let at =
        |time| scene.client.consumer(STREAM, "another").initial_position(InitialPosition::AtTimestamp(time));
    assert_eq!(texts(&at(time).until_idle().await.unwrap()), numbered("a", 3..6));
    assert_eq!(at(scene.started - 3600 * SECOND).until_idle().await.unwrap().len(), 6, "before all");
}

#[tokio::test(start_paused = true)]
async fn an_aggregated_record_is_taken_apart_and_checkpointed_within() {
    let scene = Scene::new(1);
    let mut aggregator = Aggregator::new(51_200);
    for number in 0..6 {
        aggregator.add("a", None, format!("a-{number}")).unwrap();
    }
    let number = scene.stream.put("a", aggregator.into_bytes());
    scene.put("a", 6..8);

    assert_eq!(texts(&scene.consumer().take(4).await.unwrap()), numbered("a", 0..4));
    let within = Progress::After(Checkpoint::user_record(&number, 3));
    assert_eq!(scene.lease(0).progress, within);
    assert_eq!(texts(&scene.consumer().until_idle().await.unwrap()), numbered("a", 4..8));
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_gets_another_iterator_and_loses_nothing_that_is_kept() {
    let scene = Scene::new(1);
    scene.put("a", 0..30);
    let mut deliveries = scene.consumer().fetch_limit(5).prefetch(1).stream();
    let mut read = Vec::new();
    while read.len() < 30 {
        let delivery = deliveries.next().await.unwrap().unwrap();
        read.push(delivery.record().clone());
        delivery.done();
        // Longer than an iterator lives.
        scene.sleep(400 * SECOND).await;
    }
    assert_eq!(texts(&read), numbered("a", 0..30));
    deliveries.close().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_expired_under_a_slow_reader_is_passed_over() {
    let scene = Scene::new(1);
    scene.put("a", 0..10);
    assert_eq!(scene.consumer().take(2).await.unwrap().len(), 2);
    scene.sleep(25 * 3600 * SECOND).await;
    scene.put("a", 10..12);
    assert_eq!(texts(&scene.consumer().until_idle().await.unwrap()), numbered("a", 10..12));
}

#[tokio::test(start_paused = true)]
async fn it_reads_no_more_than_five_times_a_second() {
    let scene = Scene::new(1);
    scene.put("a", 0..100);
    let records = scene.consumer().fetch_limit(1).until_idle().await.unwrap();
    assert_eq!(records.len(), 100);
    assert!(scene.clock.now().since(scene.started) >= 20 * SECOND, "a hundred reads");
    assert!(scene.mock.throttled().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_not_there_ends_it() {
    let scene = Scene::new(1);
    let error = scene.client.consumer("no-such-stream", "billing").until_idle().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
}

#[tokio::test(start_paused = true)]
async fn reads_that_fail_are_waited_out() {
    let scene = Scene::new(1);
    scene.put("a", 0..50);
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let transport = scene.mock.transport();
    let flaky = void_core::transport_fn(move |request: http::Request<void_core::Body>| {
        let is_read = request.headers()["x-amz-target"].to_str().unwrap().ends_with("GetRecords");
        let fails = is_read && calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst) % 3 != 2;
        let transport = transport.clone();
        async move {
            if fails {
                let body = r#"{"__type":"ProvisionedThroughputExceededException","message":"no"}"#;
                return Ok(http::Response::builder().status(400).body(void_core::Body::from(body)).unwrap());
            }
            transport.send(request).await
        }
    });
    let config = void_core::Config::builder()
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .transport(flaky)
        .clock(scene.clock.clone())
        .random(void_core::Random::from_seed(7))
        .retry(void_core::retry::RetryPolicy { max_attempts: 1, ..Default::default() })
        .build();
    let client = void_streams_sdk::VoidStreamsClient::new(config);
    let records = client.consumer(STREAM, "billing").fetch_limit(5).until_idle().await.unwrap();
    assert_eq!(texts(&records), numbered("a", 0..50));
}
