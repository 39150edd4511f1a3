//! Messages in standard queues: sent, received, hidden, counted, deleted.

use std::time::Duration;

use void_messaging_sdk::{
    ErrorKind, MessageAttributeValue,
    operations::{
        ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry,
        SendMessageBatchRequestEntry,
    },
};

use super::{CaseResult, Target};

/// A body comes back as it was sent, whatever characters the service allows are in it. The client checks each MD5.
pub async fn bodies_come_back_unchanged(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let long = "x".repeat(200_000);
    for body in ["plain", "käse 🧀\t\n\r", "  spaces  ", "<a>&amp;\"'</a>", r#"{"k":[1,"\\"]}"#, &long] {
        let sent = client.send_message(&url, body).await?;
        let message = target.receive_one(&url).await?;
        assert_eq!(message.body, body);
        assert_eq!(message.message_id, sent.message_id);
        client.delete_message(&url, &message.receipt_handle).await?;
    }
    Ok(())
}

/// Message attributes come back with their types, and all, none or those asked for by name or prefix.
pub async fn attributes_come_back_as_asked(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let amount = MessageAttributeValue::number("49.00").expect("a number");
    let raw = MessageAttributeValue::binary([0_u8, 255, 16].as_slice()).with_label("png").expect("a label");
    client
        .send_message(&url, "body")
        .message_attribute("Kind", "OrderPlaced")
        .message_attribute("Amount", amount.clone())
        .message_attribute("Event.Raw", raw.clone())
        .await?;
    let now = Duration::ZERO;
    let message = client.receive_message(&url).visibility_timeout(now).await?.messages.remove(0);
    assert!(message.message_attributes.is_empty(), "none were asked for: {message:?}");
    let call = client.receive_message(&url).visibility_timeout(now).message_attribute("Event.*");
    let message = call.await?.messages.remove(0);
    assert_eq!(message.message_attributes.keys().collect::<Vec<_>>(), ["Event.Raw"]);
    let call = client.receive_message(&url).visibility_timeout(now).message_attribute("All");
    let message = call.await?.messages.remove(0);
    assert_eq!(message.attribute("Kind"), Some("OrderPlaced"));
    assert_eq!(message.message_attributes["Amount"], amount);
    assert_eq!(message.message_attributes["Event.Raw"], raw);
    Ok(())
}

/// Receive count, sent and first received times and the trace header are kept with the message.
pub async fn system_attributes_tell_its_history(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    client.send_message(&url, "body").trace_header(trace).await?;
    let call = client.receive_message(&url).visibility_timeout(Duration::ZERO).all_attributes();
    let first = call.await?.messages.remove(0);
    let second = target.receive_one(&url).await?;
    assert_eq!((first.receive_count(), second.receive_count()), (Some(1), Some(2)));
    assert_eq!(first.sent_at(), second.sent_at());
    assert_eq!(first.first_received_at(), second.first_received_at());
    assert!(first.sent_at() <= first.first_received_at(), "{first:?}");
    assert_eq!(first.system_attribute(&"AWSTraceHeader".into()), Some(trace));
    assert_ne!(first.receipt_handle, second.receipt_handle, "each receive has its own handle");
    Ok(())
}

/// A received message is hidden for its visibility time-out, then received again.
pub async fn a_received_message_is_hidden_for_its_time(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let sent = client.send_message(&url, "body").await?;
    let call = client.receive_message(&url).visibility_timeout(Duration::from_secs(2));
    assert_eq!(call.await?.messages.len(), 1);
    let attributes = target.attributes(&url).await?;
    assert_eq!(attributes.approximate_number_of_messages(), Some(0));
    assert_eq!(attributes.approximate_number_of_messages_not_visible(), Some(1));
    assert_eq!(target.bodies(&url).await?, Vec::<String>::new());
    target.pass(Duration::from_millis(2500)).await;
    assert_eq!(target.receive_one(&url).await?.message_id, sent.message_id);
    Ok(())
}

/// ChangeMessageVisibility hides a message for longer, or shows it at once.
pub async fn visibility_can_be_changed(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    client.send_message(&url, "body").await?;
    let call = client.receive_message(&url).visibility_timeout(Duration::from_secs(1));
    let handle = call.await?.messages.remove(0).receipt_handle;
    client.change_message_visibility(&url, &handle, Duration::from_secs(60)).await?;
    target.pass(Duration::from_millis(1500)).await;
    assert_eq!(target.bodies(&url).await?, Vec::<String>::new(), "hidden past its first time-out");
    client.change_message_visibility(&url, &handle, Duration::ZERO).await?;
    assert_eq!(target.bodies(&url).await?, ["body"]);
    Ok(())
}

/// A deleted message is not received again, and deleting it twice is no error.
pub async fn a_deleted_message_is_gone(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    client.send_message(&url, "body").await?;
    let call = client.receive_message(&url).visibility_timeout(Duration::from_secs(1));
    let handle = call.await?.messages.remove(0).receipt_handle;
    client.delete_message(&url, &handle).await?;
    client.delete_message(&url, &handle).await?;
    target.pass(Duration::from_millis(1500)).await;
    assert_eq!(target.bodies(&url).await?, Vec::<String>::new());
    let attributes = target.attributes(&url).await?;
    assert_eq!(attributes.approximate_number_of_messages_not_visible(), Some(0));
    Ok(())
}

