//! Places in a shard, and reading on from them.

use std::time::Duration;

use void_streams_sdk::StartingPosition;

use super::{
    CaseResult, Target,
    target::{FIRST, texts},
};

/// TRIM_HORIZON begins with the oldest record.
pub async fn trim_horizon_begins_with_the_oldest(target: Target) -> CaseResult {
    let name = target.stream(1).await?;
    target.put(&name, "key", 3).await?;
    let records = target.read(&name, FIRST, StartingPosition::trim_horizon(), 3).await?;
    assert_eq!(texts(&records), ["0", "1", "2"]);
    Ok(())
}

/// LATEST begins with what is put after it was asked for.
pub async fn latest_begins_after_the_newest(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    target.put(&name, "key", 2).await?;
    let place = client.get_shard_iterator(&*name, FIRST, StartingPosition::latest()).await?.shard_iterator;
    client.put_record(&*name, "key", "new").await?;
    assert_eq!(texts(&client.get_records(place).await?.records), ["new"]);
    Ok(())
}

/// AT_SEQUENCE_NUMBER begins with that record, AFTER_SEQUENCE_NUMBER with the next.
pub async fn at_and_after_a_number(target: Target) -> CaseResult {
    let name = target.stream(1).await?;
    let second = target.put(&name, "key", 4).await?[1].sequence_number.clone();
    let at = StartingPosition::at_sequence_number(second.clone());
    assert_eq!(texts(&target.read(&name, FIRST, at, 3).await?), ["1", "2", "3"]);
    let after = StartingPosition::after_sequence_number(second);
    assert_eq!(texts(&target.read(&name, FIRST, after, 2).await?), ["2", "3"]);
    Ok(())
}

/// AT_TIMESTAMP begins with the first record of that time or later, to the millisecond.
pub async fn at_a_time(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    for number in 0..4 {
        client.put_record(&*name, "key", number.to_string()).await?;
        target.pass(Duration::from_millis(5)).await;
    }
    let all = target.read(&name, FIRST, StartingPosition::trim_horizon(), 4).await?;
    let third = all[2].approximate_arrival_timestamp;
    let records = target.read(&name, FIRST, StartingPosition::at_timestamp(third), 2).await?;
    assert_eq!(texts(&records), ["2", "3"]);
    let before = StartingPosition::at_timestamp(third - Duration::from_secs(3_600));
    assert_eq!(target.read(&name, FIRST, before, 4).await?, all, "older than the oldest");
    Ok(())
}

/// A limit is kept, and the next iterator goes on where a read ended.
pub async fn a_limit_is_kept_and_reading_goes_on(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    target.put(&name, "key", 5).await?;
    let mut place =
        client.get_shard_iterator(&*name, FIRST, StartingPosition::trim_horizon()).await?.shard_iterator;
    for expected in [&["0", "1"][..], &["2", "3"], &["4"], &[]] {
        let answer = client.get_records(place).limit(2).await?;
        assert_eq!(texts(&answer.records), expected);
        place = answer.next_shard_iterator.expect("the shard is open");
    }
    client.put_record(&*name, "key", "5").await?;
    assert_eq!(texts(&client.get_records(place).await?.records), ["5"]);
    Ok(())
}

/// An iterator that was read from gives the same again, and readers do not take from one another.
pub async fn readers_are_independent(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    target.put(&name, "key", 3).await?;
    let place =
        client.get_shard_iterator(&*name, FIRST, StartingPosition::trim_horizon()).await?.shard_iterator;
    let first = client.get_records(place.clone()).await?.records;
    assert_eq!(texts(&first), ["0", "1", "2"]);
    assert_eq!(client.get_records(place).await?.records, first);
    assert_eq!(target.read(&name, FIRST, StartingPosition::trim_horizon(), 3).await?, first);
    Ok(())
}

/// An empty shard gives nothing, is not behind, and can be read on.
pub async fn an_empty_shard_gives_nothing(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    for position in [StartingPosition::trim_horizon(), StartingPosition::latest()] {
        let place = client.get_shard_iterator(&*name, FIRST, position).await?.shard_iterator;
        let answer = client.get_records(place).await?;
        assert_eq!(answer.records, []);
        assert_eq!(answer.behind_latest(), Duration::ZERO);
        let place = answer.next_shard_iterator.expect("the shard is open");
        assert!(client.get_records(place).await?.next_shard_iterator.is_some());
    }
    Ok(())
}

/// A reader that has not read all is told how far it is behind.
pub async fn a_reader_is_told_how_far_it_is_behind(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    client.put_record(&*name, "key", "old").await?;
    target.pass(Duration::from_millis(50)).await;
    client.put_record(&*name, "key", "new").await?;
    let place =
        client.get_shard_iterator(&*name, FIRST, StartingPosition::trim_horizon()).await?.shard_iterator;
    let answer = client.get_records(place).limit(1).await?;
    assert!(answer.behind_latest() >= Duration::from_millis(40), "{:?}", answer.behind_latest());
    let place = answer.next_shard_iterator.expect("the shard is open");
    assert_eq!(client.get_records(place).await?.behind_latest(), Duration::ZERO);
    Ok(())
}
