//! Aggregated records: by shard, by key where the shards are not known, and over a reshard.

use std::time::Duration;

use void_streams_sdk::{Delivered, ProducerBuilder, aggregation, types::HashKey};

use super::support::{Sent, Service, THROTTLED, Whole, refusing};

const LOW: &str = "shardId-000000000001";
const HIGH: &str = "shardId-000000000002";
const HALF: u128 = u128::MAX / 2 + 1;

/// Keys and texts of the records that a record of the stream is made of.
pub(crate) fn taken_apart(sent: &Sent) -> Vec<(String, String)> {
    match aggregation::parse(&sent.data.clone().into()) {
        Some(message) => message
            .entries()
            .map(|entry| (entry.partition_key.to_owned(), String::from_utf8(entry.data.to_vec()).unwrap()))
            .collect(),
        None => vec![(sent.key.clone(), sent.text().to_owned())],
    }
}

/// What a reader of the shard is given that leaves out, as the KCL does, a whole record of which some does not belong.
fn read_as_the_kcl(service: &Service) -> Vec<String> {
    let state = service.state();
    let shards = state.shards.clone().unwrap();
    let shard_of = |key: HashKey| shards.iter().rfind(|(first, _)| *first <= key.0).unwrap().1;
    let mut texts = Vec::new();
    for (shard, sent) in &state.stored {
        let data = sent.data.clone().into();
        let belongs = aggregation::parse(&data)
            .is_none_or(|message| message.entries().all(|entry| shard_of(entry.hash_key()) == *shard));
        if belongs {
            texts.extend(taken_apart(sent).into_iter().map(|(_, text)| text));
        }
    }
    texts
}

async fn put_all(
    service: &Service,
    set_up: impl FnOnce(ProducerBuilder) -> ProducerBuilder,
    records: &[(&str, u128)],
) -> Vec<Delivered> {
    let producer = service.producer(set_up);
    let mut deliveries = Vec::new();
    for (text, hash_key) in records {
        deliveries
            .push(producer.put(format!("key-{text}"), *text).explicit_hash_key(*hash_key).await.unwrap());
    }
    producer.flush().await;
    let mut delivered = Vec::new();
    for delivery in deliveries {
        delivered.push(delivery.await.unwrap());
    }
    delivered
}

fn two_shards() -> Service {
    Service::with(|state| state.shards = Some(vec![(0, LOW), (HALF, HIGH)]))
}

#[tokio::test(start_paused = true)]
async fn records_of_a_shard_are_put_together() {
    let service = two_shards();
    let records = [("a", 1), ("b", HALF), ("c", 2), ("d", HALF + 5), ("e", 3)];
    let delivered = put_all(&service, ProducerBuilder::aggregate, &records).await;
    let stored = service.state().stored.clone();
    let texts: Vec<Vec<_>> = stored
        .iter()
        .map(|(_, sent)| taken_apart(sent).into_iter().map(|(_, text)| text).collect())
        .collect();
    assert_eq!(texts, [vec!["a", "c", "e"], vec!["b", "d"]]);
    // As the KPL does: the partition key "a", and the hash key of the first.
    assert_eq!((stored[1].1.key.as_str(), stored[1].1.hash_key), ("a", Some(HashKey(HALF))));
    let places: Vec<_> =
        delivered.iter().map(|put| (put.sequence_number.as_str(), put.sub_sequence_number)).collect();
    assert_eq!(places, [("1", Some(0)), ("2", Some(0)), ("1", Some(1)), ("2", Some(1)), ("1", Some(2))]);
    assert_eq!(service.sizes().len(), 1, "one call");
}

#[tokio::test(start_paused = true)]
async fn a_single_record_is_put_as_it_is() {
    let service = two_shards();
    let delivered = put_all(&service, ProducerBuilder::aggregate, &[("a", 1)]).await;
    assert_eq!((service.texts(), delivered[0].sub_sequence_number), (vec!["a".to_owned()], None));
}

