//! What the wire has and the engine has otherwise: URLs, seconds, attributes.

use std::{collections::BTreeMap, time::Duration};

use void_core::Timestamp;

use super::super::{
    engine::{Attribute, AttributeRef, AttributeValue, Code, Message, Problem, Received, ValueRef},
    shell::Backend,
};
use crate::types::{AttributeKind, MessageAttributeValue, MessageSystemAttributeName, QueueUrl};

/// Who sends, where nobody signed: the account itself, as an IAM user id.
const ACCOUNT_SENDER: &str = "AIDAVOIDMESSAGINGMOCK";

/// The most that a listing gives at once.
pub(super) const MAX_RESULTS: i32 = 1000;

/// The URL of a queue.
pub(in crate::mock) fn queue_url(backend: &Backend, name: &str) -> QueueUrl {
    let account = backend.peek(|state| state.engine.settings().account_id.clone());
    format!("{}/{account}/{name}", backend.base_url).into()
}

/// The name of the queue of `url`, whatever host it names: a mock has one address in process and another when served.
pub(super) fn queue_name(backend: &Backend, url: &QueueUrl) -> Result<String, Problem> {
    if url.is_empty() {
        return Err(Problem::missing("QueueUrl"));
    }
    let mut parts = url.as_str().rsplit('/');
    let (name, account) = (parts.next().unwrap_or_default(), parts.next());
    let known = backend.peek(|state| account == Some(state.engine.settings().account_id.as_str()));
    match account {
        _ if known => Ok(name.to_owned()),
        Some(_) => Err(Problem::no_queue()),
        None => Err(Problem::new(
            Code::InvalidAddress,
            format!("The address {} is not valid for this endpoint.", url.as_str()),
        )),
    }
}

/// A number of seconds from 0 to `most`.
pub(super) fn seconds(name: &str, value: i32, most: u64, reason: &str) -> Result<Duration, Problem> {
    match u64::try_from(value) {
        Ok(seconds) if seconds <= most => Ok(Duration::from_secs(seconds)),
        _ => Err(Problem::parameter(name, value, reason)),
    }
}

/// How many results a listing gives, and whether it says where the next ones start.
pub(super) fn page_size(max_results: Option<i32>, most: i32) -> Result<usize, Problem> {
    let asked = max_results.unwrap_or(most);
    match usize::try_from(asked) {
        Ok(size) if (1..=most).contains(&asked) => Ok(size),
        _ => Err(Problem::parameter(
            "MaxResults",
            asked,
            &format!("MaxResults must be between 1 and {most}, if provided."),
        )),
    }
}

/// Where a listing goes on: the name after which it does, not to be read by a caller.
pub(super) fn token(name: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(name)
}

/// Reads what [`token`] wrote.
pub(super) fn read_token(token: Option<&str>) -> Result<Option<String>, Problem> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
    let name = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    name.map(Some)
        .ok_or_else(|| Problem::parameter("NextToken", token, "It was not given out by this operation."))
}

/// A message's attributes from the wire.
pub(in crate::mock) fn attributes(
    attributes: BTreeMap<String, MessageAttributeValue>,
) -> Result<Vec<Attribute>, Problem> {
    attributes.into_iter().map(|(name, value)| attribute(name, &value)).collect()
}

fn attribute(name: String, value: &MessageAttributeValue) -> Result<Attribute, Problem> {
    if value.has_list_values() {
        return Err(Problem::new(
            Code::UnsupportedOperation,
            "Message attribute list values in SendMessage operation are not supported.",
        ));
    }
    let content = match (value.kind(), value.as_str(), value.as_bytes()) {
        (Some(AttributeKind::Binary), _, Some(bytes)) => AttributeValue::Binary(bytes.into()),
        (Some(AttributeKind::Binary), Some(text), None) => AttributeValue::Text(text.into()),
        (Some(AttributeKind::Binary), None, None) => AttributeValue::Binary(Box::default()),
        (_, text, _) => AttributeValue::Text(text.unwrap_or_default().into()),
    };
    Ok(Attribute { name: name.into(), data_type: value.data_type().into(), value: content })
}

/// The trace header among the system attributes, which can hold nothing else.
pub(super) fn trace_header(
    attributes: &BTreeMap<MessageSystemAttributeName, MessageAttributeValue>,
) -> Result<Option<String>, Problem> {
    let mut header = None;
    for (name, value) in attributes {
        if *name != MessageSystemAttributeName::AwsTraceHeader {
            return Err(Problem::parameter(
                "MessageSystemAttributes",
                name,
                "AWSTraceHeader is the only supported one.",
            ));
        }
        if value.kind() != Some(AttributeKind::String) {
            return Err(Problem::parameter("AWSTraceHeader", value.data_type(), "Its type must be String."));
        }
        header = Some(value.as_str().unwrap_or_default().to_owned());
    }
    Ok(header)
}

/// Those of a message's attributes that `wanted` wants, as on the wire.
pub(in crate::mock) fn message_attributes(
    message: &Message,
    wanted: impl Fn(&str) -> bool,
) -> BTreeMap<String, MessageAttributeValue> {
    let wanted = message.attributes().filter(|attribute| wanted(attribute.name));
    wanted.map(|attribute| (attribute.name.to_owned(), wire_value(attribute))).collect()
}

fn wire_value(attribute: AttributeRef<'_>) -> MessageAttributeValue {
    let value = match attribute.value {
        ValueRef::Text(text) => MessageAttributeValue::string(text),
        ValueRef::Binary(bytes) => MessageAttributeValue::binary(bytes),
    };
    value.with_data_type(attribute.data_type)
}

/// Those of the attributes that the service keeps for a received message that `wanted` wants.
pub(in crate::mock) fn system_attributes(
    received: &Received,
    dead_letter_source: impl Fn(&str) -> String,
    wanted: impl Fn(&MessageSystemAttributeName) -> bool,
) -> BTreeMap<MessageSystemAttributeName, String> {
    use MessageSystemAttributeName as Name;
    let message = &received.message;
    let millis = |at: Timestamp| Some(at.as_millis().to_string());
    let source = received.dead_letter.as_ref().map(|dead_letter| dead_letter_source(&dead_letter.source));
    let all = [
        (Name::SenderId, Some(message.sender().unwrap_or(ACCOUNT_SENDER).to_owned())),
        (Name::SentTimestamp, millis(message.sent_at)),
        (Name::ApproximateReceiveCount, Some(received.receive_count.to_string())),
        (Name::ApproximateFirstReceiveTimestamp, millis(received.first_received_at)),
        (Name::SequenceNumber, message.sequence().map(|sequence| sequence.to_string())),
        (Name::MessageDeduplicationId, message.deduplication_id().map(str::to_owned)),
        (Name::MessageGroupId, message.group().map(str::to_owned)),
        (Name::AwsTraceHeader, message.trace_header().map(str::to_owned)),
        (Name::DeadLetterQueueSourceArn, source),
    ];
    all.into_iter()
        .filter(|(name, _)| wanted(name))
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}
