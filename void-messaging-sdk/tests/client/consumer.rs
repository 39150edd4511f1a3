//! The consumer on the mock, under paused time.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Notify, Semaphore};
use void_core::{Body, SharedClock, Timestamp, TraceContext, Transport, transport_fn};
use void_messaging_sdk::{
    Consumer, ErrorKind, Message, Outcome, OutgoingMessage, VoidMessagingClient,
    mock::{MessageState, MockMessaging, MockQueue},
    types::RedrivePolicy,
};

const SECOND: Duration = Duration::from_secs(1);

/// A backend with a queue, and what handlers did, by body and with times.
struct Scene {
    mock: MockMessaging,
    queue: MockQueue,
    clock: SharedClock,
    started: Timestamp,
    handled: Arc<Mutex<Vec<(String, Duration)>>>,
    stop: Arc<Notify>,
}

impl Scene {
    fn new(name: &str) -> Self {
        let mock = MockMessaging::new();
        let queue = mock.create_queue(name);
        let clock = Arc::clone(mock.config().clock());
        let started = clock.now();
        Self { mock, queue, clock, started, handled: Arc::default(), stop: Arc::default() }
    }

    fn consumer(&self) -> Consumer {
        self.mock.client().consumer(self.queue.url())
    }

    fn send(&self, bodies: impl IntoIterator<Item = &'static str>) {
        for body in bodies {
            self.queue.send(body);
        }
    }

    async fn send_to_group(&self, group: &str, bodies: impl IntoIterator<Item = &'static str>) {
        let messages = bodies
            .into_iter()
            .map(|body| OutgoingMessage::new(body).message_group_id(group).message_deduplication_id(body));
        for result in self.mock.client().send_messages(self.queue.url(), messages).await {
            result.unwrap();
        }
    }

    /// Notes that a message is handled now, and stops the consumer at the `last` one.
    fn note(&self, last: usize) -> impl Fn(&Message) + Clone + Send + Sync + 'static {
        let (handled, stop, clock, started) =
            (Arc::clone(&self.handled), Arc::clone(&self.stop), Arc::clone(&self.clock), self.started);
        move |message| {
            let mut handled = handled.lock().unwrap();
            handled.push((message.body.clone(), clock.now().since(started)));
            if handled.len() == last {
                stop.notify_one();
            }
        }
    }

    fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let stop = Arc::clone(&self.stop);
        async move { stop.notified().await }
    }

    fn sleep(&self, time: Duration) -> impl Future<Output = ()> + Send + 'static {
        let clock = Arc::clone(&self.clock);
        async move { clock.sleep_until(clock.now() + time).await }
    }

    fn bodies(&self) -> Vec<String> {
        self.handled.lock().unwrap().iter().map(|(body, _)| body.clone()).collect()
    }

    fn times(&self) -> Vec<Duration> {
        self.handled.lock().unwrap().iter().map(|(_, at)| *at).collect()
    }

    fn visible(&self) -> usize {
        self.queue.messages().iter().filter(|message| message.state() == MessageState::Visible).count()
    }

    /// A client whose calls are counted by operation.
    fn counted(&self) -> (VoidMessagingClient, Arc<Mutex<BTreeMap<String, usize>>>) {
        let counts = Arc::new(Mutex::new(BTreeMap::new()));
        let (transport, counted) = (self.mock.transport(), Arc::clone(&counts));
        let client = self.client_through(move |request| {
            let target = request.headers()["x-amz-target"].to_str().unwrap().to_owned();
            *counted.lock().unwrap().entry(target).or_insert(0) += 1;
            let transport = transport.clone();
            async move { transport.send(request).await }
        });
        (client, counts)
    }

    fn client_through<F, R>(&self, function: F) -> VoidMessagingClient
    where
        F: Fn(http::Request<Body>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<http::Response<Body>, void_core::TransportError>> + Send + 'static,
    {
        let config = void_core::Config::builder()
            .endpoint_url("http://localhost:4566")
            .region("us-east-1")
            .transport(transport_fn(function))
            .clock(Arc::clone(&self.clock))
            .random(void_core::Random::from_seed(7))
            .build();
        VoidMessagingClient::new(config)
    }
}

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
