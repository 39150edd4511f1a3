//! SubscribeToShard: what is pushed, when, and when it ends.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use ciborium::{Value as Cbor, cbor};
use http::Request;
use void_core::{Body, Clock, SystemClock, Transport, protocol::event_stream::Decoder, time::timeout};
use void_streams_sdk::{
    Error, ErrorKind, ShardSubscription, StartingPosition,
    operations::SubscribeToShardEvent,
    types::{ConsumerArn, HashKey},
};

use crate::support::World;

const SHARD: &str = "shardId-000000000000";

struct Fan {
    world: World,
    consumer: ConsumerArn,
}

impl Fan {
    /// A stream `orders` of some shards with a consumer.
    async fn out(shards: u32) -> Self {
        let world = World::new();
        world.mock.create_stream("orders", shards);
        let consumer = register(&world, "c").await;
        Self { world, consumer }
    }

    async fn subscribe(&self, position: StartingPosition) -> ShardSubscription {
        self.try_subscribe(position).await.unwrap()
    }

    async fn try_subscribe(&self, position: StartingPosition) -> Result<ShardSubscription, Error> {
        self.world.client.subscribe_to_shard(&self.consumer, SHARD, position).await
    }

    fn put(&self, data: &str) {
        // In the first shard, of however many.
        self.world.mock.stream("orders").put_at(HashKey(0), "k", data);
    }
}

async fn register(world: &World, name: &str) -> ConsumerArn {
    let stream = world.mock.stream("orders").arn();
    world.client.register_stream_consumer(stream, name).await.unwrap().consumer.consumer_arn
}

/// What comes next, while the backend's clock stands still; tokio's is paused, so what never comes is known at once.
async fn next(subscription: &mut ShardSubscription) -> Option<Result<SubscribeToShardEvent, Error>> {
    let clock = SystemClock::new();
    let next = timeout(&clock, Duration::from_secs(1), subscription.next());
    next.await.expect("nothing comes before the clock is moved")
}

async fn event(subscription: &mut ShardSubscription) -> SubscribeToShardEvent {
    next(subscription).await.unwrap().unwrap()
}

