//! What can be set of a stream: retention, tags, mode, encryption, monitoring.

use void_streams_sdk::types::{EncryptionType, MetricsName, StreamMode};

use super::{CaseResult, Target, target::hours};

/// Retention goes up to a year and down to a day.
pub async fn retention_goes_up_and_down(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    client.increase_stream_retention_period(&*name, hours(168)).await?;
    assert_eq!(target.settle(&name).await?.retention_period_hours, 168);
    client.decrease_stream_retention_period(&*name, hours(24)).await?;
    assert_eq!(target.settle(&name).await?.retention_period_hours, 24);
    Ok(())
}

/// Tags are added, replaced, listed by page, and removed by key.
pub async fn tags_are_kept(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    client.add_tags_to_stream(&*name, [("a", "1"), ("b", "2"), ("käse", "ü")]).await?;
    client.add_tags_to_stream(&*name, [("b", "3")]).await?;
    let listed = client.list_tags_for_stream(&*name).await?;
    let mut tags: Vec<_> = listed.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_deref())).collect();
    tags.sort_unstable();
    assert_eq!(tags, [("a", Some("1")), ("b", Some("3")), ("käse", Some("ü"))]);
    assert!(!listed.has_more_tags);
    let page = client.list_tags_for_stream(&*name).exclusive_start_tag_key("a").limit(1).await?;
    assert_eq!((page.tags.len(), page.tags[0].key.as_str(), page.has_more_tags), (1, "b", true));
    client.remove_tags_from_stream(&*name, ["a", "käse"]).await?;
    let left = client.list_tags_for_stream(&*name).await?.tags;
    assert_eq!(left.iter().map(|tag| tag.key.as_str()).collect::<Vec<_>>(), ["b"]);
    Ok(())
}

/// An on-demand stream begins with four shards, and a stream's mode can change.
pub async fn the_mode_can_change(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.name());
    client.create_stream(&*name).on_demand().await?;
    let summary = target.settle(&name).await?;
    assert_eq!(summary.open_shard_count, 4);
    let mode = |summary: void_streams_sdk::types::StreamDescriptionSummary| {
        summary.stream_mode_details.map(|details| details.stream_mode)
    };
    let arn = summary.stream_arn.clone();
    assert_eq!(mode(summary), Some(StreamMode::OnDemand));
    client.update_stream_mode(&arn, StreamMode::Provisioned).await?;
    assert_eq!(mode(target.settle(&name).await?), Some(StreamMode::Provisioned));
    Ok(())
}

/// A stream tells with which key it is encrypted, until that stops.
pub async fn encryption_is_shown(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    client.start_stream_encryption(&*name, "alias/aws/kinesis").await?;
    let summary = target.settle(&name).await?;
    assert_eq!(summary.encryption_type, Some(EncryptionType::Kms));
    assert_eq!(summary.key_id.as_deref(), Some("alias/aws/kinesis"));
    client.stop_stream_encryption(&*name, "alias/aws/kinesis").await?;
    assert_ne!(target.settle(&name).await?.encryption_type, Some(EncryptionType::Kms));
    Ok(())
}

/// Metrics are enabled and disabled one by one.
pub async fn monitoring_is_shown(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let metrics = [MetricsName::IncomingBytes, MetricsName::OutgoingBytes];
    let on = client.enable_enhanced_monitoring(&*name, metrics.clone()).await?;
    assert_eq!(on.current_shard_level_metrics, []);
    assert_eq!(on.desired_shard_level_metrics.len(), 2);
    target.settle(&name).await?;
    let off = client.disable_enhanced_monitoring(&*name, [MetricsName::IncomingBytes]).await?;
    assert_eq!(off.current_shard_level_metrics.len(), 2);
    assert_eq!(off.desired_shard_level_metrics, [MetricsName::OutgoingBytes]);
    let kept = target.settle(&name).await?.enhanced_monitoring;
    assert_eq!(kept[0].shard_level_metrics, [MetricsName::OutgoingBytes]);
    Ok(())
}
