//! Records: put one by one and in batches, where they belong, in order.

use std::collections::BTreeMap;

use void_streams_sdk::{StartingPosition, operations::PutRecordsRequestEntry, types::HashKey};

use super::{
    CaseResult, Target,
    target::{FIRST, texts},
};

/// Any bytes come back as they were put, with their key and their number.
pub async fn data_comes_back_unchanged(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let binary: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    let long = vec![b'x'; 1024 * 1024 - 64];
    let all = [binary, "käse 🧀".as_bytes().to_vec(), b"{}".to_vec(), long];
    let mut numbers = Vec::new();
    for data in &all {
        numbers.push(client.put_record(&*name, "käse", data.clone()).await?.sequence_number);
    }
    let records = target.read(&name, FIRST, StartingPosition::trim_horizon(), all.len()).await?;
    for ((record, data), number) in records.iter().zip(&all).zip(&numbers) {
        assert!(record.data == data[..], "{} bytes came back as {}", data.len(), record.data.len());
        assert_eq!((record.partition_key.as_str(), &record.sequence_number), ("käse", number));
    }
    Ok(())
}

/// A record's shard is the one with the MD5 of its partition key among its hash keys.
pub async fn a_record_goes_where_its_key_belongs(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(4).await?);
    let shards = target.shards(&name).await?;
    for key in ["a", "b", "c", "order-7", "käse", "0"] {
        let put = client.put_record(&*name, key, key).await?;
        let shard = shards.iter().find(|shard| shard.shard_id == put.shard_id).expect("it is listed");
        assert!(shard.hash_key_range.contains(HashKey::of_partition_key(key)), "{key} in {shard:?}");
    }
    Ok(())
}

/// An explicit hash key decides on the shard, whatever the partition key; both ends of the ring are valid.
pub async fn an_explicit_hash_key_decides(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(4).await?);
    for (key, shard) in
        [(0, 0), (u128::MAX / 4, 0), (u128::MAX / 4 + 1, 1), (u128::MAX / 2 + 1, 2), (u128::MAX, 3)]
    {
        let put = client.put_record(&*name, "same", "data").explicit_hash_key(key).await?;
        assert_eq!(put.shard_id.as_str(), format!("shardId-{shard:012}"), "{key}");
    }
    Ok(())
}

/// Numbers rise in a shard in the order of puts, and records are read in that order.
pub async fn numbers_rise_in_a_shard(target: Target) -> CaseResult {
    let name = target.stream(1).await?;
    let numbers: Vec<_> =
        target.put(&name, "key", 12).await?.into_iter().map(|put| put.sequence_number).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    let records = target.read(&name, FIRST, StartingPosition::trim_horizon(), 12).await?;
    assert!(records.iter().map(|record| &record.sequence_number).eq(&numbers));
    assert_eq!(texts(&records), (0..12).map(|n| n.to_string()).collect::<Vec<_>>());
    Ok(())
}

/// Each number is higher than the one that the client had before.
pub async fn numbers_for_ordering(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(2).await?);
    let mut last = client.put_record(&*name, "key", "0").await?.sequence_number;
    for number in 1..5 {
        let call = client.put_record(&*name, "key", number.to_string());
        let next = call.sequence_number_for_ordering(last.clone()).await?.sequence_number;
        assert!(next > last, "{next} after {last}");
        last = next;
    }
    Ok(())
}

/// A batch of 500 is answered record by record in its order, and is read with just these numbers.
pub async fn a_batch_is_answered_in_its_order(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(2).await?);
    let entries = target.entries(500)?;
    let answer = client.put_records(&*name, entries.clone()).await?;
    assert_eq!((answer.failed_record_count, answer.records.len()), (0, 500));
    let mut wanted: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (result, entry) in answer.records.into_iter().zip(entries) {
        let shard = result.shard_id.expect("none failed");
        let (number, data) = (result.sequence_number.expect("none failed"), entry.data);
        wanted.entry(shard).or_default().push((number, data, entry.partition_key));
    }
    assert_eq!(wanted.len(), 2, "so many keys are in both shards");
    for (shard, mut records) in wanted {
        let read = target.read(&name, shard, StartingPosition::trim_horizon(), records.len()).await?;
        let read: Vec<_> = read
            .into_iter()
            .map(|record| (record.sequence_number, Some(record.data), Some(record.partition_key)))
            .collect();
        records.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(read, records);
    }
    Ok(())
}

/// A batch keeps the order of its records within a key, where none of them fails.
pub async fn a_batch_keeps_the_order_of_a_key(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let entries: Result<Vec<_>, _> =
        (0..100).map(|n| PutRecordsRequestEntry::new("key", n.to_string())).collect();
    client.put_records(&*name, entries?).await?;
    let records = target.read(&name, FIRST, StartingPosition::trim_horizon(), 100).await?;
    assert_eq!(texts(&records), (0..100).map(|n| n.to_string()).collect::<Vec<_>>());
    Ok(())
}

/// Every record is read exactly once by a full read of all shards.
pub async fn nothing_is_lost(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(3).await?);
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    for _ in 0..3 {
        for result in client.put_records(&*name, target.entries(400)?).await?.records {
            *places.entry(result.shard_id.expect("none failed")).or_default() += 1;
        }
    }
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (shard, count) in places {
        for record in target.read(&name, shard, StartingPosition::trim_horizon(), count).await? {
            *seen.entry(record.partition_key).or_default() += 1;
        }
    }
    assert_eq!(seen.len(), 400);
    assert!(seen.values().all(|times| *times == 3));
    Ok(())
}

/// A record tells when it came.
pub async fn a_record_tells_when_it_came(target: Target) -> CaseResult {
    let name = target.stream(1).await?;
    target.put(&name, "key", 1).await?;
    let records = target.read(&name, FIRST, StartingPosition::trim_horizon(), 1).await?;
    let now = target.client().config().clock().now();
    assert!(now.since(records[0].approximate_arrival_timestamp).as_secs() < 60);
    Ok(())
}
