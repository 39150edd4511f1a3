//! Records of one partition key stay in order, whatever fails.

use std::{collections::HashMap, time::Duration};

use proptest::prelude::*;
use void_streams_sdk::ErrorKind;

use super::support::{Service, THROTTLED, refusing, runtime};

#[tokio::test(start_paused = true)]
async fn one_record_of_a_key_is_under_way_at_a_time() {
    let service = Service::new();
    service.state().takes = Duration::from_secs(1);
    let producer = service.producer(|builder| builder.linger(Duration::ZERO));
    for (key, text) in [("a", "a1"), ("a", "a2"), ("b", "b1"), ("a", "a3")] {
        let _delivery = producer.put(key, text).await.unwrap();
    }
    producer.close().await;
    assert_eq!(service.texts(), ["a1", "b1", "a2", "a3"]);
    assert_eq!(service.state().shared_keys, 0);
    assert_eq!(service.elapsed(), Duration::from_secs(3), "as fast as the service answers");
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_throttled_holds_back_its_key_and_no_other() {
    let mut throttled = 3;
    let service = Service::with(|state| {
        state.refuse = Box::new(move |sent| {
            let fails = sent.text() == "a1" && throttled > 0;
            throttled -= i32::from(fails);
            fails.then_some(THROTTLED)
        });
    });
    let producer = service.producer(|builder| builder);
    let first = producer.put("a", "a1").await.unwrap();
    for (key, text) in [("b", "b1"), ("a", "a2"), ("b", "b2")] {
        let _delivery = producer.put(key, text).await.unwrap();
    }
    producer.flush().await;
    assert_eq!(service.texts(), ["b1", "b2", "a1", "a2"]);
    assert_eq!(first.await.unwrap().attempts, 4);
    assert_eq!(producer.stats().records_retried, 3);
}

#[tokio::test(start_paused = true)]
async fn a_record_that_fails_for_good_fails_alone_and_those_behind_it_go_on() {
    let service = Service::with(|state| {
        state.refuse = Box::new(|sent| (sent.text() == "a2").then_some("KMSAccessDeniedException"));
    });
    let producer = service.producer(|builder| builder);
    let mut deliveries = Vec::new();
    for (key, text) in [("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1")] {
        deliveries.push(producer.put(key, text).await.unwrap());
    }
    producer.flush().await;
    assert_eq!(service.texts(), ["a1", "b1", "a3"]);
    let failed = deliveries.remove(1).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::KmsAccessDenied);
    for delivery in deliveries {
        assert!(delivery.await.is_ok());
    }
    assert_eq!((producer.stats().records_put, producer.stats().records_failed), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn without_order_a_batch_holds_many_records_of_a_key() {
    let service = Service::with(|state| {
        state.refuse = refusing(THROTTLED, vec![true]);
    });
    let producer = service.producer(|builder| builder.unordered());
    for text in ["a1", "a2", "a3"] {
        let _delivery = producer.put("a", text).await.unwrap();
    }
    producer.flush().await;
    assert_eq!(service.texts(), ["a2", "a3", "a1"]);
    assert_eq!(service.sizes().iter().map(|(_, count)| *count).collect::<Vec<_>>(), [3, 1]);
}

/// A record to be put: its key, and whether time passes before the next one.
type Draft = (u8, bool);

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_record_is_stored_once_and_in_order_within_its_key(
        drafts in prop::collection::vec((0..12_u8, prop::bool::weighted(0.1)), 1..200),
        fates in prop::collection::vec(prop::bool::weighted(0.4), 400),
        (batch, in_flight, linger, takes) in (1..20_usize, 1..5_usize, 0..60_u64, 0..60_u64),
        aggregates in any::<bool>(),
    ) {
        runtime().block_on(async {
            let service = Service::with(|state| {
                state.takes = Duration::from_millis(takes);
                state.refuse = refusing(THROTTLED, fates);
                state.shards = Some(vec![(0, "shardId-000000000000"), (u128::MAX / 3, "shardId-000000000001")]);
            });
            let producer = service.producer(|builder| {
                let builder = builder
                    .max_batch_records(batch)
                    .max_in_flight(in_flight)
                    .linger(Duration::from_millis(linger))
                    .record_ttl(Duration::from_secs(3600));
                if aggregates { builder.aggregation_max_size(200) } else { builder }
            });
            put_all(&service, &producer, &drafts).await;
            producer.close().await;
            check(&service, &drafts, aggregates);
        });
    }
}

async fn put_all(service: &Service, producer: &void_streams_sdk::Producer, drafts: &[Draft]) {
    for (place, (key, pauses)) in drafts.iter().enumerate() {
        let _delivery = producer.put(format!("key-{key}"), place.to_string()).await.unwrap();
        if *pauses {
            service.clock.sleep_until(service.clock.now() + Duration::from_millis(30)).await;
        }
    }
}

fn check(service: &Service, drafts: &[Draft], aggregates: bool) {
    let mut expected: HashMap<String, Vec<String>> = HashMap::new();
    for (place, (key, _)) in drafts.iter().enumerate() {
        expected.entry(format!("key-{key}")).or_default().push(place.to_string());
    }
    let mut stored: HashMap<String, Vec<String>> = HashMap::new();
    for (_, sent) in &service.state().stored {
        for (key, text) in super::aggregating::taken_apart(sent) {
            stored.entry(key).or_default().push(text);
        }
    }
    assert_eq!(stored, expected);
    if !aggregates {
        assert_eq!(service.state().shared_keys, 0, "a key was in two batches at once");
    }
}
