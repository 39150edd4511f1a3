//! SplitShard, MergeShards, UpdateShardCount, and which shards ListShards gives after them.

use std::time::Duration;

use void_core::Timestamp;
use void_streams_sdk::{
    ErrorKind,
    types::{HashKey, HashKeyRange, Shard, ShardFilter, ShardId, StartingPosition, StreamStatus},
};

use crate::support::World;

const TRANSITION: Duration = Duration::from_secs(30);
const HOUR: Duration = Duration::from_secs(3600);
const MIDDLE: HashKey = HashKey(1 << 127);

fn slow() -> World {
    World::with(|builder| builder.transition_time(TRANSITION))
}

fn id(number: usize) -> String {
    format!("shardId-{number:012}")
}

async fn listed(world: &World, filter: ShardFilter) -> Vec<Shard> {
    world.client.list_shards("orders").shard_filter(filter).await.unwrap().shards
}

async fn numbers(world: &World, filter: ShardFilter) -> Vec<u32> {
    let shards = listed(world, filter).await;
    shards.iter().map(|shard| shard.shard_id.as_str()["shardId-".len()..].parse().unwrap()).collect()
}

async fn open(world: &World) -> Vec<Shard> {
    let mut shards = listed(world, ShardFilter::at_latest()).await;
    shards.sort_by_key(|shard| shard.hash_key_range.starting_hash_key);
    shards
}

async fn status(world: &World) -> StreamStatus {
    let summary = world.client.describe_stream_summary("orders").await.unwrap();
    summary.stream_description_summary.stream_status
}

async fn split(world: &World, shard: usize, key: HashKey) -> Result<(), ErrorKind> {
    let done = world.without_retries().split_shard("orders", id(shard), key).await;
    done.map(drop).map_err(|error| error.kind())
}

async fn merge(world: &World, shard: usize, adjacent: usize) -> Result<(), ErrorKind> {
    let done = world.without_retries().merge_shards("orders", id(shard), id(adjacent)).await;
    done.map(drop).map_err(|error| error.kind())
}

async fn scale(world: &World, target: u32) -> Result<i32, ErrorKind> {
    let done = world.without_retries().update_shard_count("orders", target).await;
    done.map(|counts| counts.current_shard_count.unwrap()).map_err(|error| error.kind())
}

/// That the shards cover the ring, each place once.
fn assert_covers_the_ring(shards: &[Shard]) {
    assert_eq!(shards.first().unwrap().hash_key_range.starting_hash_key, HashKey(0));
    assert_eq!(shards.last().unwrap().hash_key_range.ending_hash_key, HashKey::MAX);
    for pair in shards.windows(2) {
        let [one, next] = [&pair[0].hash_key_range, &pair[1].hash_key_range];
        assert_eq!(one.ending_hash_key.0 + 1, next.starting_hash_key.0);
    }
}

#[tokio::test]
async fn a_split_closes_the_parent_and_opens_two_children_above_it() {
    let world = slow();
    let stream = world.mock.create_stream("orders", 1);
    let put = || world.client.put_record("orders", "customer-7", "x");
    put().await.unwrap();
    split(&world, 0, MIDDLE).await.unwrap();
    assert_eq!(status(&world).await, StreamStatus::Updating);
    let last = put().await.unwrap();
    assert_eq!(last.shard_id, *id(0), "the parent takes records until it is done");

    world.pass(TRANSITION);
    assert_eq!(status(&world).await, StreamStatus::Active);
    let shards = listed(&world, ShardFilter::from_trim_horizon()).await;
    let [parent, low, high] = &shards[..] else { panic!("{shards:?}") };
    let end = parent.sequence_number_range.ending_sequence_number.clone().unwrap();
    assert!(end > last.sequence_number);
    for child in [low, high] {
        assert!(child.is_open());
        assert_eq!(child.parents().collect::<Vec<_>>(), [&parent.shard_id]);
        assert!(child.sequence_number_range.starting_sequence_number > end);
    }
    let range =
        |start, end| HashKeyRange { starting_hash_key: HashKey(start), ending_hash_key: HashKey(end) };
    assert_eq!(low.hash_key_range, range(0, MIDDLE.0 - 1));
    assert_eq!(high.hash_key_range, range(MIDDLE.0, u128::MAX));

    let child = put().await.unwrap();
    let key = HashKey::of_partition_key("customer-7");
    let expected = if low.hash_key_range.contains(key) { low } else { high };
    assert_eq!(child.shard_id, expected.shard_id);
    assert!(child.sequence_number > end);
    let read = stream.read_shard(&parent.shard_id, &StartingPosition::trim_horizon(), 10).unwrap();
    assert_eq!(read.records.len(), 2, "what the parent has stays there");
}

