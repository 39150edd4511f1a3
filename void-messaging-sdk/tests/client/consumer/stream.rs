//! The consumer as a stream.

use void_messaging_sdk::{ErrorKind, Outcome, mock::MessageState};

use super::{SECOND, Scene};

#[tokio::test(start_paused = true)]
async fn a_stream_gives_messages_that_are_settled_by_hand() {
    let scene = Scene::new("orders");
    scene.send(["done", "again", "dropped"]);
    let mut deliveries = scene.consumer().concurrency(3).visibility_timeout(10 * SECOND).stream();
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(deliveries.next().await.unwrap().unwrap());
    }
    scene.sleep(100 * SECOND).await;
    assert_eq!(scene.visible(), 0, "as long as they are held they are nobody else's");
    for delivery in held {
        match delivery.message().body.as_str() {
            "done" => delivery.done(),
            "again" => delivery.settle(Outcome::retry_after(50 * SECOND)),
            _ => drop(delivery),
        }
    }
    let dropped = deliveries.next().await.unwrap().unwrap();
    assert_eq!(dropped.message().body, "dropped", "at once");
    dropped.done();
    let stats = deliveries.close().await.unwrap();
    assert_eq!((stats.done, stats.retried), (2, 2));
    let left = scene.queue.messages();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].body(), "again");
    assert!(matches!(left[0].state(), MessageState::InFlight { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_gives_back_what_it_did_not_give_out() {
    let scene = Scene::new("orders");
    scene.send(["hello"; 3]);
    let mut deliveries = scene.consumer().stream();
    let held = deliveries.next().await.unwrap().unwrap();
    drop(deliveries);
    scene.sleep(SECOND).await;
    assert_eq!(scene.visible(), 2);
    held.done();
    scene.sleep(SECOND).await;
    assert_eq!(scene.queue.messages().len(), 2, "what was given out can still be settled");
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_an_error_that_trying_again_is_no_use_for() {
    let scene = Scene::new("orders");
    let nowhere = scene.queue.url().as_str().replace("orders", "no-such-queue");
    let mut deliveries = scene.mock.client().consumer(nowhere).stream();
    assert_eq!(deliveries.next().await.unwrap().unwrap_err().kind(), ErrorKind::QueueDoesNotExist);
    assert!(deliveries.next().await.is_none());
}
