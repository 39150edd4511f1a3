//! SubscribeToShard: what the client asks, and what it makes of the messages, the errors, the silence and the end.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::Frame;
use serde_json::{Value, json};
use void_core::{
    Body, Clock, Config, SystemClock, TransportError, TransportErrorKind, protocol::event_stream::Message,
    transport_fn,
};
use void_streams_sdk::{
    Error, ErrorKind, ShardSubscription, StartingPosition, VoidStreamsClient,
    operations::SubscribeToShardEvent,
};

const CONSUMER: &str = "arn:aws:kinesis:eu-central-1:123456789012:stream/orders/consumer/c:1700000000";
const SHARD: &str = "shardId-000000000000";

/// A body in pieces, which breaks off, ends or stays silent after them.
struct Pieces {
    pieces: VecDeque<Bytes>,
    end: End,
    /// Until the next piece comes.
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

/// How long it takes for a piece to come, where the body stays silent after them.
const PAUSE: Duration = Duration::from_secs(20);

#[derive(Clone, Copy, PartialEq)]
enum End {
    Ends,
    BreaksOff,
    StaysSilent,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if self.end == End::StaysSilent && !self.pieces.is_empty() {
            let pause = self.pause.get_or_insert_with(|| {
                let clock = SystemClock::new();
                Box::pin(async move { clock.sleep_until(clock.now() + PAUSE).await })
            });
            std::task::ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        match (self.pieces.pop_front(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            (None, End::Ends) => Poll::Ready(None),
            (None, End::BreaksOff) => {
                Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::Body, "connection reset"))))
            }
            (None, End::StaysSilent) => Poll::Pending,
        }
    }
}

fn message(kind: &str, headers: &[(&str, &str)], payload: &Value) -> Bytes {
    let message = Message::new(payload.to_string()).with_header(":message-type", kind);
    let message = headers.iter().fold(message, |message, (name, value)| message.with_header(*name, *value));
    message.encode().unwrap()
}

fn event(payload: &Value) -> Bytes {
    message(
        "event",
        &[(":event-type", "SubscribeToShardEvent"), (":content-type", "application/x-amz-json-1.1")],
        payload,
    )
}

fn initial() -> Bytes {
    message("event", &[(":event-type", "initial-response")], &json!({}))
}

/// An event without records.
fn heartbeat(number: &str) -> Bytes {
    event(&json!({"Records": [], "ContinuationSequenceNumber": number, "MillisBehindLatest": 0}))
}

fn client(
    content_type: &'static str,
    pieces: Vec<Bytes>,
    end: End,
) -> (VoidStreamsClient, Arc<Mutex<Vec<Value>>>) {
    let asked = Arc::<Mutex<Vec<Value>>>::default();
    let asks = Arc::clone(&asked);
    let transport = transport_fn(move |request: http::Request<Body>| {
        assert_eq!(request.headers()["x-amz-target"], "Kinesis_20131202.SubscribeToShard");
        asks.lock().unwrap().push(serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap());
        let body = Body::from_stream(Pieces { pieces: pieces.clone().into(), end, pause: None });
        let response = http::Response::builder()
            .header("content-type", content_type)
            .header("x-amzn-requestid", "id-1")
            .body(body)
            .unwrap();
        async move { Ok(response) }
    });
    let config =
        Config::builder().region("eu-central-1").endpoint_url("http://localhost:4566").transport(transport);
    (VoidStreamsClient::new(config.build()), asked)
}

async fn subscribe(pieces: Vec<Bytes>, end: End) -> ShardSubscription {
    let (client, _) = client("application/vnd.amazon.eventstream", pieces, end);
    client.subscribe_to_shard(CONSUMER, SHARD, StartingPosition::latest()).await.unwrap()
}

/// All that a subscription gives.
async fn all(mut subscription: ShardSubscription) -> Vec<Result<SubscribeToShardEvent, Error>> {
    let mut items = Vec::new();
    while let Some(item) = subscription.next().await {
        items.push(item);
    }
    assert!(subscription.next().await.is_none(), "what has ended stays so");
    items
}

