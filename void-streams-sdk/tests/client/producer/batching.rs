//! What makes a batch, and who waits.

use std::time::Duration;

use void_core::{Clock, Timestamp};
use void_streams_sdk::ErrorKind;

use super::support::Service;

const MIB: usize = 1024 * 1024;

#[tokio::test(start_paused = true)]
async fn a_full_batch_goes_at_once_and_the_rest_after_its_linger_time() {
    let service = Service::new();
    let producer = service.producer(|builder| builder.linger(Duration::from_millis(50)));
    let mut deliveries = Vec::new();
    for number in 0..1013 {
        deliveries.push(producer.put(format!("key-{number}"), "x").await.unwrap());
    }
    for delivery in deliveries {
        assert_eq!(delivery.await.unwrap().attempts, 1);
    }
    assert_eq!(service.sizes(), [(0, 500), (0, 500), (50, 13)]);
}

#[tokio::test(start_paused = true)]
async fn a_smaller_batch_may_be_asked_for() {
    let service = Service::new();
    let producer = service.producer(|builder| builder.max_batch_records(3));
    for number in 0..6 {
        let _delivery = producer.put(format!("key-{number}"), "x").await.unwrap();
    }
    producer.close().await;
    assert_eq!(service.sizes(), [(0, 3), (0, 3)]);
}

#[tokio::test(start_paused = true)]
async fn batches_are_bounded_by_bytes_and_keys_count() {
    let service = Service::new();
    // Two records of 6 bytes, 5 of data and 1 of key.
    let producer = service.producer(|builder| builder.max_batch_bytes(12));
    for key in ["a", "b", "c", "d", "e"] {
        let _delivery = producer.put(key, "hello").await.unwrap();
    }
    let _large = producer.put("f", "larger than a batch by itself").await.unwrap();
    producer.close().await;
    let counts: Vec<_> = service.sizes().into_iter().map(|(_, count)| count).collect();
    assert_eq!(counts, [2, 2, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_call_has_at_most_ten_mebibytes() {
    let service = Service::new();
    let producer = service.producer(|builder| builder);
    for number in 0..11 {
        let key = format!("{number:02}");
        let _delivery = producer.put(key, vec![0_u8; MIB - 2]).await.unwrap();
    }
    producer.flush().await;
    assert_eq!(service.sizes().iter().map(|(_, count)| *count).collect::<Vec<_>>(), [10, 1]);
}

#[tokio::test(start_paused = true)]
async fn one_that_holds_enough_makes_others_wait() {
    let service = Service::new();
    service.state().takes = Duration::from_secs(1);
    // Each takes half a mebibyte and 256 bytes of the least capacity, 1 MiB.
    let producer = service.producer(|builder| builder.capacity_bytes(0).linger(Duration::ZERO));
    let half = vec![0_u8; MIB / 2 - 257];
    let first = producer.put("a", half.clone()).await.unwrap();
    let _second = producer.put("b", half.clone()).await.unwrap();
    assert_eq!(service.elapsed(), Duration::ZERO);
    assert_eq!(producer.stats().capacity_used_bytes, MIB as u64);
    let _third = producer.put("c", half).await.unwrap();
    assert_eq!(service.elapsed(), Duration::from_secs(1), "it waited for room");
    first.await.unwrap();
    producer.close().await;
    assert_eq!(service.state().stored.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn so_many_batches_are_under_way_and_no_more() {
    let service = Service::new();
    service.state().takes = Duration::from_secs(1);
    let producer = service.producer(|builder| builder.max_batch_records(1).max_in_flight(3));
    for number in 0..10 {
        let _delivery = producer.put(format!("key-{number}"), "x").await.unwrap();
    }
    producer.close().await;
    assert_eq!(service.state().most_at_once, 3);
    assert_eq!(service.elapsed(), Duration::from_secs(4));
}

#[tokio::test(start_paused = true)]
async fn a_record_that_can_not_be_put_is_refused_at_once() {
    let service = Service::new();
    let producer = service.producer(|builder| builder);
    let (at_most, too_long) = ("ä".repeat(256), "a".repeat(257));
    assert!(producer.put(at_most, "x").await.is_ok());
    for (key, bytes) in [("", 1), (too_long.as_str(), 1), ("k", MIB)] {
        let error = producer.put(key, vec![0_u8; bytes]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    assert!(producer.put("k", vec![0_u8; MIB - 1]).await.is_ok());
    let no_json = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert_eq!(producer.put("k", &no_json).await.unwrap_err().kind(), ErrorKind::InvalidData);

    let larger = service.producer(|builder| builder.max_record_bytes(2 * MIB));
    assert!(larger.put("k", vec![0_u8; 2 * MIB - 1]).await.is_ok());
}

#[tokio::test]
async fn time_is_the_clients() {
    // The clock stands still until the test moves it, so the record lingers.
    let clock = void_core::ManualClock::new(Timestamp::from_secs(1));
    let config = void_core::Config::builder()
        .region("eu-central-1")
        .transport(void_core::transport_fn(|_| async {
            Ok(http::Response::new(void_core::Body::from(
                r#"{"Records":[{"ShardId":"shardId-000000000000","SequenceNumber":"1"}]}"#,
            )))
        }))
        .clock(std::sync::Arc::new(clock.clone()))
        .build();
    let client = void_streams_sdk::VoidStreamsClient::new(config);
    let producer = void_streams_sdk::Producer::builder(&client, "orders")
        .linger(Duration::from_secs(60))
        .record_ttl(Duration::from_secs(600))
        .start();
    let delivery = producer.put("k", "x").await.unwrap();
    tokio::task::yield_now().await;
    assert_eq!(producer.stats().calls, 0);
    clock.advance(Duration::from_secs(60));
    delivery.await.unwrap();
    assert_eq!((producer.stats().calls, clock.now()), (1, Timestamp::from_secs(61)));
}
