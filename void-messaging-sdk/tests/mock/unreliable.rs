//! `at_least_once`: late, twice and out of order, and never lost.

use std::{collections::BTreeMap, time::Duration};

use void_messaging_sdk::mock::MockMessaging;

/// Sends 200 messages and handles what comes, one at a time, until nothing comes any more: the bodies in order.
async fn handle_all(mock: &MockMessaging, name: &str) -> Vec<u32> {
    let queue = mock.create_queue(name);
    let client = mock.client();
    for number in 0..200_u32 {
        queue.send(number.to_string());
    }
    let mut handled = Vec::new();
    loop {
        let received = client.receive_message(queue.url()).wait_time(Duration::from_secs(20)).await.unwrap();
        let Some(message) = received.messages.first() else { return handled };
        handled.push(message.body.parse().unwrap());
        client.delete_message(queue.url(), &message.receipt_handle).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn everything_comes_and_some_of_it_twice_late_and_out_of_order() {
    let mock = MockMessaging::builder().at_least_once(7).build();
    let handled = handle_all(&mock, "q").await;
    let mut times = BTreeMap::<u32, usize>::new();
    handled.iter().for_each(|number| *times.entry(*number).or_default() += 1);
    assert_eq!(times.len(), 200, "every message comes");
    assert!(times.values().all(|times| *times <= 2));
    let twice = times.values().filter(|times| **times == 2).count();
    assert!((20..120).contains(&twice), "{twice} came twice");
    assert!(!handled.is_sorted());
    assert!(mock.queue("q").messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn some_are_late_by_a_second_at_most() {
    let mock = MockMessaging::builder().at_least_once(7).build();
    let queue = mock.create_queue("q");
    (0..100).for_each(|number: i32| drop(queue.send(number.to_string())));
    let late = queue.counts().delayed;
    assert!((10..50).contains(&late), "{late} are late");
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!((queue.counts().visible, queue.counts().delayed), (100, 0));
}

#[tokio::test(start_paused = true)]
async fn one_seed_does_the_same_twice() {
    let run = |seed| async move {
        let mock = MockMessaging::builder().at_least_once(seed).build();
        handle_all(&mock, "q").await
    };
    assert_eq!(run(1).await, run(1).await);
    assert_ne!(run(1).await, run(2).await);
}

#[tokio::test(start_paused = true)]
async fn fifo_queues_and_the_default_mode_stay_reliable() {
    let in_order: Vec<u32> = (0..200).collect();
    assert_eq!(handle_all(&MockMessaging::builder().at_least_once(7).build(), "q.fifo").await, in_order);
    assert_eq!(handle_all(&MockMessaging::new(), "q").await, in_order);
}