/// The error that a subscription ends with.
async fn failure(pieces: Vec<Bytes>, end: End) -> Error {
    all(subscribe(pieces, end).await).await.pop().unwrap().unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn events_come_however_the_body_is_cut() {
    let record = json!({"SequenceNumber": "7", "ApproximateArrivalTimestamp": 1_700_000_000.5, "Data": "AP8=", "PartitionKey": "k"});
    let children = json!([{"ShardId": "shardId-000000000001", "ParentShards": [SHARD],
        "HashKeyRange": {"StartingHashKey": "0", "EndingHashKey": "1"}}]);
    let bytes: Bytes = [
        initial(),
        event(&json!({"Records": [record], "ContinuationSequenceNumber": "7", "MillisBehindLatest": 1500})),
        message("event", &[(":event-type", "SomethingNew")], &json!({"a": 1})),
        heartbeat("9"),
        event(&json!({"Records": [], "MillisBehindLatest": 0, "ChildShards": children})),
    ]
    .concat()
    .into();
    for size in [1, 7, 64, bytes.len()] {
        let pieces = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
        let events: Vec<_> =
            all(subscribe(pieces, End::Ends).await).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(events.len(), 3);
        assert_eq!(events[0].records[0].data, b"\x00\xff".as_slice());
        assert_eq!(events[0].behind_latest(), Duration::from_millis(1500));
        assert!(events[1].records.is_empty() && !events[1].is_end_of_shard());
        assert_eq!(events[1].continuation_sequence_number.as_ref().unwrap().as_str(), "9");
        assert!(events[2].is_end_of_shard());
        assert_eq!(events[2].child_shards[0].parent_shards, [SHARD]);
    }
}

#[tokio::test(start_paused = true)]
async fn asks_for_what_it_is_told() {
    let (client, asked) = client("application/vnd.amazon.eventstream; x=y", vec![], End::Ends);
    let position = StartingPosition::after_sequence_number("7");
    let subscription = client.subscribe_to_shard(CONSUMER, SHARD, position).dry_run().await.unwrap();
    assert_eq!(subscription.request_id(), Some("id-1"));
    assert!(all(subscription).await.is_empty());
    let expected = json!({"ConsumerARN": CONSUMER, "ShardId": SHARD, "DryRun": true,
        "StartingPosition": {"Type": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": "7"}});
    assert_eq!(*asked.lock().unwrap(), [expected]);
}

#[tokio::test(start_paused = true)]
async fn another_response_is_no_subscription() {
    let (client, _) = client("application/x-amz-json-1.1", vec![Bytes::from_static(b"{}")], End::Ends);
    let error = client.subscribe_to_shard(CONSUMER, SHARD, StartingPosition::latest()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
}

#[tokio::test(start_paused = true)]
async fn an_exception_is_the_last_that_comes_and_has_its_kind() {
    let exception = |code, payload| message("exception", &[(":exception-type", code)], &payload);
    let in_use = exception("ResourceInUseException", json!({"message": "taken over"}));
    let items =
        all(subscribe(vec![initial(), heartbeat("1"), in_use, heartbeat("2")], End::StaysSilent).await).await;
    assert_eq!(items.len(), 2);
    let error = items[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceInUse);
    assert_eq!(error.request_id(), Some("id-1"));
    assert!(
        error.to_string().contains("taken over") && error.to_string().contains("SubscribeToShard"),
        "{error}"
    );
    assert!(!error.is_retryable());

    let internal = exception("InternalFailureException", json!({"Message": "oh"}));
    let error = failure(vec![internal], End::Ends).await;
    assert!(error.kind() == ErrorKind::InternalFailure && error.is_retryable());
    let unmodelled =
        message("error", &[(":error-code", "ThrottlingException"), (":error-message", "slow")], &json!(null));
    let error = failure(vec![unmodelled], End::Ends).await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Throttled, Some("ThrottlingException")));
}

#[tokio::test(start_paused = true)]
async fn what_breaks_off_or_is_damaged_is_an_error_of_the_transport() {
    let whole = heartbeat("1");
    let mut damaged = whole.to_vec();
    damaged[40] ^= 1;
    for (pieces, end) in [
        (vec![whole.clone()], End::BreaksOff),
        (vec![whole.slice(..whole.len() - 1)], End::Ends),
        (vec![whole.slice(..1)], End::Ends),
        (vec![damaged.into()], End::StaysSilent),
    ] {
        let error = failure(pieces, end).await;
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(error.is_retryable(), "it can be made again");
    }
    for unreadable in [event(&json!({"Records": 1})), message("Colour", &[], &json!({}))] {
        assert_eq!(failure(vec![unreadable], End::StaysSilent).await.kind(), ErrorKind::InvalidResponse);
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_after_thirty_seconds_counted_from_what_came_last() {
    let clock = SystemClock::new();
    let started = clock.now();
    let items = all(subscribe(vec![initial(), heartbeat("1")], End::StaysSilent).await).await;
    assert_eq!(items.len(), 2);
    assert_eq!(items[1].as_ref().unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(clock.now().since(started).as_secs(), 20 + 20 + 30);
}
