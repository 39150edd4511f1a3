//! What a shard lets through, and failures that a test asks for.

use std::time::Duration;

use void_core::{Clock, Random, SystemClock, time::timeout};
use void_streams_sdk::{
    ErrorKind, ShardSubscription,
    mock::{Direction, MockStreams, Throttled},
    operations::PutRecordsRequestEntry,
    types::StartingPosition,
};

use crate::support::World;

const SHARD: &str = "shardId-000000000000";
const EXCEEDED: &str =
    "Rate exceeded for shard shardId-000000000000 in stream orders under account 000000000000.";

fn strict() -> World {
    World::with(|builder| builder.enforce_throughput())
}

fn batch(count: usize) -> impl Iterator<Item = PutRecordsRequestEntry> {
    (0..count).map(|number| PutRecordsRequestEntry::new("k", number.to_string()).unwrap())
}

fn throttled(direction: Direction, count: u64) -> Throttled {
    Throttled { stream: "orders".into(), shard_id: SHARD.into(), direction, count }
}

#[tokio::test]
async fn what_is_too_much_for_a_second_is_throttled_record_by_record() {
    let world = strict();
    let stream = world.mock.create_stream("orders", 1);
    let transport = world.without_retries();
    for _ in 0..2 {
        assert_eq!(transport.put_records("orders", batch(450)).await.unwrap().failed_record_count, 0);
    }
    let response = transport.put_records("orders", batch(300)).await.unwrap();
    assert_eq!(response.failed_record_count, 200);
    assert_eq!(response.records[99].error_code, None);
    assert_eq!(response.records[100].error_code.as_deref(), Some("ProvisionedThroughputExceededException"));
    assert_eq!(response.records[100].error_message.as_deref(), Some(EXCEEDED));
    assert_eq!(stream.records().len(), 1000);

    let error = transport.put_record("orders", "k", "x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ProvisionedThroughputExceeded);
    assert!(error.to_string().contains(EXCEEDED), "{error}");
    world.pass(Duration::from_secs(1));
    transport.put_record("orders", "k", "x").await.unwrap();
    assert_eq!(world.mock.throttled(), [throttled(Direction::Put, 201)]);
}

#[tokio::test(start_paused = true)]
async fn the_client_waits_and_puts_again_what_was_throttled() {
    let mock = MockStreams::builder().random(Random::from_seed(7)).enforce_throughput().build();
    let stream = mock.create_stream("orders", 1);
    let client = mock.client();
    for _ in 0..2 {
        client.put_records("orders", batch(500)).await.unwrap();
    }
    let clock = mock.config().clock().clone();
    let before = clock.now();
    let response = client.put_records("orders", batch(20)).await.unwrap();
    assert_eq!(response.failed_record_count, 0);
    assert_eq!(stream.records().len(), 1020);
    assert!(clock.now() > before);
    assert!(!mock.throttled().is_empty());
}

#[tokio::test]
async fn without_enforcement_everything_passes_and_is_reported() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    for _ in 0..3 {
        world.client.put_records("orders", batch(500)).await.unwrap();
    }
    assert_eq!(stream.records().len(), 1500);
    for _ in 0..7 {
        world.iterator(SHARD, StartingPosition::latest()).await;
        let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
        world.client.get_records(iterator).await.unwrap();
    }
    assert_eq!(world.mock.throttled(), [throttled(Direction::Put, 500), throttled(Direction::Get, 2)]);
}

#[tokio::test]
async fn five_reads_a_second_are_made_of_a_shard() {
    let world = strict();
    world.mock.create_stream("orders", 2);
    let client = world.without_retries();
    let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
    for _ in 0..5 {
        client.get_records(iterator.clone()).await.unwrap();
    }
    let error = client.get_records(iterator.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ProvisionedThroughputExceeded);
    assert!(error.to_string().contains(EXCEEDED), "{error}");
    let other = world.iterator("shardId-000000000001", StartingPosition::trim_horizon()).await;
    client.get_records(other).await.unwrap();
    world.pass(Duration::from_millis(200));
    client.get_records(iterator).await.unwrap();
    assert_eq!(world.mock.throttled(), [throttled(Direction::Get, 1)]);
}

