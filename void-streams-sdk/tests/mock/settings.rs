//! What can be changed of a stream that is there.

use std::time::Duration;

use serde_json::json;
use void_streams_sdk::{
    Error, ErrorKind, StreamArn,
    types::{
        CommitmentStatus, MetricsName, RecordDistributionStrategy, StreamDescriptionSummary, StreamMode,
    },
};

use crate::support::{World, refusal};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

fn world() -> (World, StreamArn) {
    let world = World::new();
    let arn = world.mock.create_stream("orders", 2).arn();
    (world, arn)
}

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

async fn summary(world: &World) -> StreamDescriptionSummary {
    world.client.describe_stream_summary("orders").await.unwrap().stream_description_summary
}

#[tokio::test]
async fn a_retention_goes_from_a_day_to_a_year() {
    let (world, arn) = world();
    let client = &world.client;
    client.increase_stream_retention_period("orders", 47 * HOUR + Duration::from_nanos(1)).await.unwrap();
    assert_eq!(summary(&world).await.retention_period_hours, 48, "whole hours, rounded up");
    client.increase_stream_retention_period(&arn, 8760 * HOUR).await.unwrap();
    for hours in [0, 23, 48, 8760, 8761] {
        let error = kind(client.increase_stream_retention_period("orders", hours * HOUR).await);
        assert_eq!(error, Some(ErrorKind::InvalidArgument), "{hours}");
    }
    client.decrease_stream_retention_period("orders", 25 * HOUR).await.unwrap();
    for hours in [0, 23, 25, 26, u32::MAX] {
        let error = kind(client.decrease_stream_retention_period("orders", hours * HOUR).await);
        assert_eq!(error, Some(ErrorKind::InvalidArgument), "{hours}");
    }
    client.decrease_stream_retention_period(&arn, DAY).await.unwrap();
    assert_eq!(summary(&world).await.retention_period_hours, 24);
    for operation in ["IncreaseStreamRetentionPeriod", "DecreaseStreamRetentionPeriod"] {
        for (body, code) in [
            (json!({"StreamName": "orders"}), "ValidationException"),
            (json!({"StreamName": "orders", "RetentionPeriodHours": -1}), "InvalidArgumentException"),
            (json!({"StreamName": "nothing", "RetentionPeriodHours": 30}), "ResourceNotFoundException"),
            (json!({"RetentionPeriodHours": 30}), "InvalidArgumentException"),
        ] {
            assert_eq!(refusal(&world, operation, body.clone()).await.0, code, "{operation} {body}");
        }
    }
}

#[tokio::test]
async fn a_shorter_retention_trims_and_a_longer_one_brings_nothing_back() {
    let (world, _) = world();
    let client = &world.client;
    let read = async || {
        let mut data = Vec::new();
        for shard in ["shardId-000000000000", "shardId-000000000001"] {
            let from = world.iterator(shard, void_streams_sdk::StartingPosition::trim_horizon()).await;
            data.extend(
                client.get_records(from).await.unwrap().records.into_iter().map(|record| record.data),
            );
        }
        data
    };
    client.increase_stream_retention_period("orders", 48 * HOUR).await.unwrap();
    client.put_record("orders", "k", "old").await.unwrap();
    world.pass(30 * HOUR);
    client.put_record("orders", "k", "new").await.unwrap();
    assert_eq!(read().await, ["old", "new"]);
    client.decrease_stream_retention_period("orders", DAY).await.unwrap();
    assert_eq!(read().await, ["new"]);
    client.increase_stream_retention_period("orders", 48 * HOUR).await.unwrap();
    assert_eq!(read().await, ["new"]);
}

