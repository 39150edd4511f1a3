//! Streams: made, found, described, listed, deleted.

use void_streams_sdk::{
    ErrorKind,
    types::{HashKeyRange, StreamStatus},
};

use super::{CaseResult, Target, target::refused};

/// A new stream has the shards that were asked for, which share the ring without a gap, and keeps records for a day.
pub async fn a_new_stream_has_its_shards(target: Target) -> CaseResult {
    let name = target.stream(3).await?;
    let described = target.client().describe_stream(&*name).await?.stream_description;
    assert_eq!(described.stream_name, *name);
    assert!(described.stream_arn.as_str().starts_with("arn:aws:kinesis:"), "{}", described.stream_arn);
    assert!(described.stream_arn.as_str().ends_with(&format!(":stream/{name}")), "{}", described.stream_arn);
    assert_eq!(described.stream_status, StreamStatus::Active);
    assert_eq!(described.retention_period_hours, 24);
    assert!(!described.has_more_shards);
    let ids: Vec<&str> = described.shards.iter().map(|shard| shard.shard_id.as_str()).collect();
    assert_eq!(ids, ["shardId-000000000000", "shardId-000000000001", "shardId-000000000002"]);
    let mut next = Some(HashKeyRange::FULL.starting_hash_key.0);
    for shard in &described.shards {
        assert!(shard.is_open() && shard.parents().next().is_none());
        assert_eq!(Some(shard.hash_key_range.starting_hash_key.0), next);
        next = shard.hash_key_range.ending_hash_key.0.checked_add(1);
    }
    assert_eq!(next, None, "the last shard ends where the ring does");
    Ok(())
}

/// A stream's name is taken until it is deleted.
pub async fn a_name_in_use_is_refused(target: Target) -> CaseResult {
    let name = target.stream(1).await?;
    let again = target.client().create_stream(&*name).shards(1).await;
    refused(again, &[ErrorKind::ResourceInUse]);
    Ok(())
}

/// A deleted stream is gone for every call, and its name is free.
pub async fn a_deleted_stream_is_gone(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    client.put_record(&*name, "key", "data").await?;
    client.delete_stream(&*name).await?;
    target.gone(&name).await;
    refused(client.put_record(&*name, "key", "data").await, &[ErrorKind::ResourceNotFound]);
    client.create_stream(&*name).shards(2).await?;
    let summary = target.settle(&name).await?;
    assert_eq!(summary.open_shard_count, 2, "another stream of the same name");
    Ok(())
}

/// The summary counts open shards.
pub async fn the_summary_counts_open_shards(target: Target) -> CaseResult {
    let name = target.stream(4).await?;
    let summary = target.summary(&name).await?;
    assert_eq!((summary.stream_name.as_str(), summary.open_shard_count), (&*name, 4));
    assert_eq!(summary.retention_period_hours, 24);
    let now = target.client().config().clock().now();
    assert!(now.since(summary.stream_creation_timestamp).as_secs() < 120);
    Ok(())
}

/// DescribeStream gives its shards in pages.
pub async fn shards_are_described_page_by_page(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(5).await?);
    let first = client.describe_stream(&*name).limit(2).await?.stream_description;
    assert_eq!((first.shards.len(), first.has_more_shards), (2, true));
    let after = first.shards[1].shard_id.clone();
    let rest = client.describe_stream(&*name).exclusive_start_shard_id(after).await?.stream_description;
    assert_eq!((rest.shards.len(), rest.has_more_shards), (3, false));
    Ok(())
}

/// ListStreams gives names in their order, from one on, in pages.
pub async fn listing_is_in_order_and_by_page(target: Target) -> CaseResult {
    let (client, prefix) = (target.client(), target.name());
    let made: Vec<String> = (0..4).map(|number| format!("{prefix}-{number}")).collect();
    for name in made.iter().rev() {
        client.create_stream(&**name).shards(1).await?;
        target.settle(name).await?;
    }
    let page = client.list_streams().exclusive_start_stream_name(&*made[0]).limit(2).await?;
    assert_eq!(page.stream_names, [&*made[1], &*made[2]]);
    assert!(page.has_more_streams);
    let page = client.list_streams().exclusive_start_stream_name(&*made[2]).limit(1).await?;
    assert_eq!(page.stream_names, [&*made[3]]);
    Ok(())
}

/// A stream is found by its ARN as by its name.
pub async fn a_stream_is_found_by_its_arn(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let arn = target.arn(&name).await?;
    let described = client.describe_stream_summary(&arn).await?.stream_description_summary;
    assert_eq!(described.stream_name, *name);
    let put = client.put_record(&arn, "key", "data").await?;
    assert_eq!(client.list_shards(&arn).await?.shards[0].shard_id, put.shard_id);
    client.delete_stream(&arn).await?;
    target.gone(&name).await;
    Ok(())
}

/// DescribeLimits counts what the account has.
pub async fn limits_count_open_shards(target: Target) -> CaseResult {
    target.stream(3).await?;
    let limits = target.client().describe_limits().await?;
    assert!(limits.open_shard_count >= 3, "{limits:?}");
    assert!(limits.shard_limit >= limits.open_shard_count, "{limits:?}");
    Ok(())
}
