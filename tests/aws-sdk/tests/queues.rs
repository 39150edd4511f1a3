//! Queues: made, found, configured, tagged, shared, deleted.

use std::collections::HashMap;

use aws_sdk_sqs::{Client, types::QueueAttributeName};
use void_aws_sdk_tests::client;
use void_messaging_sdk::mock::MockMessaging;

async fn create(client: &Client, name: &str) -> String {
    client.create_queue().queue_name(name).send().await.unwrap().queue_url.unwrap()
}

#[tokio::test(start_paused = true)]
async fn are_created_found_and_deleted() {
    let mock = MockMessaging::new();
    let client = client(mock.transport());
    let url = create(&client, "orders").await;
    assert!(url.ends_with("/orders"), "{url}");
    let found = client.get_queue_url().queue_name("orders").send().await.unwrap();
    assert_eq!(found.queue_url(), Some(&*url));
    assert_eq!(mock.queue("orders").url().to_string(), url);
    client.delete_queue().queue_url(&url).send().await.unwrap();
    assert!(client.get_queue_url().queue_name("orders").send().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn are_listed_by_prefix_in_pages() {
    let mock = MockMessaging::new();
    let client = client(mock.transport());
    for name in ["orders-1", "orders-2", "orders-3", "others"] {
        create(&client, name).await;
    }
    let first = client.list_queues().queue_name_prefix("orders").max_results(2).send().await.unwrap();
    assert_eq!((first.queue_urls().len(), first.next_token().is_some()), (2, true));
    let mut pages =
        client.list_queues().queue_name_prefix("orders").max_results(2).into_paginator().items().send();
    let mut names = Vec::new();
    while let Some(url) = pages.next().await {
        names.push(url.unwrap().rsplit('/').next().unwrap().to_owned());
    }
    names.sort();
    assert_eq!(names, ["orders-1", "orders-2", "orders-3"]);
}

#[tokio::test(start_paused = true)]
async fn keep_their_attributes() {
    let mock = MockMessaging::new();
    let client = client(mock.transport());
    let created =
        client.create_queue().queue_name("orders").attributes(QueueAttributeName::DelaySeconds, "5");
    let url = created.send().await.unwrap().queue_url.unwrap();
    let set =
        client.set_queue_attributes().queue_url(&url).attributes(QueueAttributeName::VisibilityTimeout, "45");
    set.send().await.unwrap();
    let all =
        client.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::All).send().await;
    let attributes: HashMap<QueueAttributeName, String> = all.unwrap().attributes.unwrap();
    assert_eq!(attributes[&QueueAttributeName::DelaySeconds], "5");
    assert_eq!(attributes[&QueueAttributeName::VisibilityTimeout], "45");
    assert!(attributes[&QueueAttributeName::QueueArn].ends_with(":orders"));
    let one = client.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::DelaySeconds);
    assert_eq!(one.send().await.unwrap().attributes.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn carry_tags() {
    let mock = MockMessaging::new();
    let client = client(mock.transport());
    let created = client.create_queue().queue_name("orders").tags("team", "shop");
    let url = created.send().await.unwrap().queue_url.unwrap();
    client.tag_queue().queue_url(&url).tags("stage", "test").tags("team", "store").send().await.unwrap();
    client.untag_queue().queue_url(&url).tag_keys("stage").send().await.unwrap();
    let tags = client.list_queue_tags().queue_url(&url).send().await.unwrap().tags.unwrap();
    assert_eq!(tags, HashMap::from([("team".to_owned(), "store".to_owned())]));
}

#[tokio::test(start_paused = true)]
async fn are_shared_and_no_longer() {
    let mock = MockMessaging::new();
    let client = client(mock.transport());
    let url = create(&client, "orders").await;
    let policy = || async {
        let policy =
            client.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::Policy);
        policy.send().await.unwrap().attributes.and_then(|mut it| it.remove(&QueueAttributeName::Policy))
    };
    let shared = client.add_permission().queue_url(&url).label("partner").actions("SendMessage");
    shared.aws_account_ids("111122223333").send().await.unwrap();
    let shared = policy().await.unwrap();
    assert!(shared.contains("partner") && shared.contains("111122223333"), "{shared}");
    client.remove_permission().queue_url(&url).label("partner").send().await.unwrap();
    assert!(!policy().await.unwrap_or_default().contains("partner"));
}

#[tokio::test(start_paused = true)]
async fn are_named_as_sources_of_a_dead_letter_queue() {
    let mock = MockMessaging::new();
    let client = client(mock.transport());
    let dead = create(&client, "dead").await;
    let arn = mock.queue("dead").arn().to_string();
    let redrive = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":"3"}}"#);
    let source =
        client.create_queue().queue_name("orders").attributes(QueueAttributeName::RedrivePolicy, redrive);
    let source = source.send().await.unwrap().queue_url.unwrap();
    let listed = client.list_dead_letter_source_queues().queue_url(dead).send().await.unwrap();
    assert_eq!(listed.queue_urls, [source]);
}