/// A delayed message is counted as delayed and received when its delay has passed: its own, or the queue's.
pub async fn a_delayed_message_comes_later(target: Target) -> CaseResult {
    let client = target.client();
    let slow = client.create_queue(target.name()).delay(Duration::from_secs(2)).await?.queue_url;
    client.send_message(&slow, "the queue's delay").await?;
    client.send_message(&slow, "none").delay(Duration::ZERO).await?;
    client.send_message(&slow, "its own").delay(Duration::from_secs(1)).await?;
    assert_eq!(target.bodies(&slow).await?, ["none"]);
    assert_eq!(target.attributes(&slow).await?.approximate_number_of_messages_delayed(), Some(2));
    let (first, _) = target.timed(target.receive(&slow, Duration::from_secs(10))).await?;
    assert_eq!(first[0].body, "its own");
    let (second, _) = target.timed(target.receive(&slow, Duration::from_secs(10))).await?;
    assert_eq!(second[0].body, "the queue's delay");
    Ok(())
}

/// A long poll on an empty queue answers empty when its wait has passed, not before.
pub async fn a_long_poll_waits_its_time(target: Target) -> CaseResult {
    let url = target.queue().await?;
    let (messages, waited) = target.timed(target.receive(&url, Duration::from_secs(2))).await?;
    assert!(messages.is_empty());
    assert!(waited >= Duration::from_millis(1900) && waited < Duration::from_secs(6), "{waited:?}");
    Ok(())
}

/// A long poll answers as soon as a message is sent.
pub async fn a_long_poll_wakes_for_a_message(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let send = async {
        target.pass(Duration::from_millis(500)).await;
        client.send_message(&url, "late").await
    };
    let poll = target.timed(target.receive(&url, Duration::from_secs(15)));
    let (received, sent) = tokio::join!(poll, send);
    let (messages, waited) = received?;
    assert_eq!(messages[0].message_id, sent?.message_id);
    assert!(waited < Duration::from_secs(5), "{waited:?}");
    Ok(())
}

/// SendMessageBatch answers for each entry by its id, and keeps the good ones when one is bad.
pub async fn a_batch_is_sent_entry_by_entry(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let mut entries = Vec::new();
    for number in 0..9 {
        entries.push(SendMessageBatchRequestEntry::new(format!("id-{number}"), format!("body {number}"))?);
    }
    entries.push(SendMessageBatchRequestEntry::new("late", "body")?.delay(Duration::from_secs(901)));
    let answer = client.send_message_batch(&url, entries).await?;
    let ids: Vec<_> = answer.successful.iter().map(|entry| entry.id.clone()).collect();
    assert_eq!(ids, (0..9).map(|number| format!("id-{number}")).collect::<Vec<_>>());
    let [failed] = &answer.failed[..] else { panic!("one entry fails: {answer:?}") };
    assert_eq!((failed.id.as_str(), failed.kind()), ("late", ErrorKind::InvalidParameterValue));
    assert!(failed.sender_fault);
    assert_eq!(target.attributes(&url).await?.approximate_number_of_messages(), Some(9));
    Ok(())
}

/// DeleteMessageBatch and ChangeMessageVisibilityBatch answer for each entry by its id.
pub async fn batches_of_handles_are_done_entry_by_entry(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    client.send_message(&url, "body").await?;
    let handle = target.receive_one(&url).await?.receipt_handle;
    let entries = [
        ChangeMessageVisibilityBatchRequestEntry::new("good", &handle, Duration::ZERO),
        ChangeMessageVisibilityBatchRequestEntry::new("forged", "forged", Duration::ZERO),
    ];
    let answer = client.change_message_visibility_batch(&url, entries).await?;
    assert_eq!(answer.successful.iter().map(|entry| &*entry.id).collect::<Vec<_>>(), ["good"]);
    assert_eq!(answer.failed.iter().map(|entry| &*entry.id).collect::<Vec<_>>(), ["forged"]);
    assert_eq!(answer.failed[0].kind(), ErrorKind::ReceiptHandleIsInvalid);

    let handle = target.receive_one(&url).await?.receipt_handle;
    let entries = [
        DeleteMessageBatchRequestEntry::new("good", &handle),
        DeleteMessageBatchRequestEntry::new("forged", "forged"),
    ];
    let answer = client.delete_message_batch(&url, entries).await?;
    assert_eq!(answer.successful.iter().map(|entry| &*entry.id).collect::<Vec<_>>(), ["good"]);
    assert_eq!(answer.failed.iter().map(|entry| &*entry.id).collect::<Vec<_>>(), ["forged"]);
    assert_eq!(answer.failed[0].kind(), ErrorKind::ReceiptHandleIsInvalid);
    Ok(())
}

/// Many messages are received once each, in as many receives as it takes.
pub async fn nothing_is_lost(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    for batch in 0..5 {
        let mut entries = Vec::new();
        for number in 0..10 {
            entries.push(SendMessageBatchRequestEntry::new(
                format!("{number}"),
                format!("{:02}", batch * 10 + number),
            )?);
        }
        let answer = client.send_message_batch(&url, entries).await?;
        assert!(answer.failed.is_empty(), "{answer:?}");
    }
    let mut bodies = Vec::new();
    loop {
        let messages = target.receive(&url, Duration::ZERO).await?;
        if messages.is_empty() {
            break;
        }
        for message in messages {
            client.delete_message(&url, &message.receipt_handle).await?;
            bodies.push(message.body);
        }
    }
    bodies.sort();
    assert_eq!(bodies, (0..50).map(|number| format!("{number:02}")).collect::<Vec<_>>());
    Ok(())
}