#[tokio::test(start_paused = true)]
async fn an_aggregated_record_has_its_limits() {
    let sizes = async |set_up: fn(ProducerBuilder) -> ProducerBuilder| {
        let service = Service::new();
        let records: Vec<_> = (0..10).map(|_| ("0123456789", 1)).collect();
        put_all(&service, set_up, &records).await;
        let stored = service.state().stored.clone();
        stored.iter().map(|(_, sent)| (taken_apart(sent).len(), sent.data.len())).collect::<Vec<_>>()
    };
    let counts: Vec<_> =
        sizes(|builder| builder.aggregation_max_count(4)).await.iter().map(|(count, _)| *count).collect();
    assert_eq!(counts, [4, 4, 2]);
    let by_size = sizes(|builder| builder.aggregation_max_size(100)).await;
    assert_eq!(by_size, [(3, 93), (3, 93), (3, 93), (1, 10)], "a fourth would make 109");
    // Larger by itself than an aggregated record may be.
    assert_eq!(sizes(|builder| builder.aggregation_max_size(64)).await.len(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_full_one_does_not_linger() {
    let service = Service::new();
    let producer =
        service.producer(|builder| builder.aggregation_max_count(3).linger(Duration::from_secs(5)));
    let mut deliveries = Vec::new();
    for text in ["1", "2", "3"] {
        deliveries.push(producer.put("a", text).await.unwrap());
    }
    deliveries.pop().unwrap().await.unwrap();
    assert_eq!(service.elapsed(), Duration::ZERO);
    let lingers = producer.put("a", "4").await.unwrap();
    lingers.await.unwrap();
    assert_eq!(service.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn where_the_shards_are_not_known_records_are_put_one_by_one() {
    let service = Service::with(|state| state.shards = None);
    let producer = service.producer(ProducerBuilder::aggregate);
    for (key, text) in [("a", "a1"), ("b", "b1"), ("a", "a2")] {
        let _delivery = producer.put(key, text).await.unwrap();
    }
    producer.flush().await;
    let _delivery = producer.put("b", "b2").await.unwrap();
    producer.flush().await;
    assert_eq!(service.texts(), ["a1", "b1", "a2", "b2"]);
    assert_eq!(service.state().listed, 1, "it is not asked for each record");

    service.clock.sleep_until(service.clock.now() + Duration::from_secs(60)).await;
    service.state().shards = Some(vec![(0, LOW), (HALF, HIGH)]);
    for text in ["a3", "a4"] {
        let _delivery = producer.put("a", text).await.unwrap();
    }
    producer.close().await;
    assert_eq!(service.state().listed, 2, "it is asked again later");
    assert_eq!(taken_apart(&service.state().stored.last().unwrap().1).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn on_a_stream_that_spreads_by_itself_nothing_is_aggregated_any_more() {
    let service = two_shards();
    service.state().spreads = true;
    let producer = service.producer(ProducerBuilder::aggregate);
    for round in 0..4 {
        for text in ["a", "b", "c"] {
            // All of the low shard, and of one place.
            let _delivery = producer.put("key", format!("{text}{round}")).explicit_hash_key(1).await.unwrap();
        }
        producer.flush().await;
    }
    let stored = service.state().stored.clone();
    let aggregated = stored.iter().filter(|(_, sent)| taken_apart(sent).len() > 1).count();
    assert_eq!(
        (aggregated, stored.len()),
        (1, 1 + 12),
        "the first, which no reader takes, and then each by itself"
    );
    let read: Vec<_> = ["a0", "b0", "c0", "a1"].map(ToOwned::to_owned).into();
    assert_eq!(read_as_the_kcl(&service)[..4], read);
    assert_eq!(producer.stats().records_put, 12);
}

#[tokio::test(start_paused = true)]
async fn what_lies_in_another_shard_after_a_split_is_put_again_where_it_belongs() {
    let service = two_shards();
    service.state().stale_shards.push_back(vec![(0, "shardId-000000000000")]);
    let records = [("a", 1), ("b", HALF), ("c", 2), ("d", HALF + 5)];
    let delivered = put_all(&service, ProducerBuilder::aggregate, &records).await;
    // First all in one, which lies in the low one; then apart.
    let stored: Vec<_> =
        service.state().stored.iter().map(|(shard, sent)| (*shard, taken_apart(sent).len())).collect();
    assert_eq!(stored, [(LOW, 4), (LOW, 2), (HIGH, 2)]);
    let shards: Vec<_> = delivered.iter().map(|put| (put.shard_id.as_str(), put.attempts)).collect();
    assert_eq!(shards, [(LOW, 2), (HIGH, 2), (LOW, 2), (HIGH, 2)]);
    assert_eq!(read_as_the_kcl(&service), ["a", "c", "b", "d"], "each of them once");
    assert_eq!(service.state().listed, 2);
}

#[tokio::test(start_paused = true)]
async fn what_lies_rightly_after_a_merge_is_not_put_again() {
    let service = Service::with(|state| {
        state.shards = Some(vec![(0, "shardId-000000000003")]);
        state.stale_shards.push_back(vec![(0, LOW), (HALF, HIGH)]);
    });
    let records = [("a", 1), ("b", HALF), ("c", 2), ("d", HALF + 5)];
    let delivered = put_all(&service, ProducerBuilder::aggregate, &records).await;
    assert!(delivered.iter().all(|put| put.attempts == 1));
    assert_eq!(read_as_the_kcl(&service).len(), 4);
    let _ = put_all(&service, ProducerBuilder::aggregate, &records).await;
    assert_eq!(service.state().stored.len(), 3, "by the new map they are one");
}

#[tokio::test(start_paused = true)]
async fn a_map_that_stays_wrong_is_asked_for_once_a_second() {
    let service = two_shards();
    service.state().stale_shards.extend((0..4).map(|_| vec![(0, "shardId-000000000000")]));
    let records = [("a", 1), ("b", HALF)];
    let delivered = put_all(&service, ProducerBuilder::aggregate, &records).await;
    assert_eq!((delivered[0].attempts, service.state().listed), (5, 5));
    assert!(service.elapsed() >= Duration::from_secs(4));
    assert_eq!(read_as_the_kcl(&service), ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn an_aggregated_record_that_fails_is_put_again_in_order() {
    let mut lost = vec![Whole::Lost];
    let service = Service::with(|state| {
        state.refuse = refusing(THROTTLED, vec![true, true]);
        state.refuse_call = Box::new(move |_| lost.pop());
    });
    let records: Vec<_> = ["a", "b", "c"].map(|text| (text, 1)).into();
    let delivered = put_all(&service, |builder| builder.aggregation_max_count(2), &records).await;
    assert!(delivered.iter().all(|put| put.attempts <= 3));
    assert_eq!(read_as_the_kcl(&service), ["a", "b", "c"]);
}
