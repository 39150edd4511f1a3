//! Consumers with enhanced fan-out: registered, described, listed, deregistered.

use std::time::Duration;

use void_streams_sdk::{ErrorKind, types::ConsumerStatus};

use super::{CaseResult, Target, target::refused};

/// A consumer is registered under its stream, described, and gone when it is deregistered.
pub async fn a_consumer_has_a_life(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let arn = target.arn(&name).await?;
    let consumer = target.consumer(&arn, "one").await?;
    assert!(consumer.consumer_arn.as_str().starts_with(&format!("{arn}/consumer/one")), "{consumer:?}");
    let described = client.describe_stream_consumer(&consumer.consumer_arn).await?.consumer_description;
    assert_eq!((&described.stream_arn, described.consumer_name.as_str()), (&arn, "one"));
    assert_eq!(described.consumer_status, ConsumerStatus::Active);
    client.deregister_stream_consumer(&consumer.consumer_arn).await?;
    let mut described = client.describe_stream_consumer(&consumer.consumer_arn).await;
    while let Ok(answer) = described {
        assert_eq!(answer.consumer_description.consumer_status, ConsumerStatus::Deleting);
        target.pass(Duration::from_secs(1)).await;
        described = client.describe_stream_consumer(&consumer.consumer_arn).await;
    }
    refused(described, &[ErrorKind::ResourceNotFound]);
    Ok(())
}

/// Consumers are listed, in pages where they are asked for.
pub async fn consumers_are_listed_page_by_page(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let arn = target.arn(&name).await?;
    for number in 0..3 {
        target.consumer(&arn, &format!("c-{number}")).await?;
    }
    let all = client.list_stream_consumers(&arn).await?.consumers;
    assert_eq!(all.iter().map(|c| c.consumer_name.as_str()).collect::<Vec<_>>(), ["c-0", "c-1", "c-2"]);
    let page = client.list_stream_consumers(&arn).max_results(2).await?;
    assert_eq!(page.consumers, all[..2]);
    let token = page.next_token.expect("there is one more");
    let page = client.list_stream_consumers(&arn).next_token(token).await?;
    assert_eq!((page.consumers, page.next_token), (all[2..].to_vec(), None));
    Ok(())
}

/// A consumer's name is one of a kind in its stream.
pub async fn a_consumer_s_name_is_taken(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let arn = target.arn(&name).await?;
    client.register_stream_consumer(&arn, "one").await?;
    refused(client.register_stream_consumer(&arn, "one").await, &[ErrorKind::ResourceInUse]);
    let other = target.arn(&target.stream(1).await?).await?;
    client.register_stream_consumer(other, "one").await?;
    Ok(())
}