fn texts(event: &SubscribeToShardEvent) -> Vec<&str> {
    event.records.iter().map(|record| record.text().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_there_is_pushed_and_then_what_comes() {
    let fan = Fan::out(1).await;
    fan.put("a");
    fan.put("b");
    let mut subscription = fan.subscribe(StartingPosition::trim_horizon()).await;
    let first = event(&mut subscription).await;
    assert_eq!(texts(&first), ["a", "b"]);
    assert_eq!(first.continuation_sequence_number.as_ref(), Some(&first.records[1].sequence_number));
    assert_eq!(first.behind_latest(), Duration::ZERO);

    // Whoever waits is woken by the put, with no time passing.
    let mut second = pin!(event(&mut subscription));
    assert!(poll_fn(|context| Poll::Ready(second.as_mut().poll(context).is_pending())).await);
    fan.put("c");
    assert_eq!(texts(&second.await), ["c"]);
}

#[tokio::test(start_paused = true)]
async fn another_shards_records_do_not_come() {
    let fan = Fan::out(2).await;
    let mut subscription = fan.subscribe(StartingPosition::latest()).await;
    assert!(event(&mut subscription).await.records.is_empty());
    let stream = fan.world.mock.stream("orders");
    let ranges: Vec<_> = stream.shards().iter().map(|shard| shard.hash_key_range.starting_hash_key).collect();
    let (pushed, ()) = tokio::join!(event(&mut subscription), async {
        for (range, data) in [(ranges[1], "theirs"), (ranges[0], "ours")] {
            fan.world.client.put_record("orders", "k", data).explicit_hash_key(range).await.unwrap();
        }
    });
    assert_eq!(texts(&pushed), ["ours"]);
}

/// Where nothing is put an event comes at once and then every 5 seconds, so that a reader knows where to resume.
#[tokio::test(start_paused = true)]
async fn an_event_without_records_comes_every_five_seconds() {
    let fan = Fan::out(1).await;
    let mut subscription = fan.subscribe(StartingPosition::latest()).await;
    let first = event(&mut subscription).await;
    assert!(first.records.is_empty() && !first.is_end_of_shard());
    for _ in 0..3 {
        let started = Clock::now(&fan.world.clock);
        let (heartbeat, ()) = tokio::join!(event(&mut subscription), async {
            fan.world.pass(Duration::from_millis(4_999));
            tokio::task::yield_now().await;
            fan.world.pass(Duration::from_millis(1));
        });
        assert!(heartbeat.records.is_empty());
        assert_eq!(Clock::now(&fan.world.clock).since(started), Duration::from_secs(5));
    }
    // From where an event without records came to, the next one is what is put after it.
    let resume = event_after(&fan, &mut subscription).await.continuation_sequence_number.unwrap();
    fan.put("later");
    let mut resumed = fan.subscribe(StartingPosition::after_sequence_number(resume)).await;
    assert_eq!(texts(&event(&mut resumed).await), ["later"]);
}

async fn event_after(fan: &Fan, subscription: &mut ShardSubscription) -> SubscribeToShardEvent {
    fan.world.pass(Duration::from_secs(5));
    event(subscription).await
}

#[tokio::test(start_paused = true)]
async fn a_subscription_resumes_where_the_last_event_came_to() {
    let fan = Fan::out(1).await;
    fan.put("a");
    let mut subscription = fan.subscribe(StartingPosition::trim_horizon()).await;
    let resume = event(&mut subscription).await.continuation_sequence_number.unwrap();
    drop(subscription);
    fan.put("b");
    fan.put("c");
    fan.world.pass(Duration::from_secs(5));
    let mut resumed = fan.subscribe(StartingPosition::after_sequence_number(resume)).await;
    assert_eq!(texts(&event(&mut resumed).await), ["b", "c"]);
}

#[tokio::test(start_paused = true)]
async fn a_subscription_ends_by_itself_after_five_minutes() {
    let fan = Fan::out(1).await;
    let mut subscription = fan.subscribe(StartingPosition::latest()).await;
    let mut events = 0;
    let mut waited = Duration::ZERO;
    while let Some(item) = {
        if events > 0 {
            fan.world.pass(Duration::from_secs(5));
            waited += Duration::from_secs(5);
        }
        next(&mut subscription).await
    } {
        assert!(item.unwrap().records.is_empty());
        events += 1;
    }
    assert_eq!((events, waited), (60, Duration::from_secs(300)));
    assert!(next(&mut subscription).await.is_none());
    drop(fan.subscribe(StartingPosition::latest()).await);
}

#[tokio::test(start_paused = true)]
async fn many_records_come_in_events_of_a_bounded_size() {
    let fan = Fan::out(1).await;
    for number in 0..2_500 {
        fan.put(&number.to_string());
    }
    let mut subscription = fan.subscribe(StartingPosition::trim_horizon()).await;
    let mut read = Vec::new();
    while read.len() < 2_500 {
        let event = event(&mut subscription).await;
        assert!(event.records.len() <= 1_000);
        read.extend(event.records);
    }
    let expected: Vec<_> = (0..2_500).map(|number: i32| number.to_string()).collect();
    assert_eq!(read.iter().map(|record| record.text().unwrap()).collect::<Vec<_>>(), expected);
}

#[tokio::test(start_paused = true)]
async fn one_subscription_of_a_consumer_and_shard_takes_over_from_another_after_five_seconds() {
    let fan = Fan::out(2).await;
    let mut older = fan.subscribe(StartingPosition::latest()).await;
    event(&mut older).await;
    let refused = fan.try_subscribe(StartingPosition::latest()).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ResourceInUse);
    // Another shard and another consumer have their own.
    let other = register(&fan.world, "d").await;
    for (consumer, shard) in [(&fan.consumer, "shardId-000000000001"), (&other, SHARD)] {
        let subscribe = fan.world.client.subscribe_to_shard(consumer, shard, StartingPosition::latest());
        drop(subscribe.await.unwrap());
    }

    fan.world.pass(Duration::from_millis(4_999));
    assert!(fan.try_subscribe(StartingPosition::latest()).await.is_err());
    fan.world.pass(Duration::from_millis(1));
    // The older one waits as it is taken over.
    event(&mut older).await;
    let (end, mut newer) = tokio::join!(next(&mut older), fan.subscribe(StartingPosition::latest()));
    assert_eq!(end.unwrap().unwrap_err().kind(), ErrorKind::ResourceInUse);
    assert!(next(&mut older).await.is_none());
    event(&mut newer).await;
    let (pushed, ()) = tokio::join!(event(&mut newer), async { fan.put("a") });
    assert_eq!(texts(&pushed), ["a"]);
}

#[tokio::test(start_paused = true)]
async fn a_closed_shard_ends_with_its_children() {
    let fan = Fan::out(1).await;
    fan.put("a");
    fan.world.client.split_shard("orders", SHARD, HashKey(1 << 127)).await.unwrap();
    let mut subscription = fan.subscribe(StartingPosition::trim_horizon()).await;
    let last = event(&mut subscription).await;
    assert_eq!(texts(&last), ["a"]);
    assert!(last.is_end_of_shard());
    let children: Vec<_> = last.child_shards.iter().map(|child| child.shard_id.as_str()).collect();
    assert_eq!(children, ["shardId-000000000001", "shardId-000000000002"]);
    assert_eq!(last.child_shards[1].parent_shards, [SHARD]);
    assert_eq!(last.child_shards[1].hash_key_range.starting_hash_key, HashKey(1 << 127));
    assert!(next(&mut subscription).await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_is_split_meanwhile_ends_at_once() {
    let fan = Fan::out(1).await;
    let mut subscription = fan.subscribe(StartingPosition::latest()).await;
    assert!(!event(&mut subscription).await.is_end_of_shard());
    let split = fan.world.client.split_shard("orders", SHARD, HashKey(1 << 127));
    let (last, done) = tokio::join!(event(&mut subscription), split);
    done.unwrap();
    assert!(last.is_end_of_shard() && last.records.is_empty());
    assert_eq!(last.child_shards.len(), 2);
    assert!(next(&mut subscription).await.is_none());
}

/// As documented: "within 5 seconds of a successful call", whatever became of that.
#[tokio::test(start_paused = true)]
async fn a_subscription_that_was_dropped_counts_for_five_seconds_too() {
    let fan = Fan::out(1).await;
    drop(fan.subscribe(StartingPosition::latest()).await);
    assert_eq!(
        fan.try_subscribe(StartingPosition::latest()).await.unwrap_err().kind(),
        ErrorKind::ResourceInUse
    );
    fan.world.pass(Duration::from_secs(5));
    drop(fan.subscribe(StartingPosition::latest()).await);
}

#[tokio::test(start_paused = true)]
async fn it_ends_with_an_error_when_the_consumer_or_the_stream_goes() {
    let fan = Fan::out(1).await;
    let mut subscription = fan.subscribe(StartingPosition::latest()).await;
    event(&mut subscription).await;
    let deregister = fan.world.client.deregister_stream_consumer(&fan.consumer);
    let (end, done) = tokio::join!(next(&mut subscription), deregister);
    done.unwrap();
    let error = end.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
    assert!(error.to_string().contains("Consumer c"), "{error}");

    let consumer = register(&fan.world, "d").await;
    let position = StartingPosition::latest();
    let mut subscription = fan.world.client.subscribe_to_shard(consumer, SHARD, position).await.unwrap();
    event(&mut subscription).await;
    let delete = fan.world.client.delete_stream("orders").enforce_consumer_deletion();
    let (end, done) = tokio::join!(next(&mut subscription), delete);
    done.unwrap();
    assert_eq!(end.unwrap().unwrap_err().kind(), ErrorKind::ResourceNotFound);
    assert!(next(&mut subscription).await.is_none());
}

#[tokio::test(start_paused = true)]
async fn what_can_not_be_subscribed_to_is_refused() {
    let fan = Fan::out(1).await;
    let client = &fan.world.client;
    let try_with = |consumer: &str, shard: &str, position| {
        let call = client.subscribe_to_shard(consumer, shard, position);
        async { call.await.unwrap_err().kind() }
    };
    let (consumer, latest) = (fan.consumer.as_str(), StartingPosition::latest);
    let absent = consumer.replace("/c:", "/absent:");
    assert_eq!(try_with(&absent, SHARD, latest()).await, ErrorKind::ResourceNotFound);
    assert_eq!(try_with(consumer, "shardId-000000000007", latest()).await, ErrorKind::ResourceNotFound);
    assert_eq!(try_with("", SHARD, latest()).await, ErrorKind::Validation);
    assert_eq!(try_with("arn:aws:kinesis", SHARD, latest()).await, ErrorKind::Validation);
    let stream = fan.world.mock.stream("orders").arn();
    assert_eq!(try_with(stream.as_str(), SHARD, latest()).await, ErrorKind::Validation);
    assert_eq!(try_with(consumer, "", latest()).await, ErrorKind::Validation);
    let malformed = StartingPosition::at_sequence_number("x");
    assert_eq!(try_with(consumer, SHARD, malformed).await, ErrorKind::Validation);
    let elsewhere = StartingPosition::at_sequence_number("7");
    assert_eq!(try_with(consumer, SHARD, elsewhere).await, ErrorKind::InvalidArgument);
    let dry = client.subscribe_to_shard(&fan.consumer, SHARD, latest()).dry_run().await.unwrap_err();
    assert_eq!(dry.kind(), ErrorKind::DryRun);
    drop(fan.subscribe(latest()).await);
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_is_being_registered_can_not_subscribe_yet() {
    let world = World::with(|builder| builder.transition_time(Duration::from_secs(3)));
    world.mock.create_stream("orders", 1);
    let consumer = register(&world, "c").await;
    let subscribe = || world.client.subscribe_to_shard(&consumer, SHARD, StartingPosition::latest());
    assert_eq!(subscribe().await.unwrap_err().kind(), ErrorKind::ResourceInUse);
    world.pass(Duration::from_secs(3));
    drop(subscribe().await.unwrap());
}

/// The payloads are in the request's format, the framing is the same.
#[tokio::test(start_paused = true)]
async fn events_are_in_cbor_where_the_request_was() {
    let fan = Fan::out(1).await;
    fan.put("a");
    let input = cbor!({
        "ConsumerARN" => fan.consumer.as_str(), "ShardId" => SHARD, "StartingPosition" => {"Type" => "TRIM_HORIZON"},
    });
    let mut body = Vec::new();
    ciborium::into_writer(&input.unwrap(), &mut body).unwrap();
    let request = Request::post("/")
        .header("x-amz-target", "Kinesis_20131202.SubscribeToShard")
        .header("content-type", "application/x-amz-cbor-1.1")
        .body(Body::from(body))
        .unwrap();
    let mut response = fan.world.mock.transport().send(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/vnd.amazon.eventstream");

    let mut decoder = Decoder::new();
    let mut messages = Vec::new();
    while messages.len() < 2 {
        let body = std::pin::Pin::new(response.body_mut());
        let mut body = body;
        let frame = std::future::poll_fn(|context| http_body::Body::poll_frame(body.as_mut(), context)).await;
        decoder.push(frame.unwrap().unwrap().data_ref().unwrap());
        messages.extend(decoder.next_message().unwrap());
    }
    assert_eq!(messages[0].text(":event-type"), Some("initial-response"));
    assert_eq!(messages[1].text(":event-type"), Some("SubscribeToShardEvent"));
    assert_eq!(messages[1].text(":content-type"), Some("application/x-amz-cbor-1.1"));
    let event: Cbor = ciborium::from_reader(&*messages[1].payload).unwrap();
    let records =
        &event.as_map().unwrap().iter().find(|(key, _)| key.as_text() == Some("Records")).unwrap().1;
    let record = records.as_array().unwrap()[0].as_map().unwrap();
    assert!(record.contains(&(Cbor::Text("Data".to_owned()), Cbor::Bytes(b"a".to_vec()))));
}
