//! GetShardIterator, and what an iterator is worth.

use std::time::Duration;

use serde_json::json;
use void_core::{Clock, Timestamp};
use void_streams_sdk::{
    Error, ErrorKind,
    mock::MockStream,
    types::{SequenceNumber, ShardIterator, StartingPosition, StreamArn},
};

use crate::support::{World, refusal};

const SHARD: &str = "shardId-000000000000";

/// Five records, `0` to `4`, a second apart, and their numbers.
fn five(world: &World) -> (MockStream, Vec<SequenceNumber>) {
    let stream = world.mock.create_stream("orders", 1);
    let numbers = (0..5).map(|number| {
        let put = stream.put("k", number.to_string());
        world.pass(Duration::from_secs(1));
        put
    });
    let numbers = numbers.collect();
    (stream, numbers)
}

async fn read(world: &World, iterator: ShardIterator) -> String {
    let page = world.client.get_records(iterator).await.unwrap();
    page.records.iter().map(|record| record.text().unwrap()).collect()
}

async fn read_from(world: &World, position: StartingPosition) -> String {
    read(world, world.iterator(SHARD, position).await).await
}

async fn refused(world: &World, position: StartingPosition) -> Error {
    world.client.get_shard_iterator("orders", SHARD, position).await.unwrap_err()
}

#[tokio::test]
async fn the_five_kinds_start_where_they_say() {
    let world = World::new();
    let (stream, numbers) = five(&world);
    let arrived_at = |place: usize| stream.records()[place].approximate_arrival_timestamp;
    assert_eq!(read_from(&world, StartingPosition::trim_horizon()).await, "01234");
    assert_eq!(read_from(&world, StartingPosition::latest()).await, "");
    for (place, number) in numbers.iter().enumerate() {
        let at = StartingPosition::at_sequence_number(number.clone());
        assert_eq!(read_from(&world, at).await, "01234"[place..]);
        let after = StartingPosition::after_sequence_number(number.clone());
        assert_eq!(read_from(&world, after).await, "01234"[place + 1..]);
        let at = StartingPosition::at_timestamp(arrived_at(place));
        assert_eq!(read_from(&world, at).await, "01234"[place..]);
        let just_after = arrived_at(place) + Duration::from_millis(1);
        assert_eq!(read_from(&world, StartingPosition::at_timestamp(just_after)).await, "01234"[place + 1..]);
    }
    assert_eq!(read_from(&world, StartingPosition::at_timestamp(Timestamp::UNIX_EPOCH)).await, "01234");
}

#[tokio::test]
async fn latest_gives_what_comes_after_it() {
    let world = World::new();
    let (stream, _) = five(&world);
    let iterator = world.iterator(SHARD, StartingPosition::latest()).await;
    stream.put("k", "new");
    assert_eq!(read(&world, iterator.clone()).await, "new");
    assert_eq!(read(&world, iterator).await, "new", "an iterator can be used again");
}

#[tokio::test]
async fn a_shards_starting_number_is_before_its_first_record() {
    let world = World::new();
    let (stream, _) = five(&world);
    let start = stream.shards()[0].sequence_number_range.starting_sequence_number.clone();
    assert_eq!(read_from(&world, StartingPosition::at_sequence_number(start.clone())).await, "01234");
    assert_eq!(read_from(&world, StartingPosition::after_sequence_number(start)).await, "01234");
}

#[tokio::test]
async fn what_is_no_number_of_the_shard_is_refused() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 2);
    let of_another_shard = stream.shards()[1].sequence_number_range.starting_sequence_number.clone();
    world.pass(Duration::from_secs(5));
    let of_another_stream = world.mock.create_stream("others", 1).shards()[0]
        .sequence_number_range
        .starting_sequence_number
        .clone();
    for (number, message) in [
        (of_another_shard, "It encodes shardId-000000000001, while it was used in a call to a shard with shardId-000000000000".to_owned()),
        (of_another_stream, "is invalid because it did not come from this stream.".to_owned()),
        ("7".into(), "StartingSequenceNumber 7 used in GetShardIterator on shard shardId-000000000000 in stream orders under account 000000000000 is invalid.".to_owned()),
        ("9".repeat(129).into(), "is invalid.".to_owned()),
    ] {
        for position in
            [StartingPosition::at_sequence_number(number.clone()), StartingPosition::after_sequence_number(number)]
        {
            let error = refused(&world, position).await;
            assert_eq!(error.kind(), ErrorKind::InvalidArgument);
            assert!(error.to_string().contains(&message), "{error}");
        }
    }
    let error = refused(&world, StartingPosition::at_sequence_number("x")).await;
    assert_eq!(error.kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn a_kind_has_what_it_needs_and_nothing_else() {
    let world = World::new();
    let (_, numbers) = five(&world);
    let too_much =
        StartingPosition { sequence_number: Some(numbers[0].clone()), ..StartingPosition::latest() };
    let too_little = StartingPosition { sequence_number: None, ..StartingPosition::at_sequence_number("1") };
    let no_time =
        StartingPosition { timestamp: None, ..StartingPosition::at_timestamp(Timestamp::UNIX_EPOCH) };
    let future = StartingPosition::at_timestamp(world.clock.now() + Duration::from_millis(1));
    for (position, message) in [
        (too_much, "Request specified LATEST and also a StartingSequenceNumber."),
        (too_little, "Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber."),
        (no_time, "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP."),
        (future, "cannot be greater than the currentTimestampInMillis"),
    ] {
        let error = refused(&world, position).await;
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.to_string().contains(message), "{error}");
    }
    let now = StartingPosition::at_timestamp(world.clock.now());
    assert_eq!(read_from(&world, now).await, "");
}

