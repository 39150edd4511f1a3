//! What a dead-letter queue is told of an event that is not tried again: Lambda's message, and what else there is to know.

use serde::{Deserialize, Serialize};
use void_core::TraceContext;
use void_messaging_sdk::{mock::DeadLetterCause, types::MessageAttributeValue};

use super::{StorageTrigger, waiting::Pending};
use crate::cloud::verdict::Failure;

/// The attribute of Void's own, beside Lambda's.
const VOID: &str = "VoidStorageEvent";
const REQUEST_ID: &str = "RequestID";
const ERROR_MESSAGE: &str = "ErrorMessage";
/// How much of an error's message a dead letter has: 1 KB.
const MOST_MESSAGE_BYTES: usize = 1024;

/// Where a dead letter came from, and what Lambda doesn't tell of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::cloud) struct Origin {
    pub(in crate::cloud) bucket: String,
    pub(in crate::cloud) function: String,
    /// What the bucket's configuration calls the trigger.
    pub(super) trigger: String,
    error_type: String,
    attempts: u32,
    /// As a header, so that the hops go on counting where it is sent back.
    trace: String,
}

/// The attributes of the message: Lambda's, then ours. Its body is the event.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq>
pub(super) fn attributes(
    trigger: &StorageTrigger,
    pending: &Pending,
    attempts: u32,
    failure: &Failure,
) -> Vec<(&'static str, MessageAttributeValue)> {
    let origin = Origin {
        bucket: trigger.bucket().to_owned(),
        function: trigger.function.name().to_owned(),
        trigger: trigger.id.clone(),
        error_type: sendable(&failure.error_type),
        attempts,
        trace: pending.trace.to_string(),
    };
    let origin = serde_json::to_string(&origin).expect("texts and numbers are always JSON");
    let mut attributes = vec![
        (REQUEST_ID, MessageAttributeValue::string(&pending.request_id)),
        ("ErrorCode", MessageAttributeValue::number("200").expect("200 is a number")),
        (VOID, MessageAttributeValue::string(origin)),
    ];
    let message = sendable(&failure.message);
    if !message.is_empty() {
        attributes.push((ERROR_MESSAGE, MessageAttributeValue::string(message)));
    }
    attributes
}

/// What a message of the dead-letter queue tells of a storage event. `None` where it is no such message.
pub(in crate::cloud) fn origin_of(
    attribute: impl Fn(&str) -> Option<String>,
) -> Option<(Origin, DeadLetterCause)> {
    let origin: Origin = serde_json::from_str(&attribute(VOID)?).ok()?;
    let cause = DeadLetterCause {
        error: attribute(ERROR_MESSAGE).unwrap_or_default(),
        error_type: origin.error_type.clone(),
        attempts: origin.attempts,
        function: Some(origin.function.clone()),
        request_id: attribute(REQUEST_ID),
        trace_id: origin.trace().map(|trace| trace.root),
    };
    Some((origin, cause))
}

impl Origin {
    pub(super) fn trace(&self) -> Option<TraceContext> {
        TraceContext::parse(&self.trace)
    }
}

/// The first KB of a text, with nothing that a message can't have.
fn sendable(text: &str) -> String {
    let is_refused = |character: char| {
        (character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{7f}'))
            || matches!(character, '\u{fffe}' | '\u{ffff}')
    };
    let mut text = text.replace(is_refused, "\u{fffd}");
    text.truncate(text.floor_char_boundary(MOST_MESSAGE_BYTES));
    text
}

#[cfg(test)]
mod tests {
    use super::sendable;

    #[test]
    fn an_error_is_cut_between_characters_and_has_none_that_a_message_cannot_have() {
        assert_eq!(sendable("a\u{0}\tb\u{ffff}"), "a\u{fffd}\tb\u{fffd}");
        assert_eq!(sendable(&"ä".repeat(600)).len(), 1024);
        assert_eq!(sendable(&format!("a{}", "ä".repeat(600))).len(), 1023);
    }
}