#[tokio::test]
async fn a_merge_closes_both_parents_and_opens_one_child_above_them() {
    let world = World::new();
    world.mock.create_stream("orders", 3);
    merge(&world, 1, 2).await.unwrap();
    let shards = listed(&world, ShardFilter::from_trim_horizon()).await;
    let [first, low, high, child] = &shards[..] else { panic!("{shards:?}") };
    assert!(first.is_open() && child.is_open());
    assert_eq!(child.parent_shard_id.as_ref(), Some(&low.shard_id));
    assert_eq!(child.adjacent_parent_shard_id.as_ref(), Some(&high.shard_id));
    for parent in [low, high] {
        let end = parent.sequence_number_range.ending_sequence_number.clone().unwrap();
        assert!(child.sequence_number_range.starting_sequence_number > end);
    }
    assert_covers_the_ring(&open(&world).await);
}

#[tokio::test]
async fn the_end_of_a_parent_tells_its_children() {
    let world = World::new();
    world.mock.create_stream("orders", 1);
    world.client.put_record("orders", "k", "x").await.unwrap();
    split(&world, 0, MIDDLE).await.unwrap();
    let start = StartingPosition::trim_horizon();
    let iterator = world.client.get_shard_iterator("orders", id(0), start).await.unwrap().shard_iterator;
    let page = world.client.get_records(iterator).await.unwrap();
    assert_eq!(page.records.len(), 1);
    let page = world.client.get_records(page.next_shard_iterator.unwrap()).await.unwrap();
    assert_eq!(page.next_shard_iterator, None);
    let children: Vec<String> = page.child_shards.iter().map(|child| child.shard_id.to_string()).collect();
    assert_eq!(children, [id(1), id(2)]);
    assert!(page.child_shards.iter().all(|child| child.parent_shards == [ShardId::from(id(0))]));
}

