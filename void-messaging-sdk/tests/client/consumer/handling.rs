//! What becomes of a message.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use void_core::TraceContext;
use void_messaging_sdk::{Message, Outcome, mock::MockMessaging, types::RedrivePolicy};

use super::{SECOND, Scene};

#[tokio::test(start_paused = true)]
async fn handles_and_deletes_in_batches() {
    let scene = Scene::new("orders");
    scene.send(["hello"; 25]);
    let (client, counts) = scene.counted();
    let note = scene.note(25);
    let stats = client
        .consumer(scene.queue.url())
        .run(
            move |message: Arc<Message>| {
                note(&message);
                async {}
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!((stats.received, stats.done, stats.retried, stats.handed_back), (25, 25, 0, 0));
    assert!(scene.queue.messages().is_empty());
    assert_eq!(scene.mock.deleted().len(), 25);
    assert_eq!(counts.lock().unwrap()["AmazonSQS.DeleteMessageBatch"], 3);
}

#[tokio::test(start_paused = true)]
async fn handles_no_more_at_a_time_than_it_may() {
    let scene = Scene::new("orders");
    scene.send(["hello"; 20]);
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (note, clock) = (scene.note(20), Arc::clone(&scene.clock));
    let seen = Arc::clone(&most);
    let stats = scene
        .consumer()
        .concurrency(3)
        .run(
            move |message: Arc<Message>| {
                let (note, clock, now, most) =
                    (note.clone(), Arc::clone(&clock), Arc::clone(&now), Arc::clone(&most));
                async move {
                    most.fetch_max(now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                    clock.sleep_until(clock.now() + SECOND).await;
                    now.fetch_sub(1, Ordering::Relaxed);
                    note(&message);
                }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!(seen.load(Ordering::Relaxed), 3);
    assert_eq!((stats.done, stats.handed_back), (20, 0), "takes only what it can start");
}

#[tokio::test(start_paused = true)]
async fn a_message_stays_invisible_as_long_as_its_handler_runs() {
    let scene = Scene::new("orders");
    scene.send(["slow"]);
    let (note, clock) = (scene.note(1), Arc::clone(&scene.clock));
    let stats = scene
        .consumer()
        .visibility_timeout(10 * SECOND)
        .run(
            move |message: Arc<Message>| {
                let (note, clock) = (note.clone(), Arc::clone(&clock));
                async move {
                    clock.sleep_until(clock.now() + 300 * SECOND).await;
                    note(&message);
                }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!((stats.received, stats.done), (1, 1), "nobody received it a second time");
    assert!(scene.queue.messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_retry_waits_as_the_outcome_says_or_longer_at_each_failure() {
    let scene = Scene::new("orders");
    scene.send(["again"]);
    let note = scene.note(6);
    let stats = scene
        .consumer()
        .retry_backoff(100 * SECOND, 300 * SECOND)
        .run(
            move |message: Arc<Message>| {
                note(&message);
                async move {
                    match message.receive_count() {
                        Some(1) => Outcome::retry_after(42 * SECOND),
                        Some(6) => Outcome::Done,
                        _ => Outcome::retry(),
                    }
                }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!((stats.retried, stats.done), (5, 1));
    let waits: Vec<_> = scene.times().windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect();
    assert_eq!(waits[0], 42);
    // Twice 100 s at the second receive, then the most; each a random part of it.
    assert!(waits[1] <= 201 && waits[2..].iter().all(|wait| *wait <= 301), "{waits:?}");
    assert!(waits[2..].iter().any(|wait| *wait != waits[2]), "there is jitter: {waits:?}");
}

#[tokio::test(start_paused = true)]
async fn an_error_a_panic_and_a_time_out_are_retries() {
    let scene = Scene::new("orders");
    scene.send(["error", "panic", "too slow"]);
    let (note, clock) = (scene.note(6), Arc::clone(&scene.clock));
    let stats = scene
        .consumer()
        .handler_timeout(5 * SECOND)
        .run(
            move |message: Arc<Message>| {
                note(&message);
                let clock = Arc::clone(&clock);
                async move {
                    match (message.receive_count(), message.body.as_str()) {
                        (Some(1), "error") => return Err("declined"),
                        (Some(1), "panic") => panic!("a handler that panics"),
                        (Some(1), _) => clock.sleep_until(clock.now() + 60 * SECOND).await,
                        _ => {}
                    }
                    Ok(())
                }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!((stats.retried, stats.panicked, stats.timed_out, stats.done), (3, 1, 1, 3));
    assert!(scene.queue.messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_panics_before_its_first_await_is_a_retry() {
    let scene = Scene::new("orders");
    scene.send(["panic"]);
    let note = scene.note(2);
    let stats = scene
        .consumer()
        .run(
            move |message: Arc<Message>| {
                note(&message);
                assert!(message.receive_count() > Some(1), "panics outside of the future");
                async {}
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!((stats.panicked, stats.done), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_goes_to_the_queue_of_the_redrive_policy_at_once() {
    let scene = Scene::new("orders");
    let dead_letters = scene.mock.create_queue("orders-dlq");
    let client = scene.mock.client();
    let policy = RedrivePolicy::new(dead_letters.arn(), 10);
    client.set_queue_attributes(scene.queue.url()).redrive_policy(&policy).await.unwrap();
    client
        .send_message(scene.queue.url(), "no order")
        .message_attribute("EventType", "OrderPlaced")
        .trace_header("Root=1-5759e988-bd862e3fe1be46a994272793")
        .await
        .unwrap();
    let note = scene.note(1);
    let stats = scene
        .consumer()
        .run(
            move |message: Arc<Message>| {
                note(&message);
                async { Outcome::dead_letter("it is no order") }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!((stats.dead_lettered, stats.done, stats.retried), (1, 0, 0));
    assert!(scene.queue.messages().is_empty());
    let dead = dead_letters.messages();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].body(), "no order");
    assert_eq!(dead[0].attribute("EventType"), Some("OrderPlaced"));
    assert_eq!(dead[0].attribute("VoidDeadLetterReason"), Some("it is no order"));
    assert_eq!(dead[0].trace_header(), Some("Root=1-5759e988-bd862e3fe1be46a994272793"));
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_without_a_queue_to_go_to_is_not_lost() {
    let scene = Scene::new("orders");
    scene.send(["no order"]);
    let note = scene.note(2);
    let stats = scene
        .consumer()
        .run(
            move |message: Arc<Message>| {
                note(&message);
                async { Outcome::dead_letter("it is no order") }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!((stats.dead_lettered, stats.retried), (0, 2));
    assert_eq!(scene.queue.messages().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_waited_too_long_is_given_back_instead_of_started() {
    let scene = Scene::new("orders");
    scene.send(["1", "2"]);
    let (note, clock) = (scene.note(2), Arc::clone(&scene.clock));
    let stats = scene
        .consumer()
        .concurrency(1)
        .prefetch(1)
        .visibility_timeout(30 * SECOND)
        .shutdown_limit(200 * SECOND)
        .run(
            move |message: Arc<Message>| {
                note(&message);
                let clock = Arc::clone(&clock);
                async move { clock.sleep_until(clock.now() + 100 * SECOND).await }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!(stats.done, 2);
    assert_eq!(
        (stats.received, stats.handed_back),
        (3, 1),
        "and not taken ahead again until a handler is free"
    );
    assert!(scene.queue.messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_handler_works_in_the_trace_of_its_message() {
    let scene = Scene::new("orders");
    let next = scene.mock.create_queue("next");
    let root = "1-5759e988-bd862e3fe1be46a994272793";
    let client = scene.mock.client();
    client
        .send_message(scene.queue.url(), "hello")
        .trace_header(format!("Root={root};Hops=1"))
        .await
        .unwrap();
    let (note, next_url) = (scene.note(1), next.url());
    scene
        .consumer()
        .run(
            move |message: Arc<Message>| {
                let (note, client, next_url) = (note.clone(), client.clone(), next_url.clone());
                async move {
                    client.send_message(next_url, "on").await?;
                    note(&message);
                    Ok::<_, void_messaging_sdk::Error>(())
                }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    let trace = TraceContext::parse(next.messages()[0].trace_header().unwrap()).unwrap();
    assert_eq!((trace.root.as_str(), trace.hops), (root, 2));
}

#[tokio::test(start_paused = true)]
async fn several_polls_bring_more_at_a_time() {
    let scene = Scene::new("orders");
    scene.send(["hello"; 40]);
    let (note, clock) = (scene.note(40), Arc::clone(&scene.clock));
    let stats = scene
        .consumer()
        .concurrency(40)
        .polls(4)
        .run(
            move |message: Arc<Message>| {
                note(&message);
                let clock = Arc::clone(&clock);
                async move { clock.sleep_until(clock.now() + SECOND).await }
            },
            scene.stopped(),
        )
        .await
        .unwrap();
    assert_eq!((stats.received, stats.done), (40, 40));
    assert!(scene.times().iter().all(|at| *at < SECOND), "all at once: {:?}", scene.times());
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_delivers_more_than_once_is_emptied_all_the_same() {
    for seed in 0..8 {
        let scene = Scene::of(MockMessaging::builder().at_least_once(seed).build(), "orders");
        let bodies: Vec<String> = (0..50).map(|n| n.to_string()).collect();
        for body in &bodies {
            scene.queue.send(body);
        }
        let note = scene.note(usize::MAX);
        let stats = scene
            .consumer()
            .run(
                move |message: Arc<Message>| {
                    note(&message);
                    async move {
                        if message.receive_count() == Some(1) { Outcome::retry() } else { Outcome::Done }
                    }
                },
                scene.sleep(7200 * SECOND),
            )
            .await
            .unwrap();
        let handled: BTreeSet<String> = scene.bodies().into_iter().collect();
        assert_eq!(handled, bodies.into_iter().collect(), "seed {seed}, {stats:?}");
        assert!(scene.queue.messages().is_empty(), "seed {seed}, {stats:?}");
    }
}