#[tokio::test]
async fn a_mode_changes_twice_a_day() {
    let (world, arn) = world();
    let client = world.without_retries();
    client.update_stream_mode(&arn, StreamMode::OnDemand).await.unwrap();
    let stream = summary(&world).await;
    assert_eq!(stream.stream_mode_details.unwrap().stream_mode, StreamMode::OnDemand);
    assert_eq!(stream.record_distribution_strategy, Some(RecordDistributionStrategy::UserPartitionKey));
    assert_eq!(stream.open_shard_count, 2, "its shards stay");
    client.update_stream_mode(&arn, StreamMode::Provisioned).await.unwrap();
    assert_eq!(
        kind(client.update_stream_mode(&arn, StreamMode::OnDemand).await),
        Some(ErrorKind::LimitExceeded)
    );
    world.pass(DAY);
    client.update_stream_mode(&arn, StreamMode::OnDemand).await.unwrap();
    let warm = client.update_stream_mode(&arn, StreamMode::Provisioned).warm_throughput_mib_per_second(1);
    assert_eq!(kind(warm.await), Some(ErrorKind::InvalidArgument));
    for (body, code) in [
        (json!({"StreamARN": arn}), "ValidationException"),
        (json!({"StreamModeDetails": {"StreamMode": "ON_DEMAND"}}), "ValidationException"),
        (json!({"StreamARN": arn, "StreamModeDetails": {"StreamMode": "X"}}), "ValidationException"),
        (
            json!({"StreamARN": format!("{arn}x"), "StreamModeDetails": {"StreamMode": "ON_DEMAND"}}),
            "ResourceNotFoundException",
        ),
    ] {
        assert_eq!(refusal(&world, "UpdateStreamMode", body.clone()).await.0, code, "{body}");
    }
    for number in 0..49 {
        world.client.create_stream(format!("s{number}")).on_demand().await.unwrap();
    }
    let more = world.mock.create_stream("more", 1).arn();
    assert_eq!(
        kind(client.update_stream_mode(more, StreamMode::OnDemand).await),
        Some(ErrorKind::LimitExceeded)
    );
}

#[tokio::test]
async fn larger_records_are_taken_once_the_stream_allows_them() {
    let (world, arn) = world();
    let client = &world.client;
    let large = vec![0_u8; 1 << 20];
    assert!(client.put_record("orders", "k", large.clone()).await.is_err());
    client.update_max_record_size(&arn, 2048).await.unwrap();
    assert_eq!(summary(&world).await.max_record_size_in_kib, Some(2048));
    client.put_record("orders", "k", large).await.unwrap();
    for kib in [0, 1023, 10_241] {
        assert_eq!(
            kind(client.update_max_record_size(&arn, kib).await),
            Some(ErrorKind::Validation),
            "{kib}"
        );
    }
    for (body, code) in [
        (json!({"StreamARN": arn}), "ValidationException"),
        (json!({"MaxRecordSizeInKiB": 2048}), "InvalidArgumentException"),
        (json!({"StreamARN": format!("{arn}x"), "MaxRecordSizeInKiB": 2048}), "ResourceNotFoundException"),
    ] {
        assert_eq!(refusal(&world, "UpdateMaxRecordSize", body.clone()).await.0, code, "{body}");
    }
}

#[tokio::test]
async fn warm_throughput_needs_a_commitment_and_an_on_demand_stream() {
    let (world, arn) = world();
    let client = world.without_retries();
    client.create_stream("clicks").on_demand().await.unwrap();
    assert_eq!(
        kind(client.update_stream_warm_throughput("clicks", 10).await),
        Some(ErrorKind::InvalidArgument)
    );
    client.update_account_settings(CommitmentStatus::Enabled).await.unwrap();
    let changed = client.update_stream_warm_throughput("clicks", 10).await.unwrap();
    assert_eq!(changed.stream_name.unwrap(), "clicks");
    let warm = changed.warm_throughput.unwrap();
    assert_eq!((warm.target_mib_per_second, warm.current_mib_per_second), (Some(10), Some(0)));
    let stream = client.describe_stream_summary("clicks").await.unwrap().stream_description_summary;
    assert_eq!(stream.warm_throughput.unwrap().current_mib_per_second, Some(10));
    assert_eq!(stream.open_shard_count, 10, "a shard takes a MiB a second");
    assert_eq!(
        kind(client.update_stream_warm_throughput("clicks", 10_241).await),
        Some(ErrorKind::LimitExceeded)
    );
    assert_eq!(kind(client.update_stream_warm_throughput(&arn, 10).await), Some(ErrorKind::InvalidArgument));
    assert_eq!(
        kind(client.update_stream_warm_throughput("nothing", 1).await),
        Some(ErrorKind::ResourceNotFound)
    );
    let body = json!({"StreamName": "clicks"});
    assert_eq!(refusal(&world, "UpdateStreamWarmThroughput", body).await.0, "ValidationException");
    client.create_stream("warm").on_demand().warm_throughput_mib_per_second(8).await.unwrap();
    let warm = client.describe_stream_summary("warm").await.unwrap().stream_description_summary;
    assert_eq!(warm.open_shard_count, 8, "a shard takes a MiB a second");
}

