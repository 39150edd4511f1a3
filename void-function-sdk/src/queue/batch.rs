//! [`BatchResponse`]: which records of a batch failed, and what the host should do about each.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The longest that a message can stay invisible.
const LONGEST_DELAY_SECONDS: u64 = 12 * 60 * 60;

/// Which records of a batch failed: the host deletes the others and delivers these again.
///
/// On AWS the trigger must have `ReportBatchItemFailures` switched on; hosts of ours always read it. What is ours in it
/// stands in a field `void` beside each `itemIdentifier`, which other hosts ignore: they deliver every failure again.
///
/// For a stream an `itemIdentifier` is a sequence number, and the lowest one counts: everything from there on is delivered again.
///
/// ```json
/// {"batchItemFailures": [
///     {"itemIdentifier": "m-1"},
///     {"itemIdentifier": "m-2", "void": {"action": "retry", "retryAfterSeconds": 30}},
///     {"itemIdentifier": "m-3", "void": {"action": "deadLetter", "errorType": "Void.DeadLetter", "errorMessage": "no such card"}}
/// ]}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    /// The records that failed.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// A record that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WireFailure", into = "WireFailure")]
#[non_exhaustive]
pub struct BatchItemFailure {
    /// The record's message id; in a stream its sequence number.
    pub item_identifier: String,
    /// What a host of ours does with the message.
    pub action: FailureAction,
    /// What went wrong, kept with the message should it end in the dead-letter queue.
    pub cause: Option<FailureCause>,
}

/// What a host of ours does with a message whose record failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureAction {
    /// Delivers it again.
    Retry {
        /// After how long, in whole seconds up to 12 hours; `None` leaves it to the trigger's back-off.
        after: Option<Duration>,
    },
    /// Puts it into the dead-letter queue now.
    DeadLetter,
    /// Delivers it again and does not count this attempt: the handler never saw it.
    NotAttempted,
}

/// What went wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureCause {
    /// The type of the error: a Rust type's path for a handler's own, `Void.…` for one of the SDK.
    pub error_type: String,
    /// What it says, for a person.
    pub message: String,
}

impl BatchResponse {
    /// Every record was handled.
    #[must_use]
    pub fn all_done() -> Self {
        Self::default()
    }

    /// The record with `message_id` failed and is to be delivered again.
    #[must_use]
    pub fn failed(mut self, message_id: impl Into<String>) -> Self {
        self.batch_item_failures.push(BatchItemFailure::retry(message_id));
        self
    }

    /// Whether the record with `message_id` failed.
    #[must_use]
    pub fn has_failed(&self, message_id: &str) -> bool {
        self.failure(message_id).is_some()
    }

    /// What is said of the record with `message_id`, if it failed.
    #[must_use]
    pub fn failure(&self, message_id: &str) -> Option<&BatchItemFailure> {
        self.batch_item_failures.iter().find(|failure| failure.item_identifier == message_id)
    }

    /// The payload that goes back to the trigger.
    #[must_use]
    pub fn to_payload(&self) -> Bytes {
        serde_json::to_vec(self).expect("texts and numbers are always JSON").into()
    }

    /// Reads what a function answered to a queue event, as the host does: nothing, `null` and an empty list mean that
    /// every record was handled.
    ///
    /// # Errors
    ///
    /// The answer is none of these; the host then takes the whole batch as failed.
    pub fn from_payload(payload: &[u8]) -> Result<Self, serde_json::Error> {
        match payload {
            b"" => Ok(Self::default()),
            _ => serde_json::from_slice::<Option<Self>>(payload).map(Option::unwrap_or_default),
        }
    }
}

impl BatchItemFailure {
    /// To be delivered again when the trigger's back-off says so.
    pub fn retry(message_id: impl Into<String>) -> Self {
        Self { item_identifier: message_id.into(), action: FailureAction::Retry { after: None }, cause: None }
    }

    /// Says what the host should do with the message.
    #[must_use]
    pub const fn with_action(mut self, action: FailureAction) -> Self {
        self.action = action;
        self
    }

