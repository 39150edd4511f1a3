//! How a consumer starts, stands a bad network, and stops.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::Semaphore;
use void_core::{Body, Transport};
use void_messaging_sdk::{ErrorKind, Message};

use super::{SECOND, Scene};

#[tokio::test(start_paused = true)]
async fn shutdown_finishes_what_runs_and_gives_back_what_waits() {
    let scene = Scene::new("orders");
    scene.send(["hello"; 5]);
    let (note, clock) = (scene.note(5), Arc::clone(&scene.clock));
    let stats = scene
        .consumer()
        .concurrency(2)
        .prefetch(3)
        .run(
            move |message: Arc<Message>| {
                let (note, clock) = (note.clone(), Arc::clone(&clock));
                async move {
                    clock.sleep_until(clock.now() + 10 * SECOND).await;
                    note(&message);
                }
            },
            scene.sleep(SECOND),
        )
        .await
        .unwrap();
    assert_eq!((stats.received, stats.done, stats.handed_back), (5, 2, 3));
    assert_eq!(scene.clock.now().since(scene.started).as_secs(), 10, "no longer than the handlers take");
    assert_eq!(
        (scene.queue.messages().len(), scene.visible()),
        (3, 3),
        "at once, not after the visibility time-out"
    );
}

#[tokio::test(start_paused = true)]
async fn shutdown_has_a_limit_and_gives_back_what_is_over_it() {
    let scene = Scene::new("orders");
    scene.send(["endless"]);
    let stats = scene
        .consumer()
        .shutdown_limit(7 * SECOND)
        .run(|_message: Arc<Message>| std::future::pending::<()>(), scene.sleep(SECOND))
        .await
        .unwrap();
    assert_eq!((stats.done, stats.handed_back), (0, 1));
    assert_eq!(scene.clock.now().since(scene.started).as_secs(), 8);
    assert_eq!(scene.visible(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_idle_consumer_stops_at_once() {
    let scene = Scene::new("orders");
    let stats = scene.consumer().run(|_message: Arc<Message>| async {}, scene.sleep(SECOND)).await.unwrap();
    assert_eq!(stats.received, 0);
    assert_eq!(scene.clock.now().since(scene.started).as_secs(), 1, "not after the long poll");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_when_the_consumer_is_dropped() {
    let scene = Scene::new("orders");
    scene.send(["hello"; 15]);
    let note = scene.note(usize::MAX);
    let consumer = scene.consumer().visibility_timeout(30 * SECOND).run(
        move |message: Arc<Message>| {
            note(&message);
            std::future::pending::<()>()
        },
        std::future::pending(),
    );
    tokio::select! {
        _ = consumer => unreachable!("it runs until it is dropped"),
        () = scene.sleep(100 * SECOND) => {}
    }
    assert_eq!(scene.bodies().len(), 10, "each handler was started once");
    scene.sleep(31 * SECOND).await;
    assert_eq!((scene.queue.messages().len(), scene.visible()), (15, 15));
}

#[tokio::test(start_paused = true)]
async fn polls_that_fail_are_waited_out() {
    let scene = Scene::new("orders");
    scene.send(["hello"]);
    let polls = Arc::new(AtomicUsize::new(0));
    let (transport, counted) = (scene.mock.transport(), Arc::clone(&polls));
    let client = scene.client_through(move |request| {
        let (transport, counted) = (transport.clone(), Arc::clone(&counted));
        async move {
            let is_poll = request.headers()["x-amz-target"] == "AmazonSQS.ReceiveMessage";
            if is_poll && counted.fetch_add(1, Ordering::Relaxed) < 30 {
                return Ok(http::Response::builder().status(503).body(Body::empty()).unwrap());
            }
            transport.send(request).await
        }
    });
    let note = scene.note(1);
    let handler = move |message: Arc<Message>| {
        note(&message);
        async {}
    };
    let stats = client.consumer(scene.queue.url()).run(handler, scene.stopped()).await.unwrap();
    assert_eq!(stats.done, 1);
    assert!(scene.times()[0] > 10 * SECOND, "it waited longer and longer: {:?}", scene.times());
}

#[tokio::test(start_paused = true)]
async fn a_first_poll_that_can_never_succeed_is_an_error() {
    let scene = Scene::new("orders");
    let nowhere = scene.queue.url().as_str().replace("orders", "no-such-queue");
    let consumer = scene.mock.client().consumer(nowhere);
    let error = consumer.run(|_message: Arc<Message>| async {}, std::future::pending()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::QueueDoesNotExist);
}

#[tokio::test(start_paused = true)]
async fn messages_that_were_lost_to_a_bad_network_are_handled_all_the_same() {
    let scene = Scene::new("orders");
    scene.send(["hello"; 20]);
    // Every third call fails, every fifth response is lost after the call took effect.
    let calls = Arc::new(AtomicUsize::new(0));
    let transport = scene.mock.transport();
    let client = scene.client_through(move |request| {
        let (transport, call) = (transport.clone(), calls.fetch_add(1, Ordering::Relaxed));
        async move {
            let lost = || Err(void_core::TransportError::new(void_core::TransportErrorKind::Body, "lost"));
            if call % 3 == 0 {
                return lost();
            }
            let response = transport.send(request).await;
            if call % 5 == 0 { lost() } else { response }
        }
    });
    let permits = Arc::new(Semaphore::new(4));
    let note = scene.note(usize::MAX);
    let stats = client
        .consumer(scene.queue.url())
        .run(
            move |message: Arc<Message>| {
                let (note, permits) = (note.clone(), Arc::clone(&permits));
                async move {
                    let _permit = permits.acquire().await;
                    note(&message);
                }
            },
            scene.sleep(3600 * SECOND),
        )
        .await
        .unwrap();
    assert!(scene.queue.messages().is_empty(), "{stats:?}");
    assert_eq!(scene.mock.deleted().len(), 20);
}