#[tokio::test]
async fn an_even_distribution_is_for_on_demand_streams() {
    let (world, arn) = world();
    let client = &world.client;
    client
        .update_stream_record_distribution_strategy(&arn, RecordDistributionStrategy::UserPartitionKey)
        .await
        .unwrap();
    let even = || client.update_stream_record_distribution_strategy(&arn, RecordDistributionStrategy::Auto);
    assert_eq!(kind(even().await), Some(ErrorKind::InvalidArgument));
    client.update_stream_mode(&arn, StreamMode::OnDemand).await.unwrap();
    even().await.unwrap();
    assert_eq!(summary(&world).await.record_distribution_strategy, Some(RecordDistributionStrategy::Auto));
    for (body, code) in [
        (json!({"StreamARN": arn}), "ValidationException"),
        (json!({"RecordDistributionStrategy": "AUTO"}), "ValidationException"),
        (json!({"StreamARN": arn, "RecordDistributionStrategy": "X"}), "ValidationException"),
        (
            json!({"StreamARN": format!("{arn}x"), "RecordDistributionStrategy": "AUTO"}),
            "ResourceNotFoundException",
        ),
    ] {
        let refused = refusal(&world, "UpdateStreamRecordDistributionStrategy", body.clone()).await.0;
        assert_eq!(refused, code, "{body}");
    }
}

#[tokio::test]
async fn metrics_are_kept_for_each_shard() {
    let (world, arn) = world();
    let client = &world.client;
    let kept =
        client.enable_enhanced_monitoring("orders", [MetricsName::OutgoingBytes, MetricsName::IncomingBytes]);
    let kept = kept.await.unwrap();
    let two = vec![MetricsName::IncomingBytes, MetricsName::OutgoingBytes];
    assert_eq!((kept.current_shard_level_metrics, &kept.desired_shard_level_metrics), (vec![], &two));
    assert_eq!((kept.stream_name.unwrap().as_str(), kept.stream_arn.as_ref()), ("orders", Some(&arn)));
    let all = client.enable_enhanced_monitoring(&arn, [MetricsName::All]).await.unwrap();
    assert_eq!((&all.current_shard_level_metrics, all.desired_shard_level_metrics.len()), (&two, 7));
    let left = client.disable_enhanced_monitoring("orders", [MetricsName::IncomingBytes]).await.unwrap();
    assert_eq!((left.current_shard_level_metrics.len(), left.desired_shard_level_metrics.len()), (7, 6));
    assert_eq!(
        summary(&world).await.enhanced_monitoring[0].shard_level_metrics,
        left.desired_shard_level_metrics
    );
    let none = client.disable_enhanced_monitoring("orders", [MetricsName::All]).await.unwrap();
    assert_eq!(none.desired_shard_level_metrics, []);
    for operation in ["EnableEnhancedMonitoring", "DisableEnhancedMonitoring"] {
        for (body, code) in [
            (json!({"StreamName": "orders"}), "ValidationException"),
            (json!({"StreamName": "orders", "ShardLevelMetrics": []}), "ValidationException"),
            (json!({"StreamName": "orders", "ShardLevelMetrics": ["X"]}), "ValidationException"),
            (json!({"StreamName": "orders", "ShardLevelMetrics": vec!["ALL"; 8]}), "ValidationException"),
            (json!({"ShardLevelMetrics": ["ALL"]}), "InvalidArgumentException"),
            (json!({"StreamName": "nothing", "ShardLevelMetrics": ["ALL"]}), "ResourceNotFoundException"),
        ] {
            assert_eq!(refusal(&world, operation, body.clone()).await.0, code, "{operation} {body}");
        }
    }
}
