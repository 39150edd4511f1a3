//! A message that is never to be handled goes to the dead-letter queue at once.

use crate::{
    client::VoidMessagingClient,
    error::{Error, ErrorKind},
    operations::{Operation, SendMessageRequest},
    types::{Message, MessageAttributeValue, MessageSystemAttributeName, QueueAttributeName, QueueUrl},
};

/// The message attribute that tells the reason, unless the message has ten already.
const REASON_ATTRIBUTE: &str = "VoidDeadLetterReason";

/// The most message attributes that a message has.
const MAX_ATTRIBUTES: usize = 10;

/// The most characters of a reason that go along.
const MAX_REASON_CHARACTERS: usize = 1000;

/// Sends a copy of `message` to the dead-letter queue. `known` is the queue, where it was told or found before;
/// gives the queue.
pub(super) async fn send(
    client: &VoidMessagingClient,
    source: &QueueUrl,
    known: Option<QueueUrl>,
    message: &Message,
    reason: &str,
) -> Result<QueueUrl, Error> {
    let target = match known {
        Some(target) => target,
        None => find(client, source).await?,
    };
    // As the queue has it: what a pointer points to goes with the copy.
    client.send_as_is(copy(message, &target, reason)).await?;
    Ok(target)
}

/// Looks for the dead-letter queue of the queue's redrive policy.
async fn find(client: &VoidMessagingClient, source: &QueueUrl) -> Result<QueueUrl, Error> {
    let attributes =
        client.get_queue_attributes(source, [QueueAttributeName::RedrivePolicy]).await?.attributes;
    let none = || Error::invalid_request(SendMessageRequest::NAME, "the queue has no dead-letter queue");
    let policy = attributes.redrive_policy().ok_or_else(none)?;
    // arn:aws:sqs:region:account:name
    let mut parts = policy.dead_letter_target_arn.rsplit(':');
    let (Some(name), Some(account)) = (parts.next(), parts.next()) else { return Err(none()) };
    Ok(client.get_queue_url(name).queue_owner(account).await?.queue_url)
}

fn copy(message: &Message, target: &QueueUrl, reason: &str) -> SendMessageRequest {
    let mut request = SendMessageRequest {
        queue_url: target.clone(),
        message_body: message.body.clone(),
        message_attributes: message.message_attributes.clone(),
        message_group_id: message.group_id().map(str::to_owned),
        ..SendMessageRequest::default()
    };
    if target.is_fifo() {
        // The message's own id: a copy that is sent twice is one dead letter.
        request.message_deduplication_id = Some(message.message_id.clone());
        request.message_group_id.get_or_insert_with(|| message.message_id.clone());
    }
    if request.message_attributes.len() < MAX_ATTRIBUTES && !reason.is_empty() {
        let reason: String = reason.chars().take(MAX_REASON_CHARACTERS).collect();
        request.message_attributes.insert(REASON_ATTRIBUTE.to_owned(), reason.into());
    }
    if let Some(trace) = message.system_attribute(&MessageSystemAttributeName::AwsTraceHeader) {
        let name = MessageSystemAttributeName::AwsTraceHeader;
        request.message_system_attributes.insert(name, MessageAttributeValue::string(trace));
    }
    request
}

/// Whether there is no queue for dead letters, as against one that can't be reached at the moment.
pub(super) fn there_is_none(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::QueueDoesNotExist)
}