#[tokio::test]
async fn ten_mebibytes_keep_a_shard_busy_for_five_seconds() {
    let world = strict();
    let stream = world.mock.create_stream("orders", 1);
    for _ in 0..11 {
        stream.put("k", vec![0; 1024 * 1024 - 1]);
        world.pass(Duration::from_secs(1));
    }
    let client = world.without_retries();
    let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
    let page = client.get_records(iterator).await.unwrap();
    assert_eq!(page.records.len(), 10, "no more than 10 MiB");
    let next = page.next_shard_iterator.unwrap();
    for _ in 0..5 {
        let error = client.get_records(next.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ProvisionedThroughputExceeded);
        world.pass(Duration::from_secs(1));
    }
    world.pass(Duration::from_millis(1));
    assert_eq!(client.get_records(next).await.unwrap().records.len(), 1);
}

#[tokio::test]
async fn a_test_can_let_puts_fail() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    let client = world.without_retries();
    stream.fail_next_puts(2);
    let response = client.put_records("orders", batch(4)).await.unwrap();
    let failed: Vec<bool> = response.results().map(|result| result.is_err()).collect();
    assert_eq!(failed, [true, true, false, false]);

    stream.fail_next_puts_of("bad", 1);
    client.put_record("orders", "good", "x").await.unwrap();
    let error = client.put_record("orders", "bad", "x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ProvisionedThroughputExceeded);
    client.put_record("orders", "bad", "x").await.unwrap();
    assert!(world.mock.throttled().is_empty(), "what was asked for is not reported");
}

