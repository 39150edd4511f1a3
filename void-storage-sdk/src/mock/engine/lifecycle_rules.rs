//! Lifecycle rules: which can be, which objects they are for, and when.

use std::{collections::BTreeSet, time::Duration};

use void_core::Timestamp;

use super::{Code, Object, Problem};
use crate::types::{LifecycleRule, RuleStatus};

/// How many rules a bucket has at most.
const RULE_LIMIT: usize = 1000;
/// How many characters a rule's id has at most.
const ID_LIMIT: usize = 255;
/// How many noncurrent versions a rule keeps at most.
pub(super) const KEPT_LIMIT: u32 = 100;

const DAY: Duration = Duration::from_secs(86_400);

/// The midnight of UTC after `days` days have passed since `time`.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days>
pub(super) fn midnight_after(time: Timestamp, days: u32) -> Timestamp {
    let day = DAY.as_secs();
    Timestamp::from_secs((time.as_secs() / day + u64::from(days) + 1) * day)
}

fn is_midnight(time: Timestamp) -> bool {
    time.as_millis().is_multiple_of(DAY.as_secs() * 1000)
}

/// Checks rules.
pub(super) fn check(rules: &[LifecycleRule]) -> Result<(), Problem> {
    if rules.is_empty() || rules.len() > RULE_LIMIT {
        return Err(Problem::of(Code::MalformedXml));
    }
    let mut ids = BTreeSet::new();
    for rule in rules {
        let id = rule.id.as_deref().unwrap_or_default();
        if id.chars().count() > ID_LIMIT {
            return Err(Problem::argument("ID", id, "ID length should not exceed allowed limit of 255"));
        }
        if !id.is_empty() && !ids.insert(id) {
            return Err(Problem::argument(
                "ID",
                id,
                "Rule ID must be unique. Found same ID for more than one rule",
            ));
        }
        check_rule(rule)?;
    }
    Ok(())
}

fn check_rule(rule: &LifecycleRule) -> Result<(), Problem> {
    let malformed = || Problem::of(Code::MalformedXml);
    let is_status = !matches!(rule.status, RuleStatus::Unknown(_));
    if !is_status || rule.filter.is_some() == rule.prefix.is_some() {
        return Err(malformed());
    }
    let does_something = rule.expiration.is_some()
        || rule.noncurrent_version_expiration.is_some()
        || rule.abort_incomplete_multipart_upload.is_some()
        || !rule.transitions.is_empty()
        || !rule.noncurrent_version_transitions.is_empty();
    if !does_something {
        return Err(Problem::request("At least one action needs to be specified in a rule."));
    }
    if let Some(expiration) = rule.expiration {
        let said = usize::from(expiration.date.is_some())
            + usize::from(expiration.days.is_some())
            + usize::from(expiration.expired_object_delete_marker.is_some());
        if said != 1 {
            return Err(malformed());
        }
        check_days("Days", expiration.days, "'Days' for Expiration action must be a positive integer")?;
        if expiration.date.is_some_and(|date| !is_midnight(date)) {
            return Err(Problem::new(Code::InvalidArgument, "'Date' must be at midnight GMT"));
        }
        if expiration.expired_object_delete_marker.is_some() && has_tags(rule) {
            return Err(Problem::request(
                "ExpiredObjectDeleteMarker cannot be specified with a filter that has tags.",
            ));
        }
    }
    if let Some(expiration) = rule.noncurrent_version_expiration {
        let days = expiration.noncurrent_days.ok_or_else(malformed)?;
        let message = "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer";
        check_days("NoncurrentDays", Some(days), message)?;
        if expiration.newer_noncurrent_versions.is_some_and(|count| count == 0 || count > KEPT_LIMIT) {
            return Err(Problem::new(
                Code::InvalidArgument,
                "'NewerNoncurrentVersions' must be an integer from 1 to 100",
            ));
        }
    }
    if let Some(abort) = rule.abort_incomplete_multipart_upload {
        let message =
            "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer";
        check_days("DaysAfterInitiation", Some(abort.days_after_initiation.ok_or_else(malformed)?), message)?;
        if has_tags(rule) {
            return Err(Problem::request(
                "AbortIncompleteMultipartUpload cannot be specified with a filter that has tags.",
            ));
        }
    }
    Ok(())
}

fn check_days(name: &str, days: Option<u32>, message: &'static str) -> Result<(), Problem> {
    if days == Some(0) { Err(Problem::argument(name, "0", message)) } else { Ok(()) }
}

fn has_tags(rule: &LifecycleRule) -> bool {
    rule.filter.as_ref().is_some_and(|filter| !filter.tags.is_empty())
}

/// Whether a rule is in force for an object under `key`, or for a delete marker, which has no tags and no size.
pub(super) fn is_for(rule: &LifecycleRule, key: &str, object: Option<&Object>) -> bool {
    if rule.status != RuleStatus::Enabled || !key.starts_with(rule.prefix.as_deref().unwrap_or_default()) {
        return false;
    }
    let Some(filter) = &rule.filter else { return true };
    if !key.starts_with(filter.prefix.as_deref().unwrap_or_default()) {
        return false;
    }
    let Some(object) = object else {
        return filter.tags.is_empty()
            && filter.object_size_greater_than.is_none()
            && filter.object_size_less_than.is_none();
    };
    let size = object.body.size();
    filter.object_size_greater_than.is_none_or(|limit| size > limit)
        && filter.object_size_less_than.is_none_or(|limit| size < limit)
        && filter
            .tags
            .iter()
            .all(|tag| object.tags.iter().any(|(key, value)| *key == tag.key && *value == tag.value))
}

#[cfg(test)]
mod tests {
    use void_core::Timestamp;

    use super::midnight_after;

    #[test]
    fn days_are_rounded_up_to_the_next_midnight() {
        // The documentation's example.
        let time = Timestamp::parse_rfc3339("2014-01-15T10:30:00Z").expect("a time");
        assert_eq!(midnight_after(time, 3).to_rfc3339(), "2014-01-19T00:00:00.000Z");
    }
}
