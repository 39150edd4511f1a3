//! What the targets share: requests to the mock, as a client that nobody wrote would send them.

use std::{cell::RefCell, sync::Arc, time::Duration};

use http::{Request, Response};
use void_core::{Body, ManualClock, Random, Timestamp, Transport};
use void_messaging_sdk::mock::MockMessaging;
use void_storage_sdk::mock::MockStorage;
use void_streams_sdk::mock::MockStreams;

thread_local! {
    static RUNTIME: RefCell<tokio::runtime::Runtime> = RefCell::new(
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime"),
    );
}

/// Sends each request in turn to a mock with a few queues and messages in it, and gives each response to `check`.
///
/// No response is an error of the server, whatever the request.
pub fn exchange(requests: impl Iterator<Item = Request<Body>>, check: impl Fn(&Response<()>, &str)) {
    let mock = MockMessaging::builder().clock(clock()).random(Random::from_seed(7)).build();
    for name in ["q", "dead", "f.fifo"] {
        mock.create_queue(name);
    }
    mock.queue("q").send("a message");
    send_all(&mock.transport(), requests, "x-amzn-requestid", |response, body| {
        check(response, std::str::from_utf8(body).expect("UTF-8"));
    });
}

/// As [`exchange`], with a mock of streams: `s` of two shards and a record, one of which was split, and a consumer `c`.
pub fn exchange_streams(requests: impl Iterator<Item = Request<Body>>, check: impl Fn(&Response<()>, &[u8])) {
    let mock = MockStreams::builder().clock(clock()).random(Random::from_seed(7)).build();
    let stream = mock.create_stream("s", 2);
    stream.put("key", "a record");
    let client = mock.client();
    RUNTIME.with_borrow(|runtime| {
        runtime.block_on(async {
            let middle = void_streams_sdk::types::HashKey(1 << 126);
            client.split_shard("s", "shardId-000000000000", middle).await.expect("it is split");
            client.register_stream_consumer(stream.arn(), "c").await.expect("it is registered");
        });
    });
    send_all(&mock.transport(), requests, "x-amzn-requestid", check);
}

/// As [`exchange`], with a mock of storage: the bucket `bucket` with versioning and an object `k` of two versions.
pub fn exchange_storage(requests: impl Iterator<Item = Request<Body>>, check: impl Fn(&Response<()>, &[u8])) {
    let mock = MockStorage::builder().clock(clock()).random(Random::from_seed(7)).build();
    mock.create_bucket("bucket").enable_versioning();
    let client = mock.client();
    RUNTIME.with_borrow(|runtime| {
        runtime.block_on(async {
            for body in ["one", "another"] {
                client.put_object("bucket", "k", body).await.expect("it is written");
            }
        });
    });
    send_all(&mock.transport(), requests, "x-amz-request-id", check);
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(Timestamp::from_secs(1_800_000_000)))
}

fn send_all(
    transport: &impl Transport,
    requests: impl Iterator<Item = Request<Body>>,
    request_id: &str,
    check: impl Fn(&Response<()>, &[u8]),
) {
    RUNTIME.with_borrow(|runtime| {
        runtime.block_on(async {
            for request in requests {
                // What waits would wait for ever on a clock that nobody moves.
                let answer = tokio::time::timeout(Duration::from_secs(1), transport.send(request)).await;
                let Ok(response) = answer else { continue };
                let (parts, body) = response.expect("the mock always answers").into_parts();
                // That it does not have something is no failure.
                assert!(!parts.status.is_server_error() || parts.status == 501, "{parts:?}");
                assert!(parts.headers.contains_key(request_id), "{parts:?}");
                let body =
                    tokio::time::timeout(Duration::from_secs(1), body.into_bytes(64 * 1024 * 1024)).await;
                let Ok(body) = body else { continue };
                check(&Response::from_parts(parts, ()), &body.expect("a body in memory"));
            }
        });
    });
}

/// The most requests of an input.
const MOST: usize = 16;

/// The parts of an input that a line of `--` divides.
pub fn parts(input: &str) -> impl Iterator<Item = &str> {
    input.split("\n--\n").take(MOST)
}

/// The parts of an input of bytes that a line of `--` divides.
pub fn byte_parts(mut input: &[u8]) -> impl Iterator<Item = &[u8]> {
    const BETWEEN: &[u8] = b"\n--\n";
    std::iter::from_fn(move || {
        let end = input.windows(BETWEEN.len()).position(|window| window == BETWEEN);
        let part = &input[..end.unwrap_or(input.len())];
        input = end.map_or(&[], |end| &input[end + BETWEEN.len()..]);
        (!part.is_empty()).then_some(part)
    })
    .take(MOST)
}