#[tokio::test]
async fn a_test_can_let_puts_fail_within_the_service() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    let client = world.without_retries();
    stream.fail_next_puts_internally(2);
    stream.fail_next_puts(1);
    let response = client.put_records("orders", batch(4)).await.unwrap();
    let codes: Vec<_> = response.records.iter().map(|record| record.error_code.as_deref()).collect();
    let internal = Some("InternalFailure");
    assert_eq!(codes, [Some("ProvisionedThroughputExceededException"), internal, internal, None]);
    assert_eq!(response.records[1].error_message.as_deref(), Some("Internal service failure."));

    stream.fail_next_puts_internally(1);
    let error = client.put_record("orders", "k", "x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InternalFailure);
    assert!(error.status().is_some_and(|status| status == 500));
    assert_eq!(stream.records().len(), 1, "what fails is not stored");
    assert!(world.mock.throttled().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_client_puts_again_what_failed_within_the_service() {
    let mock = MockStreams::builder().random(Random::from_seed(7)).build();
    let stream = mock.create_stream("orders", 1);
    stream.fail_next_puts_internally(4);
    let response = mock.client().put_records("orders", batch(4)).await.unwrap();
    assert_eq!(response.failed_record_count, 0);
    let records = stream.records();
    assert_eq!(records.iter().filter_map(|record| record.text()).collect::<Vec<_>>(), ["0", "1", "2", "3"]);
    stream.fail_next_puts_internally(1);
    mock.client().put_record("orders", "k", "x").await.unwrap();
    assert_eq!(stream.records().len(), 5);
}

const MIB: usize = 1024 * 1024;

/// A stream of a shard with records of these sizes, partition keys included.
async fn filled(world: &World, sizes: &[usize]) {
    let stream = world.mock.create_stream("orders", 1);
    world.client.update_max_record_size(stream.arn(), 10_240).await.unwrap();
    for (number, size) in (0_u8..).zip(sizes) {
        stream.put("k", vec![number; size - 1]);
        world.pass(Duration::from_secs(10));
    }
}

async fn subscribe(world: &World, name: &str) -> ShardSubscription {
    let stream = world.mock.stream("orders").arn();
    let consumer = world.client.register_stream_consumer(stream, name).await.unwrap().consumer.consumer_arn;
    world.client.subscribe_to_shard(consumer, SHARD, StartingPosition::trim_horizon()).await.unwrap()
}

/// The bytes that are pushed, each event with the milliseconds after which it comes, until it is so many records: in their
/// order, none left out.
async fn pushed(world: &World, subscription: &mut ShardSubscription, records: usize) -> Vec<(u128, usize)> {
    let (tokio, begun) = (SystemClock::new(), world.clock.now());
    let (mut events, mut read) = (Vec::new(), 0);
    while read < records {
        // Tokio's time is paused: what does not come before the backend's clock is moved is known at once.
        let Ok(event) = timeout(&tokio, Duration::from_secs(1), subscription.next()).await else {
            world.pass(Duration::from_millis(50));
            continue;
        };
        let event = event.unwrap().unwrap();
        let numbers = event.records.iter().map(|record| usize::from(record.data[0]));
        assert!(numbers.eq(read..read + event.records.len()));
        read += event.records.len();
        let bytes = event.records.iter().map(|record| record.data.len() + record.partition_key.len()).sum();
        events.push((world.clock.now().since(begun).as_millis(), bytes));
    }
    events
}

#[tokio::test(start_paused = true)]
async fn a_subscription_pushes_two_mebibytes_in_any_second() {
    let world = strict();
    filled(&world, &[MIB / 4; 20]).await;
    let events = pushed(&world, &mut subscribe(&world, "c").await, 20).await;
    assert_eq!(events, [(0, 2 * MIB), (1000, 2 * MIB), (2000, MIB)]);
    assert!(world.mock.throttled().is_empty(), "what waits is not refused");

    let free = World::new();
    filled(&free, &[MIB / 4; 20]).await;
    assert_eq!(pushed(&free, &mut subscribe(&free, "c").await, 20).await, [(0, 5 * MIB)]);
}

#[tokio::test(start_paused = true)]
async fn consumers_and_readers_do_not_slow_each_other() {
    let world = strict();
    filled(&world, &[MIB; 5]).await;
    let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
    assert_eq!(world.client.get_records(iterator).await.unwrap().records.len(), 5);
    let [mut one, mut two] = [subscribe(&world, "one").await, subscribe(&world, "two").await];
    assert_eq!(pushed(&world, &mut one, 2).await, [(0, 2 * MIB)]);
    assert_eq!(pushed(&world, &mut two, 5).await, [(0, 2 * MIB), (1000, 2 * MIB), (2000, MIB)]);
}

#[tokio::test(start_paused = true)]
async fn a_record_larger_than_a_seconds_worth_is_pushed_and_takes_its_time() {
    let world = strict();
    filled(&world, &[MIB, 5 * MIB, 10]).await;
    let events = pushed(&world, &mut subscribe(&world, "c").await, 3).await;
    assert_eq!(events, [(0, MIB), (1000, 5 * MIB), (3500, 10)]);
}

#[tokio::test(start_paused = true)]
async fn what_is_put_meanwhile_waits_too_and_a_new_subscription_is_no_way_around() {
    let world = strict();
    filled(&world, &[2 * MIB]).await;
    let stream = world.mock.stream("orders").arn();
    let consumer = world.client.register_stream_consumer(stream, "c").await.unwrap().consumer.consumer_arn;
    let subscribe = || async {
        let position = StartingPosition::trim_horizon();
        world.client.subscribe_to_shard(&consumer, SHARD, position).await.unwrap()
    };
    let mut older = subscribe().await;
    world.pass(Duration::from_millis(4500));
    assert_eq!(pushed(&world, &mut older, 1).await, [(0, 2 * MIB)]);
    world.mock.stream("orders").put("k", vec![1]);
    let tokio = SystemClock::new();
    timeout(&tokio, Duration::from_secs(1), older.next()).await.expect_err("there is no room");
    world.pass(Duration::from_millis(500));
    assert_eq!(pushed(&world, &mut subscribe().await, 2).await, [(500, 2 * MIB), (1500, 2)]);
}
