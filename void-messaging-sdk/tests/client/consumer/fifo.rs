//! Order within a group of a FIFO queue.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use void_core::{Body, Transport};
use void_messaging_sdk::{Message, Outcome};

use super::{SECOND, Scene};

#[tokio::test(start_paused = true)]
async fn a_fifo_group_is_handled_in_order_one_at_a_time_and_groups_side_by_side() {
    let scene = Scene::new("orders.fifo");
    scene.send_to_group("a", ["a1", "a2", "a3"]).await;
    scene.send_to_group("b", ["b1", "b2"]).await;
    let (note, clock) = (scene.note(5), Arc::clone(&scene.clock));
    let stats = scene
        .consumer()
        .visibility_timeout(10 * SECOND)
        .run(
            move |message: Arc<Message>| {
                let (note, clock) = (note.clone(), Arc::clone(&clock));
                async move {
                    clock.sleep_until(clock.now() + 30 * SECOND).await;
                    note(&message);
                }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!(
        (stats.received, stats.done, stats.handed_back),
        (5, 5, 0),
        "what waits for its group is kept"
    );
    let group = |name: char| {
        scene.bodies().into_iter().filter(move |body| body.starts_with(name)).collect::<Vec<_>>()
    };
    assert_eq!(
        (group('a'), group('b')),
        (vec!["a1".into(), "a2".into(), "a3".into()], vec!["b1".into(), "b2".into()])
    );
    let times = scene.times();
    assert_eq!(times[0], times[1], "one of each group at a time: {times:?}");
    assert!(times[2] - times[0] >= 30 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_fifo_group_waits_for_a_message_that_failed() {
    let scene = Scene::new("orders.fifo");
    scene.send_to_group("a", ["a1", "a2", "a3"]).await;
    scene.send_to_group("b", ["b1"]).await;
    let note = scene.note(5);
    let stats = scene
        .consumer()
        .run(
            move |message: Arc<Message>| {
                note(&message);
                async move {
                    let fails = message.body == "a1" && message.receive_count() == Some(1);
                    if fails { Outcome::retry_after(60 * SECOND) } else { Outcome::Done }
                }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!(scene.bodies(), ["a1", "b1", "a1", "a2", "a3"]);
    assert!(scene.times()[2] - scene.times()[0] >= 60 * SECOND);
    assert_eq!((stats.retried, stats.handed_back, stats.done), (1, 2, 4));
}

#[tokio::test(start_paused = true)]
async fn a_fifo_group_waits_until_its_message_is_really_deleted() {
    let scene = Scene::new("orders.fifo");
    scene.send_to_group("a", ["a1", "a2"]).await;
    let (transport, refused) = (scene.mock.transport(), Arc::new(AtomicUsize::new(0)));
    let client = scene.client_through(move |request| {
        let (transport, refused) = (transport.clone(), Arc::clone(&refused));
        async move {
            let is_delete = request.headers()["x-amz-target"] == "AmazonSQS.DeleteMessageBatch";
            if is_delete && refused.fetch_add(1, Ordering::Relaxed) == 0 {
                let body = Body::from(r#"{"__type":"com.amazonaws.sqs#AccessDeniedException"}"#);
                return Ok(http::Response::builder().status(403).body(body).unwrap());
            }
            transport.send(request).await
        }
    });
    let note = scene.note(3);
    let handler = move |message: Arc<Message>| {
        note(&message);
        async {}
    };
    let stats = client.consumer(scene.queue.url()).run(handler, scene.stopped()).await.unwrap();
    assert_eq!(scene.bodies(), ["a1", "a1", "a2"], "a2 does not come between two receives of a1");
    assert_eq!(stats.done, 2);
}
