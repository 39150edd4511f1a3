//! Subscriptions: what is pushed, and how they end.

use void_streams_sdk::{ShardSubscription, StartingPosition};

use super::{
    CaseResult, Target,
    target::{FIRST, texts},
};

/// The text of the next records that are pushed.
async fn pushed(subscription: &mut ShardSubscription) -> Result<Vec<String>, void_streams_sdk::Error> {
    loop {
        let event = subscription.next().await.expect("the subscription goes on")?;
        if !event.records.is_empty() {
            return Ok(texts(&event.records).into_iter().map(str::to_owned).collect());
        }
    }
}

/// What is there is pushed, and then what comes.
pub async fn what_is_there_is_pushed_and_then_what_comes(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let consumer = target.consumer(&target.arn(&name).await?, "one").await?.consumer_arn;
    target.put(&name, "key", 3).await?;
    let position = StartingPosition::trim_horizon();
    let mut subscription = client.subscribe_to_shard(&consumer, FIRST, position).await?;
    assert_eq!(pushed(&mut subscription).await?, ["0", "1", "2"]);
    client.put_record(&*name, "key", "3").await?;
    assert_eq!(pushed(&mut subscription).await?, ["3"]);
    Ok(())
}

/// A subscription to a closed shard pushes what is in it, names its children, and ends.
pub async fn a_closed_shard_ends_its_subscription(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let consumer = target.consumer(&target.arn(&name).await?, "one").await?.consumer_arn;
    client.put_record(&*name, "key", "0").await?;
    client.split_shard(&*name, FIRST, 1 << 127).await?;
    target.settle(&name).await?;
    let position = StartingPosition::trim_horizon();
    let mut subscription = client.subscribe_to_shard(&consumer, FIRST, position).await?;
    let (mut data, mut children) = (Vec::new(), Vec::new());
    while let Some(event) = subscription.next().await {
        let event = event?;
        data.extend(texts(&event.records).into_iter().map(str::to_owned));
        children.extend(event.child_shards);
    }
    assert_eq!(data, ["0"]);
    let ids: Vec<_> = children.iter().map(|child| child.shard_id.as_str()).collect();
    assert_eq!(ids, ["shardId-000000000001", "shardId-000000000002"]);
    Ok(())
}