    /// Says what went wrong.
    #[must_use]
    pub fn with_cause(mut self, error_type: impl Into<String>, message: impl Into<String>) -> Self {
        self.cause = Some(FailureCause { error_type: error_type.into(), message: message.into() });
        self
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireFailure {
    item_identifier: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    void: Option<WireVoid>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireVoid {
    #[serde(default)]
    action: WireAction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum WireAction {
    #[default]
    Retry,
    DeadLetter,
    NotAttempted,
}

impl From<WireFailure> for BatchItemFailure {
    fn from(wire: WireFailure) -> Self {
        let Some(void) = wire.void else { return Self::retry(wire.item_identifier) };
        let action = match void.action {
            WireAction::Retry => FailureAction::Retry {
                after: void
                    .retry_after_seconds
                    .map(|seconds| Duration::from_secs(seconds.min(LONGEST_DELAY_SECONDS))),
            },
            WireAction::DeadLetter => FailureAction::DeadLetter,
            WireAction::NotAttempted => FailureAction::NotAttempted,
        };
        let cause = void
            .error_type
            .map(|error_type| FailureCause { error_type, message: void.error_message.unwrap_or_default() });
        Self { item_identifier: wire.item_identifier, action, cause }
    }
}

impl From<BatchItemFailure> for WireFailure {
    fn from(failure: BatchItemFailure) -> Self {
        let (action, retry_after_seconds) = match failure.action {
            FailureAction::Retry { after } => (WireAction::Retry, after.map(whole_seconds)),
            FailureAction::DeadLetter => (WireAction::DeadLetter, None),
            FailureAction::NotAttempted => (WireAction::NotAttempted, None),
        };
        let plain = matches!(failure.action, FailureAction::Retry { after: None }) && failure.cause.is_none();
        let (error_type, error_message) =
            failure.cause.map(|cause| (cause.error_type, cause.message)).unzip();
        let void = WireVoid { action, retry_after_seconds, error_type, error_message };
        Self { item_identifier: failure.item_identifier, void: (!plain).then_some(void) }
    }
}

fn whole_seconds(delay: Duration) -> u64 {
    let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
    seconds.min(LONGEST_DELAY_SECONDS)
}

fn null_is_empty<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<BatchItemFailure>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_failure_is_only_its_id() {
        let response = BatchResponse::all_done().failed("m-1");
        let wire = r#"{"batchItemFailures":[{"itemIdentifier":"m-1"}]}"#;
        assert_eq!(response.to_payload(), wire);
        assert_eq!(BatchResponse::from_payload(wire.as_bytes()).unwrap(), response);
        assert!(response.has_failed("m-1") && !response.has_failed("m-2"));
    }

    #[test]
    fn what_is_ours_stands_beside_the_id() {
        let failures = [
            (
                FailureAction::Retry { after: Some(Duration::from_millis(1_500)) },
                r#"{"itemIdentifier":"m","void":{"action":"retry","retryAfterSeconds":2,"errorType":"E","errorMessage":"why"}}"#,
            ),
            (
                FailureAction::DeadLetter,
                r#"{"itemIdentifier":"m","void":{"action":"deadLetter","errorType":"E","errorMessage":"why"}}"#,
            ),
            (
                FailureAction::NotAttempted,
                r#"{"itemIdentifier":"m","void":{"action":"notAttempted","errorType":"E","errorMessage":"why"}}"#,
            ),
        ];
        for (action, wire) in failures {
            let failure = BatchItemFailure::retry("m").with_action(action).with_cause("E", "why");
            assert_eq!(serde_json::to_string(&failure).unwrap(), wire);
            let read: BatchItemFailure = serde_json::from_str(wire).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), wire);
        }
    }

    #[test]
    fn a_delay_is_at_most_twelve_hours() {
        let failure = BatchItemFailure::retry("m")
            .with_action(FailureAction::Retry { after: Some(Duration::from_secs(90_000)) });
        let wire = serde_json::to_string(&failure).unwrap();
        assert!(wire.contains("43200"), "{wire}");
        let forged = r#"{"itemIdentifier":"m","void":{"retryAfterSeconds":18446744073709551615}}"#;
        let read: BatchItemFailure = serde_json::from_str(forged).unwrap();
        assert_eq!(read.action, FailureAction::Retry { after: Some(Duration::from_secs(43_200)) });
    }

    #[test]
    fn no_answer_means_that_all_is_done() {
        for wire in ["", "null", "{}", r#"{"batchItemFailures":null}"#, r#"{"batchItemFailures":[]}"#] {
            assert_eq!(
                BatchResponse::from_payload(wire.as_bytes()).unwrap(),
                BatchResponse::all_done(),
                "{wire}"
            );
        }
        for wire in ["7", "{", r#"{"batchItemFailures":[{}]}"#] {
            assert!(BatchResponse::from_payload(wire.as_bytes()).is_err(), "{wire}");
        }
    }
}
