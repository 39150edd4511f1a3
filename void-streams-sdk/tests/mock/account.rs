//! What the account is limited to and has set.

use std::time::Duration;

use serde_json::json;
use void_streams_sdk::types::CommitmentStatus;

use crate::support::{World, refusal};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn limits_are_told_with_what_is_used() {
    let world = World::new();
    world.mock.create_stream("orders", 2);
    world.client.create_stream("clicks").on_demand().await.unwrap();
    let limits = world.client.describe_limits().await.unwrap();
    assert_eq!((limits.shard_limit, limits.open_shard_count), (20_000, 6));
    assert_eq!((limits.on_demand_stream_count, limits.on_demand_stream_count_limit), (Some(1), Some(50)));
}

#[tokio::test]
async fn a_commitment_lasts_a_day_at_least() {
    let world = World::new();
    let told = async || {
        let settings = world.client.describe_account_settings().await.unwrap();
        settings.minimum_throughput_billing_commitment.unwrap()
    };
    assert_eq!(told().await.status, CommitmentStatus::Disabled);
    world.client.update_account_settings(CommitmentStatus::Enabled).await.unwrap();
    let enabled = told().await;
    assert_eq!((&enabled.status, enabled.ended_at), (&CommitmentStatus::Enabled, None));
    let start = enabled.started_at.unwrap();
    assert_eq!(enabled.earliest_allowed_end_at, Some(start + DAY));

    world.client.update_account_settings(CommitmentStatus::Disabled).await.unwrap();
    assert_eq!(told().await.status, CommitmentStatus::EnabledUntilEarliestAllowedEnd);
    world.client.update_account_settings(CommitmentStatus::Enabled).await.unwrap();
    assert_eq!(told().await, enabled, "the end is taken back");
    world.client.update_account_settings(CommitmentStatus::Disabled).await.unwrap();
    world.pass(DAY);
    let ended = told().await;
    assert_eq!((ended.status, ended.ended_at), (CommitmentStatus::Disabled, Some(start + DAY)));
    for body in [
        json!({}),
        json!({"MinimumThroughputBillingCommitment": {"Status": "ENABLED_UNTIL_EARLIEST_ALLOWED_END"}}),
    ] {
        assert_eq!(
            refusal(&world, "UpdateAccountSettings", body.clone()).await.0,
            "ValidationException",
            "{body}"
        );
    }
}
