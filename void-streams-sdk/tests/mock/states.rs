//! `CREATING`, `UPDATING` and `DELETING` last as long as the builder says.

use std::time::Duration;

use void_core::Clock;
use void_streams_sdk::{
    ErrorKind,
    types::{CommitmentStatus, MetricsName, RecordDistributionStrategy, StreamMode, StreamStatus},
};

use crate::support::World;

const TRANSITION: Duration = Duration::from_secs(30);

async fn status(world: &World, name: &str) -> StreamStatus {
    world.client.describe_stream_summary(name).await.unwrap().stream_description_summary.stream_status
}

#[tokio::test]
async fn a_stream_is_being_made_then_there_then_being_deleted_then_gone() {
    let world = World::with(|builder| builder.transition_time(TRANSITION));
    let start = world.clock.now();
    world.client.create_stream("orders").shards(2).await.unwrap();
    assert_eq!(world.mock.next_wakeup(), Some(start + TRANSITION));
    let stream = world.client.describe_stream("orders").await.unwrap().stream_description;
    assert_eq!((stream.stream_status, stream.shards.len()), (StreamStatus::Creating, 0), "no shards yet");
    world.pass(TRANSITION - Duration::from_millis(1));
    assert_eq!(status(&world, "orders").await, StreamStatus::Creating);
    world.pass(Duration::from_millis(1));
    let stream = world.client.describe_stream("orders").await.unwrap().stream_description;
    assert_eq!((stream.stream_status, stream.shards.len()), (StreamStatus::Active, 2));
    assert_eq!(world.mock.next_wakeup(), None);

    world.client.delete_stream("orders").await.unwrap();
    let stream = world.client.describe_stream("orders").await.unwrap().stream_description;
    assert_eq!((stream.stream_status, stream.shards.len()), (StreamStatus::Deleting, 0));
    let again = [
        world.client.delete_stream("orders").await.unwrap_err(),
        world.client.create_stream("orders").shards(1).await.unwrap_err(),
    ];
    assert!(again.iter().all(|error| error.kind() == ErrorKind::ResourceInUse), "{again:?}");
    assert_eq!(world.mock.next_wakeup(), Some(start + TRANSITION * 2));
    world.pass(TRANSITION);
    assert!(world.mock.find_stream("orders").is_none());
    assert_eq!(world.mock.next_wakeup(), None);
}

/// As kinesalite recorded it of the service.
#[tokio::test]
async fn a_stream_can_be_deleted_while_it_is_being_made() {
    let world = World::with(|builder| builder.transition_time(TRANSITION));
    world.client.create_stream("orders").shards(2).await.unwrap();
    world.pass(Duration::from_secs(20));
    world.client.delete_stream("orders").await.unwrap();
    assert_eq!(status(&world, "orders").await, StreamStatus::Deleting);
    world.pass(Duration::from_secs(10));
    assert_eq!(status(&world, "orders").await, StreamStatus::Deleting, "when it would have been active");
    world.pass(Duration::from_secs(20));
    assert!(world.mock.stream_names().is_empty());
}

#[tokio::test]
async fn five_streams_can_be_made_at_a_time() {
    let world = World::with(|builder| builder.transition_time(TRANSITION));
    for number in 0..5 {
        world.client.create_stream(format!("s{number}")).shards(1).await.unwrap();
    }
    let error = world.without_retries().create_stream("s5").shards(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    world.pass(TRANSITION);
    world.client.create_stream("s5").shards(1).await.unwrap();
}

/// Each change makes the stream `UPDATING`, and none is taken until it is `ACTIVE` again.
#[tokio::test]
async fn a_stream_changes_one_thing_at_a_time() {
    let world = World::with(|builder| builder.transition_time(TRANSITION));
    let arn = world.mock.create_stream("orders", 1).arn();
    let client = &world.client;
    let hours = |hours: u32| Duration::from_secs(u64::from(hours) * 3600);
    macro_rules! one_at_a_time {
        ($($call:expr;)*) => {$(
            $call.await.unwrap();
            assert_eq!(status(&world, "orders").await, StreamStatus::Updating, stringify!($call));
            client.put_record("orders", "k", "put all the same").await.unwrap();
            let refused = [
                client.increase_stream_retention_period("orders", hours(100)).await.err(),
                client.decrease_stream_retention_period("orders", hours(24)).await.err(),
                client.update_stream_mode(&arn, StreamMode::Provisioned).await.err(),
                client.update_max_record_size(&arn, 1024).await.err(),
                client.start_stream_encryption("orders", "alias/aws/kinesis").await.err(),
                client.stop_stream_encryption("orders", "alias/aws/kinesis").await.err(),
                client.enable_enhanced_monitoring("orders", [MetricsName::All]).await.err(),
                client.disable_enhanced_monitoring("orders", [MetricsName::All]).await.err(),
                client.update_stream_warm_throughput("orders", 1).await.err(),
                client.update_stream_record_distribution_strategy(&arn, RecordDistributionStrategy::UserPartitionKey)
                    .await.err(),
            ];
            for (number, error) in refused.iter().enumerate() {
                let kind = error.as_ref().map(void_streams_sdk::Error::kind);
                assert_eq!(kind, Some(ErrorKind::ResourceInUse), "call {number} after {}", stringify!($call));
            }
            world.pass(TRANSITION);
            assert_eq!(status(&world, "orders").await, StreamStatus::Active);
        )*};
    }
    client.update_account_settings(CommitmentStatus::Enabled).await.unwrap();
    one_at_a_time! {
        client.increase_stream_retention_period("orders", hours(48));
        client.decrease_stream_retention_period("orders", hours(30));
        client.update_max_record_size(&arn, 2048);
        client.start_stream_encryption("orders", "alias/aws/kinesis");
        client.stop_stream_encryption("orders", "alias/aws/kinesis");
        client.enable_enhanced_monitoring("orders", [MetricsName::All]);
        client.disable_enhanced_monitoring("orders", [MetricsName::All]);
        client.update_stream_mode(&arn, StreamMode::OnDemand);
        client.update_stream_warm_throughput("orders", 4);
    }
}

#[tokio::test]
async fn a_stream_with_consumers_is_deleted_only_with_them() {
    let world = World::with(|builder| builder.transition_time(TRANSITION));
    let arn = world.mock.create_stream("orders", 1).arn();
    world.client.register_stream_consumer(&arn, "audit").await.unwrap();
    let summary = world.client.describe_stream_summary("orders").await.unwrap().stream_description_summary;
    assert_eq!(summary.consumer_count, Some(1));
    let error = world.client.delete_stream("orders").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceInUse);
    assert_eq!(status(&world, "orders").await, StreamStatus::Active);
    world.client.delete_stream("orders").enforce_consumer_deletion().await.unwrap();
    world.pass(TRANSITION);
    assert!(world.mock.stream_names().is_empty());
}
