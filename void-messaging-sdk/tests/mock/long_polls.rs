//! Long polls: they wake at once, and sleep otherwise.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinHandle, time::Instant};
use void_core::{Timestamp, clock::ManualClock};
use void_messaging_sdk::{
    ErrorKind,
    mock::{MockMessaging, MockQueue},
};

/// A long poll of 20 seconds; how many messages it got, and after how long.
#[expect(clippy::disallowed_methods, reason = "what is measured is the time of the test")]
fn poll(mock: &MockMessaging, queue: &MockQueue) -> JoinHandle<(usize, Duration)> {
    let (client, url) = (mock.client(), queue.url());
    tokio::spawn(async move {
        let started = Instant::now();
        let received = client.receive_message(url).wait_time(Duration::from_secs(20)).await.unwrap();
        (received.messages.len(), started.elapsed())
    })
}

async fn settle() {
    for _ in 0..32 {
        tokio::task::yield_now().await;
    }
}

async fn pass(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
    settle().await;
}

#[tokio::test(start_paused = true)]
async fn wakes_when_a_message_is_sent() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    let waiting = poll(&mock, &queue);
    settle().await;
    pass(7).await;
    queue.send("a");
    assert_eq!(waiting.await.unwrap(), (1, Duration::from_secs(7)));
}

#[tokio::test(start_paused = true)]
async fn wakes_when_a_delay_or_a_visibility_timeout_ends() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue_with("q", [("VisibilityTimeout", "8")]);
    let client = mock.client();
    client.send_message(queue.url(), "delayed").delay(Duration::from_secs(5)).await.unwrap();
    assert_eq!(poll(&mock, &queue).await.unwrap(), (1, Duration::from_secs(5)));
    assert_eq!(poll(&mock, &queue).await.unwrap(), (1, Duration::from_secs(8)));
}

#[tokio::test(start_paused = true)]
async fn wakes_when_a_visibility_timeout_is_cut_short() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    queue.send("a");
    let client = mock.client();
    let received = client.receive_message(queue.url()).await.unwrap();
    let waiting = poll(&mock, &queue);
    settle().await;
    let handle = &received.messages[0].receipt_handle;
    client.change_message_visibility(queue.url(), handle, Duration::from_secs(3)).await.unwrap();
    assert_eq!(waiting.await.unwrap(), (1, Duration::from_secs(3)));
}

#[tokio::test(start_paused = true)]
async fn ends_empty_when_its_time_is_over() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    assert_eq!(poll(&mock, &queue).await.unwrap(), (0, Duration::from_secs(20)));
}

#[tokio::test(start_paused = true)]
async fn waits_as_long_as_the_queue_says_where_the_call_does_not() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue_with("q", [("ReceiveMessageWaitTimeSeconds", "3")]);
    let client = mock.client();
    let before = mock.config().clock().now();
    assert_eq!(client.receive_message(queue.url()).await.unwrap().messages.len(), 0);
    assert_eq!(mock.config().clock().now(), before + Duration::from_secs(3));
    assert_eq!(
        client.receive_message(queue.url()).wait_time(Duration::ZERO).await.unwrap().messages.len(),
        0
    );
    assert_eq!(mock.config().clock().now(), before + Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn wakes_one_waiter_for_each_message() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    let waiting: Vec<_> = (0..50).map(|_| poll(&mock, &queue)).collect();
    settle().await;
    for _ in 0..50 {
        queue.send("a");
    }
    for waiting in waiting {
        assert_eq!(waiting.await.unwrap(), (1, Duration::ZERO));
    }
}

#[tokio::test(start_paused = true)]
async fn all_that_come_to_light_at_once_are_received_at_once() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    let client = mock.client();
    for _ in 0..20 {
        client.send_message(queue.url(), "a").delay(Duration::from_secs(4)).await.unwrap();
    }
    let waiting: Vec<_> = (0..20).map(|_| poll(&mock, &queue)).collect();
    for waiting in waiting {
        assert_eq!(waiting.await.unwrap(), (1, Duration::from_secs(4)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiter_that_is_given_up_takes_no_message_and_no_wake_up_along() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    let client = mock.client();
    queue.send("a");
    let received = client.receive_message(queue.url()).await.unwrap();
    let (first, second) = (poll(&mock, &queue), poll(&mock, &queue));
    settle().await;
    // One of them is told that the message comes to light sooner; the other relies on it.
    let handle = &received.messages[0].receipt_handle;
    client.change_message_visibility(queue.url(), handle, Duration::from_secs(10)).await.unwrap();
    settle().await;
    first.abort();
    settle().await;
    assert_eq!(second.await.unwrap(), (1, Duration::from_secs(10)));
}

#[tokio::test(start_paused = true)]
async fn a_group_that_opens_wakes_a_waiter() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q.fifo");
    queue.send("1");
    queue.send("2");
    let client = mock.client();
    let received = client.receive_message(queue.url()).await.unwrap();
    let waiting = poll(&mock, &queue);
    settle().await;
    pass(2).await;
    client.delete_message(queue.url(), &received.messages[0].receipt_handle).await.unwrap();
    assert_eq!(waiting.await.unwrap(), (1, Duration::from_secs(2)));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_queue_ends_the_wait() {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("q");
    let (client, url) = (mock.client(), queue.url());
    let waiting =
        tokio::spawn(async move { client.receive_message(url).wait_time(Duration::from_secs(20)).await });
    settle().await;
    mock.client().delete_queue(queue.url()).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap_err().kind(), ErrorKind::QueueDoesNotExist);
}

#[tokio::test]
async fn follows_a_clock_that_is_moved_by_hand() {
    let clock = Arc::new(ManualClock::new(Timestamp::from_secs(1_700_000_000)));
    let mock = MockMessaging::builder().clock(clock.clone()).build();
    let queue = mock.create_queue_with("q", [("VisibilityTimeout", "10")]);
    queue.send("a");
    assert_eq!(mock.client().receive_message(queue.url()).await.unwrap().messages.len(), 1);
    assert_eq!(mock.client().receive_message(queue.url()).await.unwrap().messages.len(), 0);
    assert_eq!(mock.next_wakeup(), Some(Timestamp::from_secs(1_700_000_010)));
    let waiting = poll(&mock, &queue);
    settle().await;
    clock.advance(Duration::from_secs(9));
    settle().await;
    assert!(!waiting.is_finished());
    clock.advance(Duration::from_secs(1));
    assert_eq!(waiting.await.unwrap().0, 1);
}
