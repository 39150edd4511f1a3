//! What is refused, and as what.

use void_streams_sdk::{
    ErrorKind, StartingPosition,
    operations::PutRecordsRequestEntry,
    types::{HashKey, ShardFilter},
};

use super::{
    CaseResult, Target,
    target::{FIRST, hours, refused},
};

/// What breaks the model's constraints is one or the other, by the operation.
const INVALID: &[ErrorKind] = &[ErrorKind::InvalidArgument, ErrorKind::Validation];
const NOT_FOUND: &[ErrorKind] = &[ErrorKind::ResourceNotFound];

/// Every call on a stream that does not exist says so.
pub async fn a_stream_that_does_not_exist(target: Target) -> CaseResult {
    let (client, name) = (target.client(), &*target.name());
    refused(client.describe_stream(name).await, NOT_FOUND);
    refused(client.describe_stream_summary(name).await, NOT_FOUND);
    refused(client.list_shards(name).await, NOT_FOUND);
    refused(client.put_record(name, "key", "data").await, NOT_FOUND);
    refused(client.put_records(name, target.entries(1)?).await, NOT_FOUND);
    refused(client.get_shard_iterator(name, FIRST, StartingPosition::latest()).await, NOT_FOUND);
    refused(client.split_shard(name, FIRST, 7).await, NOT_FOUND);
    refused(client.merge_shards(name, FIRST, "shardId-000000000001").await, NOT_FOUND);
    refused(client.increase_stream_retention_period(name, hours(48)).await, NOT_FOUND);
    refused(client.decrease_stream_retention_period(name, hours(24)).await, NOT_FOUND);
    refused(client.add_tags_to_stream(name, [("key", "value")]).await, NOT_FOUND);
    refused(client.remove_tags_from_stream(name, ["key"]).await, NOT_FOUND);
    refused(client.list_tags_for_stream(name).await, NOT_FOUND);
    refused(client.delete_stream(name).await, NOT_FOUND);
    Ok(())
}

/// A shard that the stream does not have.
pub async fn a_shard_that_does_not_exist(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let absent = "shardId-000000000007";
    refused(client.get_shard_iterator(&*name, absent, StartingPosition::latest()).await, NOT_FOUND);
    refused(client.split_shard(&*name, absent, 7).await, NOT_FOUND);
    refused(client.merge_shards(&*name, FIRST, absent).await, NOT_FOUND);
    Ok(())
}

/// An iterator that the service did not give out.
pub async fn a_forged_iterator(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    refused(client.get_records("forged").await, INVALID);
    let place = client.get_shard_iterator(&*name, FIRST, StartingPosition::trim_horizon()).await?;
    let place = place.shard_iterator.as_str().to_owned();
    refused(client.get_records(&place[..place.len() - 8]).await, INVALID);
    Ok(())
}

/// A sequence number that is not one of the shard's.
pub async fn a_forged_sequence_number(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    for number in ["12", "forged"] {
        let at = StartingPosition::at_sequence_number(number);
        refused(client.get_shard_iterator(&*name, FIRST, at).await, INVALID);
    }
    Ok(())
}

/// A limit out of its range.
pub async fn a_limit_out_of_range(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let place = client.get_shard_iterator(&*name, FIRST, StartingPosition::latest()).await?.shard_iterator;
    refused(client.get_records(place.clone()).limit(10_001).await, INVALID);
    refused(client.get_records(place).limit(0).await, INVALID);
    Ok(())
}

/// Records that are too large, or have no key.
pub async fn records_that_can_t_be_put(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    refused(client.put_record(&*name, "", "data").await, INVALID);
    refused(client.put_record(&*name, "k".repeat(257), "data").await, INVALID);
    refused(client.put_record(&*name, "key", vec![b'x'; 1024 * 1024 + 1]).await, INVALID);
    let place = client.get_shard_iterator(&*name, FIRST, StartingPosition::trim_horizon()).await?;
    assert_eq!(client.get_records(place.shard_iterator).await?.records, []);
    Ok(())
}

/// Batches that are refused whole, and put nothing.
pub async fn a_batch_that_is_refused_whole(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    refused(client.put_records(&*name, []).await, INVALID);
    refused(client.put_records(&*name, target.entries(501)?).await, INVALID);
    let good = PutRecordsRequestEntry::new("key", "data")?;
    let bad = PutRecordsRequestEntry::new("k".repeat(257), "data")?;
    refused(client.put_records(&*name, [good, bad]).await, INVALID);
    let place = client.get_shard_iterator(&*name, FIRST, StartingPosition::trim_horizon()).await?;
    assert_eq!(client.get_records(place.shard_iterator).await?.records, []);
    Ok(())
}

/// A split that does not leave two shards.
pub async fn a_split_at_an_end(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(2).await?);
    refused(client.split_shard(&*name, FIRST, 0).await, INVALID);
    refused(client.split_shard(&*name, FIRST, HashKey::MAX).await, INVALID);
    assert_eq!(target.shards(&name).await?.len(), 2);
    Ok(())
}

/// A merge of shards that are not neighbours, or are the same.
pub async fn a_merge_of_strangers(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(3).await?);
    refused(client.merge_shards(&*name, FIRST, "shardId-000000000002").await, INVALID);
    refused(client.merge_shards(&*name, FIRST, FIRST).await, INVALID);
    assert_eq!(target.shards(&name).await?.len(), 3);
    Ok(())
}

/// A shard that was split can't be split or merged again.
pub async fn a_closed_shard_is_not_resharded(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(2).await?);
    client.split_shard(&*name, FIRST, 1 << 100).await?;
    target.settle(&name).await?;
    let closed = &[ErrorKind::InvalidArgument, ErrorKind::ResourceInUse, ErrorKind::ResourceNotFound];
    refused(client.split_shard(&*name, FIRST, 1 << 99).await, closed);
    refused(client.merge_shards(&*name, FIRST, "shardId-000000000001").await, closed);
    Ok(())
}

/// A retention out of its range, or in the other direction.
pub async fn a_retention_that_can_t_be(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    refused(client.decrease_stream_retention_period(&*name, hours(23)).await, INVALID);
    refused(client.increase_stream_retention_period(&*name, hours(8_761)).await, INVALID);
    client.increase_stream_retention_period(&*name, hours(48)).await?;
    target.settle(&name).await?;
    refused(client.increase_stream_retention_period(&*name, hours(30)).await, INVALID);
    refused(client.decrease_stream_retention_period(&*name, hours(72)).await, INVALID);
    assert_eq!(target.summary(&name).await?.retention_period_hours, 48);
    Ok(())
}

/// A stream's name with other characters than the service allows, or none.
pub async fn a_name_that_can_t_be(target: Target) -> CaseResult {
    let client = target.client();
    for name in ["a b", "käse", "a/b", &"x".repeat(129), ""] {
        refused(client.create_stream(name).shards(1).await, &[ErrorKind::Validation]);
    }
    refused(client.create_stream(target.name()).shards(0).await, INVALID);
    Ok(())
}

/// A filter that lacks what it filters by.
pub async fn a_listing_that_can_t_be(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let mut filter = ShardFilter::after_shard_id(FIRST);
    filter.shard_id = None;
    refused(client.list_shards(&*name).shard_filter(filter).await, INVALID);
    Ok(())
}
