//! What several operations check and convert alike.

use std::collections::BTreeMap;

use void_core::Timestamp;

use super::constraints::{Constraints, Quoted, Text};
use crate::{
    mock::engine::{Commitment, Distribution, Mode, Problem},
    types::{
        CommitmentStatus, EncryptionType, MetricsName, MinimumThroughputBillingCommitment,
        RecordDistributionStrategy, ResourceArn, StreamMode, Tag,
    },
};

/// A number that was found to be in its range, as the engine has it.
pub(super) fn count<N: TryFrom<i32>>(number: Option<i32>) -> Option<N> {
    number.and_then(|number| number.try_into().ok())
}

/// A mode that was found to be one, as the engine has it: by default the caller looks after the capacity.
pub(super) const fn mode_of(mode: Option<&StreamMode>) -> Mode {
    match mode {
        Some(StreamMode::OnDemand) => Mode::OnDemand,
        _ => Mode::Provisioned,
    }
}

/// A strategy that was found to be one, as the engine has it: by default the key decides.
pub(super) const fn distribution_of(strategy: Option<&RecordDistributionStrategy>) -> Distribution {
    match strategy {
        Some(RecordDistributionStrategy::Auto) => Distribution::Even,
        _ => Distribution::ByKey,
    }
}

/// Checks how a request names a stream or a consumer.
pub(super) fn check_resource(check: &mut Constraints, arn: &ResourceArn) {
    check.required_text("resourceARN", arn.as_str(), &Text::RESOURCE_ARN);
}

/// Checks tags that are to be added: 1 to 200 at a time, as the model has it; how many a stream may have is the engine's.
pub(super) fn check_tags(check: &mut Constraints, tags: &BTreeMap<String, String>) {
    let shown = Quoted(format!("{{{}}}", tags.keys().map(String::as_str).collect::<Vec<_>>().join(", ")));
    check.length("tags", shown, tags.len(), 1..=200);
    for (key, value) in tags {
        check.text("tags.key", Some(key), &Text::TAG_KEY);
        check.text("tags.value", Some(value), &Text::TAG_VALUE);
    }
}

/// Checks the keys of tags that are to be taken away: 1 to 50.
pub(super) fn check_tag_keys(check: &mut Constraints, keys: Option<&[String]>) {
    check.not_null("tagKeys", keys.is_some());
    let Some(keys) = keys else { return };
    check.length("tagKeys", Quoted::list(keys), keys.len(), 1..=50);
    for (place, key) in keys.iter().enumerate().take(50) {
        check.text(&format!("tagKeys.{}.member", place + 1), Some(key), &Text::TAG_KEY);
    }
}

/// Tags as a list.
pub(super) fn tag_list<'tags>(tags: impl IntoIterator<Item = (&'tags String, &'tags String)>) -> Vec<Tag> {
    tags.into_iter().map(|(key, value)| Tag { key: key.clone(), value: Some(value.clone()) }).collect()
}

/// Checks metrics that are to be kept or not: 1 to 7.
pub(super) fn check_metrics(check: &mut Constraints, metrics: Option<&[MetricsName]>) {
    check.not_null("shardLevelMetrics", metrics.is_some());
    let Some(metrics) = metrics else { return };
    check.length("shardLevelMetrics", Quoted::list(metrics), metrics.len(), 1..=7);
    for (place, name) in metrics.iter().enumerate().take(7) {
        check.one_of(&format!("shardLevelMetrics.{}.member", place + 1), Some(name), MetricsName::KNOWN);
    }
}

/// Ends the checks of a request that names a KMS key, and gives the key.
pub(super) fn key_of(
    mut check: Constraints,
    encryption: Option<&EncryptionType>,
    key: Option<String>,
) -> Result<String, Problem> {
    check.not_null("encryptionType", encryption.is_some());
    check.one_of("encryptionType", encryption, EncryptionType::KNOWN);
    check.not_null("keyId", key.is_some());
    check.text("keyId", key.as_deref(), &Text::KEY_ID);
    check.finish()?;
    match encryption {
        Some(EncryptionType::None) => {
            Err(Problem::argument("The encryption type NONE can't be given here: KMS is the only one."))
        }
        _ => Ok(key.unwrap_or_default()),
    }
}

/// How the account stands to a minimum of throughput, as it is told.
pub(super) fn commitment(now: Timestamp, commitment: Commitment) -> MinimumThroughputBillingCommitment {
    let status = match (commitment.is_enabled(now), commitment.ends_at) {
        (true, None) => CommitmentStatus::Enabled,
        (true, Some(_)) => CommitmentStatus::EnabledUntilEarliestAllowedEnd,
        (false, _) => CommitmentStatus::Disabled,
    };
    MinimumThroughputBillingCommitment {
        status,
        started_at: commitment.started_at,
        ended_at: commitment.ends_at.filter(|end| *end <= now),
        earliest_allowed_end_at: commitment.earliest_end(),
    }
}
