//! What a bucket tells, and whom.

use void_core::Timestamp;

use super::{Engine, Problem, events};
use crate::{
    mock::Notification,
    types::{NotificationConfiguration, NotificationDestination, NotificationEvent, NotificationRule},
};

/// How many bytes a prefix or a suffix has at most.
const FILTER_LIMIT: usize = 1024;

impl Engine {
    /// What a bucket tells, and whom.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn notification_configuration(&self, bucket: &str) -> Result<NotificationConfiguration, Problem> {
        Ok(self.bucket(bucket)?.notifications.clone())
    }

    /// Says what a bucket tells, and whom. A rule without an id gets one.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, and as [`check_notifications`].
    pub fn set_notification_configuration(
        &mut self,
        bucket: &str,
        mut configuration: NotificationConfiguration,
    ) -> Result<(), Problem> {
        check_notifications(&configuration)?;
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        for rule in &mut configuration.rules {
            let random = &around.settings.random;
            rule.id.get_or_insert_with(|| format!("{:016x}{:016x}", random.next_u64(), random.next_u64()));
        }
        bucket.notifications = configuration;
        around.set();
        Ok(())
    }

    /// Sends a test event to each queue and topic that a bucket tells something. Functions get none.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn send_test_events(&mut self, now: Timestamp, bucket: &str) -> Result<(), Problem> {
        let (bucket, around) = self.bucket_and_rest(bucket)?;
        for rule in &bucket.notifications.rules {
            let (NotificationDestination::Queue(arn) | NotificationDestination::Topic(arn)) =
                &rule.destination
            else {
                continue;
            };
            around.notifications.push(Notification::new(arn.as_str(), events::test(now, &around)));
        }
        Ok(())
    }
}

/// Checks what a bucket is to tell, destinations aside.
///
/// # Errors
///
/// `MalformedXML` for a rule without events; `InvalidArgument` for what is no ARN or no event, for a prefix or suffix of more
/// than 1,024 bytes, and for two rules that an event of one object could both fit.
pub fn check_notifications(configuration: &NotificationConfiguration) -> Result<(), Problem> {
    let rules = &configuration.rules;
    for (index, rule) in rules.iter().enumerate() {
        check_rule(rule)?;
        if rules.iter().take(index).any(|other| overlap(rule, other)) {
            return Err(ambiguous());
        }
    }
    Ok(())
}

fn check_rule(rule: &NotificationRule) -> Result<(), Problem> {
    let arn = rule.destination.arn();
    if !arn.starts_with("arn:") || arn.splitn(6, ':').count() < 6 {
        return Err(Problem::argument("Arn", arn, "The ARN could not be parsed"));
    }
    if rule.events.is_empty() {
        return Err(Problem::of(super::Code::MalformedXml));
    }
    for event in &rule.events {
        if let NotificationEvent::Unknown(event) = event {
            return Err(Problem::argument(
                "Event",
                event.as_str(),
                "The event is not supported for notifications",
            ));
        }
    }
    for value in [&rule.prefix, &rule.suffix].into_iter().flatten() {
        if value.len() > FILTER_LIMIT {
            let message = "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation";
            return Err(Problem::argument("FilterRule.Value", value.as_str(), message));
        }
    }
    Ok(())
}

fn ambiguous() -> Problem {
    Problem::new(
        super::Code::InvalidArgument,
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are \
         overlapping for the same event type.",
    )
}

/// Whether there can be an object and an event that both rules are for.
fn overlap(one: &NotificationRule, other: &NotificationRule) -> bool {
    fn text(value: &Option<String>) -> &str {
        value.as_deref().unwrap_or_default()
    }
    let prefixes = [text(&one.prefix), text(&other.prefix)];
    let suffixes = [text(&one.suffix), text(&other.suffix)];
    let shares_event = one.events.iter().any(|event| {
        other.events.iter().any(|other| covers(event, other.as_str()) || covers(other, event.as_str()))
    });
    shares_event
        && (prefixes[0].starts_with(prefixes[1]) || prefixes[1].starts_with(prefixes[0]))
        && (suffixes[0].ends_with(suffixes[1]) || suffixes[1].ends_with(suffixes[0]))
}

/// Whether an event of a rule is the one of this name, or a wildcard that it is among.
fn covers(event: &NotificationEvent, name: &str) -> bool {
    let event = event.as_str();
    event.strip_suffix('*').map_or(event == name, |start| name.starts_with(start))
}

/// Whether a rule is for an event of this name of an object under `key`.
pub(super) fn is_for(rule: &NotificationRule, name: &str, key: &str) -> bool {
    rule.events.iter().any(|event| covers(event, name))
        && rule.prefix.as_deref().is_none_or(|prefix| key.starts_with(prefix))
        && rule.suffix.as_deref().is_none_or(|suffix| key.ends_with(suffix))
}
