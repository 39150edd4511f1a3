//! Dead-letter queues and the move tasks that return what is in them.

use std::time::Duration;

use void_messaging_sdk::{
    Error, ErrorKind, QueueUrl,
    types::{MoveTaskStatus, RedrivePolicy},
};

use super::{CaseResult, Target, target::refused};

/// A queue that gives a message out `max_receive_count` times, visible again at once, and its dead-letter queue.
async fn with_dead_letters(target: &Target, max_receive_count: u32) -> Result<(QueueUrl, QueueUrl), Error> {
    let dead = target.queue().await?;
    let policy = RedrivePolicy::new(target.arn(&dead).await?, max_receive_count);
    let call = target.client().create_queue(target.name()).redrive_policy(&policy);
    let source = call.visibility_timeout(Duration::ZERO).await?.queue_url;
    Ok((source, dead))
}

async fn dead_letter(target: &Target, source: &QueueUrl, body: &str) -> CaseResult {
    target.client().send_message(source, body).await?;
    assert_eq!(target.bodies(source).await?, [body]);
    assert_eq!(target.bodies(source).await?, Vec::<String>::new());
    Ok(())
}

/// A message is received as often as the policy says, and then it is in the dead-letter queue, with its id and body.
pub async fn a_message_moves_after_exactly_its_receives(target: Target) -> CaseResult {
    let (client, (source, dead)) = (target.client(), with_dead_letters(&target, 3).await?);
    let sent = client.send_message(&source, "poison").message_attribute("Kind", "OrderPlaced").await?;
    for attempt in 1..=3 {
        let message = target.receive_one(&source).await?;
        assert_eq!(message.receive_count(), Some(attempt));
    }
    assert_eq!(target.bodies(&source).await?, Vec::<String>::new());
    let message = target.receive_one(&dead).await?;
    assert_eq!((message.message_id, &*message.body), (sent.message_id, "poison"));
    assert_eq!(message.message_attributes["Kind"].as_str(), Some("OrderPlaced"));
    Ok(())
}

/// A dead letter names the queue that it came from.
pub async fn a_dead_letter_names_its_source(target: Target) -> CaseResult {
    let (source, dead) = with_dead_letters(&target, 1).await?;
    dead_letter(&target, &source, "poison").await?;
    let message = target.receive_one(&dead).await?;
    let arn = target.arn(&source).await?;
    assert_eq!(message.system_attribute(&"DeadLetterQueueSourceArn".into()), Some(&*arn));
    Ok(())
}

/// ListDeadLetterSourceQueues gives the queues that send their dead letters here.
pub async fn the_sources_are_listed(target: Target) -> CaseResult {
    let (client, (source, dead)) = (target.client(), with_dead_letters(&target, 1).await?);
    assert_eq!(client.list_dead_letter_source_queues(&dead).await?.queue_urls, std::slice::from_ref(&source));
    assert!(client.list_dead_letter_source_queues(&source).await?.queue_urls.is_empty());
    Ok(())
}

/// A move task returns the dead letters to their source, and is listed with its count.
pub async fn a_move_task_returns_them(target: Target) -> CaseResult {
    let (client, (source, dead)) = (target.client(), with_dead_letters(&target, 1).await?);
    dead_letter(&target, &source, "again").await?;
    let arn = target.arn(&dead).await?;
    client.start_message_move_task(&*arn).await?;
    let messages = target.receive(&source, Duration::from_secs(10)).await?;
    assert_eq!(messages[0].body, "again");
    target.pass(Duration::from_secs(1)).await;
    let tasks = client.list_message_move_tasks(&*arn).max_results(10).await?.results;
    let [task] = &tasks[..] else { panic!("one task was started: {tasks:?}") };
    assert_eq!((&task.status, task.approximate_number_of_messages_moved), (&MoveTaskStatus::Completed, 1));
    assert_eq!(task.source_arn, arn);
    Ok(())
}

/// A move task can be cancelled while it runs: what it has not moved stays.
pub async fn a_move_task_can_be_cancelled(target: Target) -> CaseResult {
    let (client, (source, dead)) = (target.client(), with_dead_letters(&target, 1).await?);
    for body in ["1", "2", "3", "4", "5"] {
        dead_letter(&target, &source, body).await?;
    }
    let arn = target.arn(&dead).await?;
    let elsewhere = target.queue().await?;
    let call = client.start_message_move_task(&*arn).destination_arn(target.arn(&elsewhere).await?);
    let handle = call.max_messages_per_second(1).await?.task_handle;
    let task = client.list_message_move_tasks(&*arn).await?.results.remove(0);
    assert_eq!((&task.status, task.task_handle.as_deref()), (&MoveTaskStatus::Running, Some(&*handle)));
    let moved = client.cancel_message_move_task(&*handle).await?.approximate_number_of_messages_moved;
    assert!((0..5).contains(&moved), "{moved}");
    target.pass(Duration::from_secs(2)).await;
    let task = client.list_message_move_tasks(&*arn).await?.results.remove(0);
    assert_eq!(task.status, MoveTaskStatus::Cancelled);
    Ok(())
}

/// What a move task needs: a source that is there, and that is a dead-letter queue.
pub async fn what_a_move_task_needs(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let arn = target.arn(&url).await?;
    let absent = client.start_message_move_task(format!("{arn}-absent")).await;
    refused(absent, ErrorKind::ResourceNotFound);
    refused(client.start_message_move_task(arn).await, ErrorKind::InvalidParameterValue);
    refused(client.cancel_message_move_task("forged").await, ErrorKind::ResourceNotFound);
    Ok(())
}