#[tokio::test]
async fn an_iterator_lives_five_minutes() {
    let world = World::new();
    let (stream, _) = five(&world);
    let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
    world.pass(Duration::from_secs(300));
    let page = world.client.get_records(iterator.clone()).await.unwrap();
    assert_eq!(page.records.len(), 5);
    world.pass(Duration::from_millis(1));
    let error = world.client.get_records(iterator).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ExpiredIterator);
    let message = "Iterator expired. The iterator was created at time Tue Nov 14 22:13:25 UTC 2023 while right now it is \
                   Tue Nov 14 22:18:25 UTC 2023 which is further in the future than the tolerated delay of 300000 \
                   milliseconds.";
    assert!(error.to_string().contains(message), "{error}");
    stream.put("k", "new");
    assert_eq!(read(&world, page.next_shard_iterator.unwrap()).await, "new", "each answer gives a fresh one");
}

#[tokio::test]
async fn what_was_not_given_out_is_no_iterator() {
    let world = World::new();
    five(&world);
    let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
    let mut forged = iterator.as_str().to_owned();
    forged.replace_range(20..21, if &forged[20..21] == "A" { "B" } else { "A" });
    let elsewhere = World::with(|builder| builder.random(void_core::Random::from_seed(8)));
    five(&elsewhere);
    let foreign = elsewhere.iterator(SHARD, StartingPosition::trim_horizon()).await;
    for text in ["x", "AAAA", &forged, foreign.as_str()] {
        let error = world.client.get_records(text).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{text}");
        assert!(error.to_string().contains("Invalid ShardIterator."), "{error}");
    }
    for text in [String::new(), "A".repeat(513)] {
        assert_eq!(world.client.get_records(text).await.unwrap_err().kind(), ErrorKind::Validation);
    }
}

#[tokio::test]
async fn an_iterator_goes_with_its_stream() {
    let world = World::new();
    five(&world);
    let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
    world.mock.reset();
    for _ in 0..2 {
        let error = world.client.get_records(iterator.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
        // Another stream of its name is another stream.
        world.mock.create_stream("orders", 1);
    }
}

#[tokio::test]
async fn a_shard_that_is_not_there_is_not_found() {
    let world = World::new();
    world.mock.create_stream("orders", 1);
    for (shard, message) in [
        (
            "shardId-000000000001",
            "Shard shardId-000000000001 in stream orders under account 000000000000 does not exist",
        ),
        (
            "shardId-99999999999999999999",
            "Could not find shard shardId-99999999999999999999 in stream orders",
        ),
        ("colour", "Could not find shard colour in stream orders"),
    ] {
        let call = world.client.get_shard_iterator("orders", shard, StartingPosition::latest());
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
        assert!(error.to_string().contains(message), "{error}");
    }
    let call = world.client.get_shard_iterator("others", SHARD, StartingPosition::latest());
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::ResourceNotFound);
}

#[tokio::test]
async fn a_read_can_name_its_stream_and_be_only_checked() {
    let world = World::new();
    let (stream, _) = five(&world);
    let other = world.mock.create_stream("others", 1);
    let iterator = world.iterator(SHARD, StartingPosition::trim_horizon()).await;
    let body = |arn: StreamArn, dry_run: bool| json!({"ShardIterator": iterator.as_str(), "StreamARN": arn.as_str(), "DryRun": dry_run});
    assert_eq!(refusal(&world, "GetRecords", body(stream.arn(), false)).await.0, "");
    assert_eq!(refusal(&world, "GetRecords", body(other.arn(), false)).await.0, "InvalidArgumentException");
    assert_eq!(refusal(&world, "GetRecords", body(stream.arn(), true)).await.0, "DryRunOperationException");
    for limit in [0, 10_001] {
        let body = json!({"ShardIterator": iterator.as_str(), "Limit": limit});
        assert_eq!(refusal(&world, "GetRecords", body).await.0, "ValidationException");
    }
}
