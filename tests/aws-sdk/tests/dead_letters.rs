//! Dead letters: moved aside after the limit, and moved back.

use std::time::Duration;

use aws_sdk_sqs::{Client, types::QueueAttributeName};
use void_aws_sdk_tests::{client, code};
use void_messaging_sdk::mock::MockMessaging;

/// A queue `orders` whose messages go to `dead` after one receive, and one message that is there already.
async fn dead_letter(mock: &MockMessaging, client: &Client) -> String {
    mock.create_queue("dead");
    let arn = mock.queue("dead").arn().to_string();
    let redrive = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":1}}"#);
    let source =
        client.create_queue().queue_name("orders").attributes(QueueAttributeName::RedrivePolicy, redrive);
    let url = source.send().await.unwrap().queue_url.unwrap();
    client.send_message().queue_url(&url).message_body("poison").send().await.unwrap();
    for expected in [1, 0] {
        let received = client.receive_message().queue_url(&url).visibility_timeout(1).send().await.unwrap();
        assert_eq!(received.messages().len(), expected);
        tokio::time::advance(Duration::from_secs(2)).await;
    }
    assert_eq!(mock.queue("dead").messages().len(), 1);
    arn
}

#[tokio::test(start_paused = true)]
async fn are_moved_back_to_where_they_came_from() {
    let mock = MockMessaging::new();
    let client = client(mock.transport());
    let arn = dead_letter(&mock, &client).await;
    let started = client.start_message_move_task().source_arn(&arn).send().await.unwrap();
    assert!(started.task_handle().is_some());
    tokio::time::advance(Duration::from_secs(60)).await;
    let url = mock.queue("orders").url().to_string();
    let received = client.receive_message().queue_url(&url).wait_time_seconds(1).send().await.unwrap();
    assert_eq!(received.messages()[0].body(), Some("poison"));
    let tasks = client.list_message_move_tasks().source_arn(&arn).send().await.unwrap();
    let [task] = tasks.results() else { panic!("{tasks:?}") };
    assert_eq!((task.status(), task.approximate_number_of_messages_moved()), (Some("COMPLETED"), 1));
}

#[tokio::test(start_paused = true)]
async fn stay_where_they_are_when_the_task_is_cancelled() {
    let mock = MockMessaging::new();
    let client = client(mock.transport());
    let arn = dead_letter(&mock, &client).await;
    let dead = mock.queue("dead").url().to_string();
    for body in ["a", "b", "c", "d", "e"] {
        client.send_message().queue_url(&dead).message_body(body).send().await.unwrap();
    }
    let started = client.start_message_move_task().source_arn(&arn).max_number_of_messages_per_second(1);
    let handle = started.send().await.unwrap().task_handle.unwrap();
    let cancelled = client.cancel_message_move_task().task_handle(&handle).send().await.unwrap();
    assert!(cancelled.approximate_number_of_messages_moved() < 6);
    tokio::time::advance(Duration::from_secs(60)).await;
    assert!(!mock.queue("dead").messages().is_empty());
    let error = client.cancel_message_move_task().task_handle("nonsense").send().await.unwrap_err();
    assert!(["ResourceNotFoundException", "InvalidParameterValue"].contains(&&*code(&error)), "{error:?}");
}