#[tokio::test]
async fn what_can_t_be_split_or_merged_is_refused() {
    let world = World::new();
    world.mock.create_stream("orders", 3);
    let end = open(&world).await[0].hash_key_range.ending_hash_key;
    // Kinesalite recorded the edges from the service.
    for key in [HashKey(0), HashKey(1), end, HashKey(end.0 + 1), HashKey::MAX] {
        assert_eq!(split(&world, 0, key).await, Err(ErrorKind::InvalidArgument), "{key}");
    }
    assert_eq!(split(&world, 3, HashKey(2)).await, Err(ErrorKind::ResourceNotFound));
    assert_eq!(merge(&world, 0, 3).await, Err(ErrorKind::ResourceNotFound));
    for (shard, adjacent) in [(0, 2), (1, 0), (0, 0)] {
        assert_eq!(merge(&world, shard, adjacent).await, Err(ErrorKind::InvalidArgument));
    }
    for shard in ["shardId-x", "x", "shardId-99999999999999999999999"] {
        let error = world.client.split_shard("orders", shard, HashKey(2)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResourceNotFound, "{shard}");
    }
    split(&world, 0, HashKey(2)).await.unwrap();
    assert_eq!(split(&world, 0, HashKey(3)).await, Err(ErrorKind::InvalidArgument), "it is closed");
    assert_eq!(merge(&world, 0, 1).await, Err(ErrorKind::InvalidArgument), "one is closed");
    let error = world.client.split_shard("none", id(0), HashKey(2)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
}

#[tokio::test]
async fn one_change_at_a_time() {
    let world = slow();
    world.mock.create_stream("orders", 2);
    merge(&world, 0, 1).await.unwrap();
    assert_eq!(merge(&world, 0, 1).await, Err(ErrorKind::ResourceInUse));
    assert_eq!(split(&world, 0, HashKey(2)).await, Err(ErrorKind::ResourceInUse));
    assert_eq!(scale(&world, 2).await, Err(ErrorKind::ResourceInUse));
    assert_eq!(numbers(&world, ShardFilter::at_latest()).await, [0, 1]);
    world.pass(TRANSITION);
    assert_eq!(numbers(&world, ShardFilter::at_latest()).await, [2]);
    assert_eq!(scale(&world, 2).await, Ok(1));
}

#[tokio::test]
async fn a_stream_gets_shards_of_the_same_size() {
    let world = World::new();
    world.mock.create_stream("orders", 3);
    split(&world, 0, HashKey(1000)).await.unwrap();
    for (before, target) in [(4, 8), (8, 5), (5, 3), (3, 6), (6, 7), (7, 7), (7, 4)] {
        assert_eq!(scale(&world, target).await, Ok(before));
        let shards = open(&world).await;
        assert_eq!(shards.len(), target as usize);
        assert_covers_the_ring(&shards);
        let size =
            |shard: &Shard| shard.hash_key_range.ending_hash_key.0 - shard.hash_key_range.starting_hash_key.0;
        let (least, most) = (shards.iter().map(size).min().unwrap(), shards.iter().map(size).max().unwrap());
        assert!(most - least <= target.into(), "{least} {most}");
    }
    let before = listed(&world, ShardFilter::from_trim_horizon()).await.len();
    assert_eq!(scale(&world, 4).await, Ok(4));
    assert_eq!(
        listed(&world, ShardFilter::from_trim_horizon()).await.len(),
        before,
        "nothing was to be done"
    );
}

#[tokio::test]
async fn scaling_has_the_documented_limits() {
    let world = World::new();
    world.mock.create_stream("orders", 5);
    for target in [0, 2, 11] {
        let kind = if target == 0 { ErrorKind::Validation } else { ErrorKind::LimitExceeded };
        assert_eq!(scale(&world, target).await, Err(kind), "{target}");
    }
    for number in 0..10 {
        scale(&world, 5 + number % 2).await.unwrap();
        world.pass(HOUR);
    }
    assert_eq!(scale(&world, 5).await, Err(ErrorKind::LimitExceeded), "ten times in 24 hours");
    world.pass(14 * HOUR - Duration::from_millis(1));
    assert_eq!(scale(&world, 5).await, Err(ErrorKind::LimitExceeded));
    world.pass(Duration::from_millis(1));
    scale(&world, 5).await.unwrap();
    assert_eq!(scale(&world, 5).await, Err(ErrorKind::LimitExceeded));
}

#[tokio::test]
async fn an_account_and_a_stream_have_so_many_shards() {
    let world = World::new();
    world.mock.create_stream("orders", 9_000);
    assert_eq!(scale(&world, 10_001).await, Err(ErrorKind::LimitExceeded));
    world.mock.create_stream("others", 10_999);
    assert_eq!(scale(&world, 9_002).await, Err(ErrorKind::LimitExceeded));
    assert_eq!(split(&world, 0, HashKey(2)).await, Ok(()));
    assert_eq!(split(&world, 1, MIDDLE).await, Err(ErrorKind::LimitExceeded));
    assert_eq!(scale(&world, 9_001).await, Ok(9_001));
}

#[tokio::test]
async fn a_filter_gives_the_shards_of_its_time() {
    let world = World::new();
    world.mock.create_stream("orders", 1);
    let at = |hours: u64| Timestamp::from_secs(1_700_000_000 + hours * 3600);
    // 0 from hour 0 to 2; 1 and 2 from hour 2, 2 to 4; 3 and 4 from hour 4.
    world.pass(2 * HOUR);
    split(&world, 0, MIDDLE).await.unwrap();
    world.pass(2 * HOUR);
    split(&world, 2, HashKey(MIDDLE.0 + 2)).await.unwrap();
    world.pass(2 * HOUR);

    for (filter, expected) in [
        (ShardFilter::from_trim_horizon(), vec![0, 1, 2, 3, 4]),
        (ShardFilter::at_trim_horizon(), vec![0]),
        (ShardFilter::at_latest(), vec![1, 3, 4]),
        (ShardFilter::after_shard_id(id(2)), vec![3, 4]),
        (ShardFilter::at_timestamp(at(1)), vec![0]),
        (ShardFilter::at_timestamp(at(2)), vec![0, 1, 2]),
        (ShardFilter::at_timestamp(at(3)), vec![1, 2]),
        (ShardFilter::at_timestamp(at(5)), vec![1, 3, 4]),
        (ShardFilter::at_timestamp(Timestamp::from_secs(1)), vec![0]),
        (ShardFilter::from_timestamp(at(1)), vec![0, 1, 2, 3, 4]),
        (ShardFilter::from_timestamp(at(3)), vec![1, 2, 3, 4]),
        (ShardFilter::from_timestamp(at(5)), vec![1, 3, 4]),
        (ShardFilter::from_timestamp(Timestamp::from_secs(1)), vec![0, 1, 2, 3, 4]),
    ] {
        assert_eq!(numbers(&world, filter.clone()).await, expected, "{filter:?}");
    }
    // Hour 27: what was closed in hour 2 is older than the 24 hours that are kept.
    world.pass(21 * HOUR);
    for (filter, expected) in [
        (ShardFilter::from_trim_horizon(), vec![1, 2, 3, 4]),
        (ShardFilter::at_trim_horizon(), vec![1, 2]),
        (ShardFilter::at_timestamp(at(1)), vec![1, 2]),
        (ShardFilter::from_timestamp(at(1)), vec![1, 2, 3, 4]),
        (ShardFilter::after_shard_id(id(0)), vec![1, 2, 3, 4]),
    ] {
        assert_eq!(numbers(&world, filter.clone()).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn a_closed_shard_is_listed_until_its_records_have_expired() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    stream.put("k", "x");
    split(&world, 0, MIDDLE).await.unwrap();
    world.pass(24 * HOUR - Duration::from_millis(1));
    assert_eq!(numbers(&world, ShardFilter::from_trim_horizon()).await, [0, 1, 2]);
    assert_eq!(stream.records().len(), 1);
    world.pass(Duration::from_millis(1));
    assert_eq!(numbers(&world, ShardFilter::from_trim_horizon()).await, [1, 2]);
    assert_eq!(stream.records().len(), 0);
}
