//! What is refused, and as what.

use std::time::Duration;

use void_messaging_sdk::{ErrorKind, operations::SendMessageBatchRequestEntry, types::QueueAttributeName};

use super::{CaseResult, Target, target::refused};

/// Every call on a queue that does not exist says so.
pub async fn a_queue_that_does_not_exist(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let url = format!("{url}-absent");
    let gone = ErrorKind::QueueDoesNotExist;
    refused(client.get_queue_attributes(&*url, [QueueAttributeName::All]).await, gone);
    refused(client.set_queue_attributes(&*url).delay(Duration::ZERO).await, gone);
    refused(client.send_message(&*url, "body").await, gone);
    refused(client.receive_message(&*url).await, gone);
    refused(client.purge_queue(&*url).await, gone);
    refused(client.tag_queue(&*url, [("key", "value")]).await, gone);
    refused(client.untag_queue(&*url, ["key"]).await, gone);
    refused(client.list_queue_tags(&*url).await, gone);
    refused(client.list_dead_letter_source_queues(&*url).await, gone);
    refused(client.get_queue_url(target.name()).await, gone);
    Ok(())
}

/// A receipt handle that the service did not give out.
pub async fn a_forged_receipt_handle(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    refused(client.delete_message(&url, "forged").await, ErrorKind::ReceiptHandleIsInvalid);
    let change = client.change_message_visibility(&url, "forged", Duration::ZERO).await;
    refused(change, ErrorKind::ReceiptHandleIsInvalid);
    Ok(())
}

/// The visibility of a message that is visible again.
pub async fn a_message_that_is_not_in_flight(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    client.send_message(&url, "body").await?;
    let handle = target.receive_one(&url).await?.receipt_handle;
    client.change_message_visibility(&url, &handle, Duration::ZERO).await?;
    let change = client.change_message_visibility(&url, &handle, Duration::from_secs(1)).await;
    refused(change, ErrorKind::MessageNotInflight);
    Ok(())
}

/// Batches that are refused whole, and send nothing.
pub async fn a_batch_that_is_refused_whole(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    refused(client.send_message_batch(&url, []).await, ErrorKind::EmptyBatchRequest);
    let entry = |id: &str| SendMessageBatchRequestEntry::new(id, "body");
    let mut eleven = Vec::new();
    for number in 0..11 {
        eleven.push(entry(&number.to_string())?);
    }
    let too_many = client.send_message_batch(&url, eleven).await;
    refused(too_many, ErrorKind::TooManyEntriesInBatchRequest);
    let twice = client.send_message_batch(&url, [entry("a")?, entry("a")?]).await;
    refused(twice, ErrorKind::BatchEntryIdsNotDistinct);
    let invalid = client.send_message_batch(&url, [entry("no spaces")?]).await;
    refused(invalid, ErrorKind::InvalidBatchEntryId);
    let long = "x".repeat(600_000);
    let long = [
        SendMessageBatchRequestEntry::new("a", long.as_str())?,
        SendMessageBatchRequestEntry::new("b", long.as_str())?,
    ];
    refused(client.send_message_batch(&url, long).await, ErrorKind::BatchRequestTooLong);
    assert_eq!(target.bodies(&url).await?, Vec::<String>::new());
    Ok(())
}

/// Numbers out of their documented range.
pub async fn numbers_out_of_range(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let invalid = ErrorKind::InvalidParameterValue;
    refused(client.send_message(&url, "body").delay(Duration::from_secs(901)).await, invalid);
    refused(client.receive_message(&url).max_number_of_messages(11).await, invalid);
    refused(client.receive_message(&url).max_number_of_messages(0).await, invalid);
    refused(client.receive_message(&url).visibility_timeout(Duration::from_secs(43_201)).await, invalid);
    refused(client.receive_message(&url).wait_time(Duration::from_secs(21)).await, invalid);
    Ok(())
}

/// Attributes of a queue that can't be set so.
pub async fn queue_attributes_out_of_range(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    for (name, value) in [
        (QueueAttributeName::VisibilityTimeout, "43201"),
        (QueueAttributeName::DelaySeconds, "901"),
        (QueueAttributeName::MessageRetentionPeriod, "59"),
        (QueueAttributeName::MaximumMessageSize, "1023"),
        (QueueAttributeName::ReceiveMessageWaitTimeSeconds, "21"),
    ] {
        let set = client.set_queue_attributes(&url).attribute(name, value).await;
        refused(set, ErrorKind::InvalidAttributeValue);
    }
    Ok(())
}

/// Attributes that a queue does not have.
pub async fn unknown_queue_attributes(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let unknown = client.set_queue_attributes(&url).attribute("Colour", "red").await;
    refused(unknown, ErrorKind::InvalidAttributeName);
    refused(client.get_queue_attributes(&url, ["Colour".into()]).await, ErrorKind::InvalidAttributeName);
    Ok(())
}

/// A body that is longer than the queue takes.
pub async fn a_body_that_is_too_long(target: Target) -> CaseResult {
    let client = target.client();
    let url = client.create_queue(target.name()).maximum_message_size(1024).await?.queue_url;
    client.send_message(&url, "x".repeat(1024)).await?;
    let long = client.send_message(&url, "x".repeat(1025)).await;
    refused(long, ErrorKind::InvalidParameterValue);
    Ok(())
}

/// A body with characters that XML does not have.
pub async fn characters_that_are_not_allowed(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    refused(client.send_message(&url, "a\u{0}b").await, ErrorKind::InvalidMessageContents);
    refused(client.send_message(&url, "a\u{ffff}b").await, ErrorKind::InvalidMessageContents);
    Ok(())
}

/// Purging twice within a minute.
pub async fn a_purge_in_progress(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    client.purge_queue(&url).await?;
    refused(client.purge_queue(&url).await, ErrorKind::PurgeQueueInProgress);
    Ok(())
}

/// More actions in a permission than the service allows.
pub async fn a_permission_with_too_many_actions(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let actions = [
        "SendMessage",
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
        "GetQueueAttributes",
        "GetQueueUrl",
        "ListDeadLetterSourceQueues",
        "PurgeQueue",
    ];
    let added = client.add_permission(&url, "many", ["111122223333"], actions).await;
    refused(added, ErrorKind::OverLimit);
    Ok(())
}
