//! FIFO queues: order, groups, deduplication.

use std::time::Duration;

use void_messaging_sdk::{ErrorKind, QueueUrl, operations::SendMessageBatchRequestEntry};

use super::{CaseResult, Target, target::refused};

async fn fifo_queue(target: &Target) -> Result<QueueUrl, void_messaging_sdk::Error> {
    let name = format!("{}.fifo", target.name());
    Ok(target.client().create_queue(name).content_based_deduplication().await?.queue_url)
}

/// Within a group messages come in the order in which they were sent.
pub async fn a_group_keeps_its_order(target: Target) -> CaseResult {
    let (client, url) = (target.client(), fifo_queue(&target).await?);
    for body in ["a", "b", "c"] {
        client.send_message(&url, body).message_group_id("group").await?;
    }
    let messages = target.receive(&url, Duration::from_secs(2)).await?;
    assert_eq!(messages.iter().map(|message| &*message.body).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert!(messages.iter().all(|message| message.group_id() == Some("group")));
    Ok(())
}

/// Sequence numbers rise within a group, and come back with the message.
pub async fn sequence_numbers_rise(target: Target) -> CaseResult {
    let (client, url) = (target.client(), fifo_queue(&target).await?);
    let mut numbers = Vec::new();
    for body in ["a", "b", "c"] {
        let sent = client.send_message(&url, body).message_group_id("group").await?;
        numbers.push(sent.sequence_number.expect("a FIFO queue gives a sequence number"));
    }
    let entry = SendMessageBatchRequestEntry::new("d", "d")?.message_group_id("group");
    let batch = client.send_message_batch(&url, [entry]).await?;
    numbers.extend(batch.successful.into_iter().filter_map(|entry| entry.sequence_number));
    assert_eq!(numbers.len(), 4, "a batch gives sequence numbers too");
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    let messages = target.receive(&url, Duration::from_secs(2)).await?;
    let received: Vec<_> = messages.iter().filter_map(|message| message.sequence_number()).collect();
    assert_eq!(received, numbers);
    Ok(())
}

/// While a message of a group is in flight its group gives nothing, and other groups go on.
pub async fn a_group_in_flight_is_blocked(target: Target) -> CaseResult {
    let (client, url) = (target.client(), fifo_queue(&target).await?);
    for (body, group) in [("a1", "a"), ("a2", "a"), ("b1", "b")] {
        client.send_message(&url, body).message_group_id(group).await?;
    }
    let first = client.receive_message(&url).max_number_of_messages(1).await?.messages.remove(0);
    assert_eq!(first.body, "a1");
    assert_eq!(target.bodies(&url).await?, ["b1"]);
    client.delete_message(&url, &first.receipt_handle).await?;
    assert_eq!(target.bodies(&url).await?, ["a2"]);
    Ok(())
}

/// A failed message comes back before those behind it.
pub async fn a_failed_message_keeps_its_place(target: Target) -> CaseResult {
    let (client, url) = (target.client(), fifo_queue(&target).await?);
    for body in ["a", "b"] {
        client.send_message(&url, body).message_group_id("group").await?;
    }
    let first = client.receive_message(&url).max_number_of_messages(1).await?.messages.remove(0);
    client.change_message_visibility(&url, &first.receipt_handle, Duration::ZERO).await?;
    assert_eq!(target.bodies(&url).await?, ["a", "b"]);
    Ok(())
}

/// The same deduplication id within five minutes is the same message: received once.
pub async fn duplicates_are_dropped(target: Target) -> CaseResult {
    let (client, url) = (target.client(), fifo_queue(&target).await?);
    for _ in 0..3 {
        client.send_message(&url, "same").message_group_id("group").await?;
    }
    let send = client.send_message(&url, "same").message_group_id("group");
    send.message_deduplication_id("another").await?;
    assert_eq!(target.bodies(&url).await?, ["same", "same"]);
    Ok(())
}

/// A duplicate is answered as the first of its kind was.
pub async fn a_duplicate_is_answered_as_the_first(target: Target) -> CaseResult {
    let (client, url) = (target.client(), fifo_queue(&target).await?);
    let first = client.send_message(&url, "same").message_group_id("group").await?;
    let again = client.send_message(&url, "same").message_group_id("group").await?;
    assert_eq!(again.message_id, first.message_id);
    assert_eq!(again.sequence_number, first.sequence_number);
    Ok(())
}

/// A batch keeps the order of its entries.
pub async fn a_batch_keeps_its_order(target: Target) -> CaseResult {
    let (client, url) = (target.client(), fifo_queue(&target).await?);
    let mut entries = Vec::new();
    for number in 0..10 {
        let entry = SendMessageBatchRequestEntry::new(format!("id-{number}"), format!("{number}"))?;
        entries.push(entry.message_group_id("group"));
    }
    let answer = client.send_message_batch(&url, entries).await?;
    assert!(answer.failed.is_empty(), "{answer:?}");
    let expected: Vec<_> = (0..10).map(|number| number.to_string()).collect();
    assert_eq!(target.bodies(&url).await?, expected);
    Ok(())
}

/// A send needs a group, and a deduplication id where the queue makes none of the content.
pub async fn what_a_send_needs(target: Target) -> CaseResult {
    let client = target.client();
    let url = client.create_queue(format!("{}.fifo", target.name())).await?.queue_url;
    let without_group = client.send_message(&url, "body").message_deduplication_id("id").await;
    refused(without_group, ErrorKind::MissingParameter);
    let delayed = client.send_message(&url, "body").message_group_id("group").message_deduplication_id("id");
    refused(delayed.delay(Duration::from_secs(1)).await, ErrorKind::InvalidParameterValue);
    Ok(())
}
