//! Queues: made, found, listed, set up, tagged, shared, deleted.

use std::time::Duration;

use void_messaging_sdk::{ErrorKind, types::QueueAttributeName};

use super::{CaseResult, Target, target::refused};

/// CreateQueue gives the URL, again for the same name, and GetQueueUrl finds it.
pub async fn creation_is_idempotent(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.name());
    let url = client.create_queue(&*name).visibility_timeout(Duration::from_secs(12)).await?.queue_url;
    assert_eq!(url.queue_name(), name);
    let again = client.create_queue(&*name).visibility_timeout(Duration::from_secs(12)).await?;
    assert_eq!(again.queue_url, url);
    assert_eq!(client.create_queue(&*name).await?.queue_url, url, "no attributes is no conflict");
    assert_eq!(client.get_queue_url(&*name).await?.queue_url, url);
    Ok(())
}

/// CreateQueue refuses a name in use with other attributes.
pub async fn creation_with_other_attributes_is_refused(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.name());
    client.create_queue(&*name).delay(Duration::from_secs(1)).await?;
    let other = client.create_queue(&*name).delay(Duration::from_secs(2)).await;
    refused(other, ErrorKind::QueueNameExists);
    Ok(())
}

/// A new queue has the documented defaults.
pub async fn attributes_have_their_defaults(target: Target) -> CaseResult {
    let url = target.queue().await?;
    let attributes = target.attributes(&url).await?;
    assert_eq!(attributes.visibility_timeout(), Some(Duration::from_secs(30)));
    assert_eq!(attributes.delay(), Some(Duration::ZERO));
    assert_eq!(attributes.receive_message_wait_time(), Some(Duration::ZERO));
    assert_eq!(attributes.message_retention_period(), Some(Duration::from_secs(345_600)));
    assert_eq!(attributes.maximum_message_size(), Some(1_048_576));
    assert_eq!(attributes.approximate_number_of_messages(), Some(0));
    assert_eq!(attributes.approximate_number_of_messages_not_visible(), Some(0));
    assert_eq!(attributes.approximate_number_of_messages_delayed(), Some(0));
    assert!(!attributes.is_fifo());
    let arn = attributes.queue_arn().expect("a queue has an ARN");
    assert!(arn.starts_with("arn:aws:sqs:") && arn.ends_with(url.queue_name()), "{arn}");
    Ok(())
}

/// SetQueueAttributes is read back, alone and among all.
pub async fn attributes_that_are_set_are_read_back(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    let call = client.set_queue_attributes(&url).visibility_timeout(Duration::from_secs(77));
    call.message_retention_period(Duration::from_secs(600)).maximum_message_size(2048).await?;
    let asked = [QueueAttributeName::VisibilityTimeout];
    let some = client.get_queue_attributes(&url, asked).await?.attributes;
    assert_eq!(some.visibility_timeout(), Some(Duration::from_secs(77)));
    assert_eq!(some.message_retention_period(), None, "only what was asked for");
    let all = target.attributes(&url).await?;
    assert_eq!(all.message_retention_period(), Some(Duration::from_secs(600)));
    assert_eq!(all.maximum_message_size(), Some(2048));
    Ok(())
}

/// ListQueues gives the queues of a prefix, in pages where they are asked for.
pub async fn listing_is_by_prefix_and_page(target: Target) -> CaseResult {
    let (client, prefix) = (target.client(), target.name());
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(client.create_queue(format!("{prefix}-{number}")).await?.queue_url);
    }
    let all = client.list_queues().queue_name_prefix(&*prefix).await?;
    assert_eq!(sorted(all.queue_urls), made);
    assert_eq!(all.next_token, None, "without a page size there are no pages");
    let mut paged = Vec::new();
    let mut token = None;
    for expected in [2, 2, 1] {
        let mut call = client.list_queues().queue_name_prefix(&*prefix).max_results(2);
        if let Some(token) = token {
            call = call.next_token(token);
        }
        let page = call.await?;
        assert_eq!(page.queue_urls.len(), expected);
        paged.extend(page.queue_urls);
        token = page.next_token;
    }
    assert_eq!(token, None);
    assert_eq!(sorted(paged), made);
    Ok(())
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort();
    values
}

/// Tags are set at creation or later, listed, and removed by key.
pub async fn tags_are_kept(target: Target) -> CaseResult {
    let client = target.client();
    let url = client.create_queue(target.name()).tag("team", "orders").await?.queue_url;
    client.tag_queue(&url, [("stage", "test"), ("käse", "🧀")]).await?;
    let tags = client.list_queue_tags(&url).await?.tags;
    let expected = [("käse", "🧀"), ("stage", "test"), ("team", "orders")];
    assert_eq!(tags, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    client.untag_queue(&url, ["team", "käse"]).await?;
    let tags = client.list_queue_tags(&url).await?.tags;
    assert_eq!(tags.keys().collect::<Vec<_>>(), ["stage"]);
    Ok(())
}

/// AddPermission writes a statement into the policy, RemovePermission takes it out.
pub async fn permissions_are_in_the_policy(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    client.add_permission(&url, "senders", ["111122223333"], ["SendMessage"]).await?;
    let attributes = target.attributes(&url).await?;
    let policy = attributes.get(&QueueAttributeName::Policy).expect("the queue has a policy");
    assert!(policy.contains("\"senders\"") && policy.contains("111122223333"), "{policy}");
    client.remove_permission(&url, "senders").await?;
    let attributes = target.attributes(&url).await?;
    let policy = attributes.get(&QueueAttributeName::Policy).unwrap_or_default();
    assert!(!policy.contains("senders"), "{policy}");
    Ok(())
}

/// A deleted queue is gone for every call.
pub async fn a_deleted_queue_is_gone(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    client.delete_queue(&url).await?;
    refused(client.send_message(&url, "body").await, ErrorKind::QueueDoesNotExist);
    refused(client.receive_message(&url).await, ErrorKind::QueueDoesNotExist);
    refused(client.get_queue_url(url.queue_name()).await, ErrorKind::QueueDoesNotExist);
    Ok(())
}

/// PurgeQueue takes visible, delayed and in-flight messages away.
pub async fn purge_empties_the_queue(target: Target) -> CaseResult {
    let (client, url) = (target.client(), target.queue().await?);
    client.send_message(&url, "in flight").await?;
    target.receive_one(&url).await?;
    client.send_message(&url, "visible").await?;
    client.send_message(&url, "delayed").delay(Duration::from_secs(60)).await?;
    client.purge_queue(&url).await?;
    assert_eq!(target.bodies(&url).await?, Vec::<String>::new());
    let attributes = target.attributes(&url).await?;
    assert_eq!(attributes.approximate_number_of_messages(), Some(0));
    assert_eq!(attributes.approximate_number_of_messages_not_visible(), Some(0));
    assert_eq!(attributes.approximate_number_of_messages_delayed(), Some(0));
    Ok(())
}
