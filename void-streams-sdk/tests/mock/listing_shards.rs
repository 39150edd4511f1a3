//! ListShards: pages, tokens, what can't be asked for. Which shards a filter gives is in `resharding`.

use std::time::Duration;

use void_core::Timestamp;
use void_streams_sdk::{
    ErrorKind,
    operations::ListShardsResponse,
    types::{ShardFilter, ShardFilterType},
};

use crate::support::World;

fn ids(response: &ListShardsResponse) -> Vec<String> {
    response.shards.iter().map(|shard| shard.shard_id.to_string()).collect()
}

fn expected(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("shardId-{number:012}")).collect()
}

#[tokio::test]
async fn shards_are_listed_page_by_page() {
    let world = World::new();
    world.mock.create_stream("orders", 2_500);
    let mut page = world.client.list_shards("orders").await.unwrap();
    assert_eq!(ids(&page), expected(0..1000), "1,000 by default");
    page = world.client.list_shards("orders").next_token(page.next_token.unwrap()).await.unwrap();
    assert_eq!(ids(&page), expected(1000..2000));
    let call = world.client.list_shards("orders").max_results(400).next_token(page.next_token.unwrap());
    page = call.await.unwrap();
    assert_eq!(ids(&page), expected(2000..2400));
    page = world.client.list_shards("orders").next_token(page.next_token.unwrap()).await.unwrap();
    assert_eq!(ids(&page), expected(2400..2500));
    assert_eq!(page.next_token, None);

    let page = world.client.list_shards("orders").max_results(2_000).await.unwrap();
    assert_eq!(page.shards.len(), 1000, "no more, whatever is asked for");
    let after = world.client.list_shards("orders").exclusive_start_shard_id("shardId-000000002497");
    assert_eq!(ids(&after.await.unwrap()), expected(2498..2500));
}

#[tokio::test]
async fn a_token_says_which_stream_and_which_shards() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 4);
    let filter = ShardFilter::after_shard_id("shardId-000000000000");
    let page = world.client.list_shards(stream.arn()).shard_filter(filter).max_results(2).await.unwrap();
    assert_eq!(ids(&page), expected([1, 2]));
    let token = page.next_token.unwrap();
    let page = world.client.list_shards("whatever").next_token(&token).await.unwrap();
    assert_eq!(ids(&page), expected([3]));

    world.pass(Duration::from_secs(300));
    assert!(world.client.list_shards("orders").next_token(&token).await.is_ok());
    world.pass(Duration::from_millis(1));
    let error = world.client.list_shards("orders").next_token(&token).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ExpiredNextToken);
}

#[tokio::test]
async fn a_token_of_a_stream_that_is_gone_is_none() {
    let world = World::new();
    world.mock.create_stream("orders", 4);
    let token = world.client.list_shards("orders").max_results(2).await.unwrap().next_token.unwrap();
    world.mock.reset();
    world.mock.create_stream("orders", 4);
    for token in [token.as_str(), "AAAA", "?", "é"] {
        let error = world.client.list_shards("orders").next_token(token).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{token}");
    }
}

#[tokio::test]
async fn what_contradicts_itself_is_refused() {
    let world = World::new();
    world.mock.create_stream("orders", 1);
    let list = || world.client.list_shards("orders");
    let of = |kind| ShardFilter { kind, shard_id: None, timestamp: None };
    let id = Some("shardId-000000000000".into());
    let timestamp = Some(Timestamp::from_secs(1_700_000_000));
    for filter in [
        of(ShardFilterType::AfterShardId),
        of(ShardFilterType::AtTimestamp),
        of(ShardFilterType::FromTimestamp),
        ShardFilter { shard_id: id, ..of(ShardFilterType::AtLatest) },
        ShardFilter { timestamp, ..of(ShardFilterType::AtTrimHorizon) },
        ShardFilter::after_shard_id("shardId-x"),
    ] {
        let error = list().shard_filter(filter.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{filter:?}");
    }
    let unknown =
        ShardFilter { kind: ShardFilterType::Unknown("X".to_owned()), ..of(ShardFilterType::AtLatest) };
    assert_eq!(list().shard_filter(unknown).await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(list().max_results(0).await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(list().exclusive_start_shard_id("x").await.unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert_eq!(world.client.list_shards("none").await.unwrap_err().kind(), ErrorKind::ResourceNotFound);

    let made_at = Timestamp::from_secs(1_700_000_000);
    assert!(list().stream_creation_timestamp(made_at).await.is_ok());
    let error = list().stream_creation_timestamp(Timestamp::from_secs(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
}

#[tokio::test]
async fn a_token_comes_without_what_it_says() {
    let world = World::new();
    world.mock.create_stream("orders", 4);
    let token = world.client.list_shards("orders").max_results(2).await.unwrap().next_token.unwrap();
    // The client leaves the name out; what asks later puts it back.
    let call = || world.client.list_shards("orders").next_token(&token);
    assert_eq!(call().request().stream_name, None);
    for call in [
        call().exclusive_start_shard_id("shardId-000000000000"),
        call().stream_creation_timestamp(Timestamp::from_secs(1_700_000_000)),
    ] {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::InvalidArgument);
    }
}
