//! How long records are kept.

use std::time::Duration;

use void_core::{Clock, Timestamp};
use void_streams_sdk::types::StartingPosition;

use crate::support::World;

const SHARD: &str = "shardId-000000000000";
const DAY: Duration = Duration::from_secs(86_400);
const MILLISECOND: Duration = Duration::from_millis(1);

#[tokio::test]
async fn a_record_is_gone_when_it_is_as_old_as_the_retention() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    let first = stream.put("k", "0");
    world.pass(MILLISECOND);
    stream.put("k", "1");
    let positions = || {
        [
            StartingPosition::trim_horizon(),
            StartingPosition::at_timestamp(Timestamp::UNIX_EPOCH),
            StartingPosition::at_sequence_number(first.clone()),
        ]
    };
    let shard = SHARD.into();
    let texts = |position: &StartingPosition| -> String {
        let read = stream.read_shard(&shard, position, 10).unwrap();
        read.records.iter().map(|record| record.text().unwrap()).collect()
    };
    world.pass(DAY - 2 * MILLISECOND);
    for (records, passes) in [("01", MILLISECOND), ("1", MILLISECOND), ("", DAY)] {
        for position in positions() {
            assert_eq!(texts(&position), records);
        }
        assert_eq!(stream.records().len(), records.len());
        world.pass(passes);
    }
    stream.put("k", "2");
    for position in positions() {
        assert_eq!(texts(&position), "2");
    }
}

#[tokio::test]
async fn an_iterator_stays_right_when_its_record_goes() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    stream.put("k", "0");
    world.pass(DAY - Duration::from_secs(60));
    let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
    stream.put("k", "1");
    world.pass(Duration::from_secs(60));
    stream.put("k", "2");
    let page = world.client.get_records(iterator).await.unwrap();
    let texts: Vec<_> = page.records.iter().map(|record| record.text().unwrap()).collect();
    assert_eq!(texts, ["1", "2"]);
}

#[tokio::test]
async fn a_put_drops_nothing_that_is_kept() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    stream.put("k", "0");
    world.pass(DAY - MILLISECOND);
    stream.put("k", "1");
    assert_eq!(stream.records().len(), 2);
}

#[tokio::test]
async fn what_has_expired_falls_due_shard_by_shard_and_once_a_second_at_most() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 2);
    assert_eq!(world.mock.next_wakeup(), None);
    let start = world.clock.now();
    for _ in 0..3 {
        stream.put_at(0, "k", "x");
        world.pass(Duration::from_millis(400));
    }
    stream.put_at(u128::MAX, "k", "x");
    assert_eq!(world.mock.next_wakeup(), Some(start + DAY));
    world.pass(DAY - Duration::from_millis(1200));
    assert_eq!(world.mock.next_wakeup(), Some(start + DAY + Duration::from_secs(1)));
    world.pass(Duration::from_secs(1));
    assert_eq!(world.mock.next_wakeup(), Some(start + DAY + Duration::from_millis(1200)));
    world.pass(Duration::from_millis(200));
    assert_eq!(world.mock.next_wakeup(), None);
}

#[tokio::test]
async fn time_that_is_before_the_retention_began_keeps_everything() {
    let world = World::starting_at(Timestamp::from_millis(5));
    let stream = world.mock.create_stream("orders", 1);
    stream.put("k", "0");
    assert_eq!(stream.records().len(), 1);
    world.pass(DAY - MILLISECOND);
    assert_eq!(stream.records().len(), 1);
    world.pass(MILLISECOND);
    assert!(stream.records().is_empty());
    assert_eq!(world.clock.now(), Timestamp::from_millis(5) + DAY);
}
