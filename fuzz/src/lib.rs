//! What the targets share: requests to the mock, as a client that nobody wrote would send them.

use std::cell::RefCell;

use http::{Request, Response};
use void_core::{Body, ManualClock, Random, Timestamp, Transport};
use void_messaging_sdk::mock::MockMessaging;

thread_local! {
    static RUNTIME: RefCell<tokio::runtime::Runtime> = RefCell::new(
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime"),
    );
}

/// Sends each request in turn to a mock with a few queues and messages in it, and gives each response to `check`.
///
/// No response is an error of the server, whatever the request.
pub fn exchange(requests: impl Iterator<Item = Request<Body>>, check: impl Fn(&Response<()>, &str)) {
    let clock = ManualClock::new(Timestamp::from_secs(1_800_000_000));
    let mock =
        MockMessaging::builder().clock(std::sync::Arc::new(clock)).random(Random::from_seed(7)).build();
    for name in ["q", "dead", "f.fifo"] {
        mock.create_queue(name);
    }
    mock.queue("q").send("a message");
    let transport = mock.transport();
    RUNTIME.with_borrow(|runtime| {
        runtime.block_on(async {
            for request in requests {
                // A long poll would wait for ever on a clock that nobody moves.
                let answer =
                    tokio::time::timeout(std::time::Duration::from_secs(1), transport.send(request)).await;
                let Ok(response) = answer else { continue };
                let (parts, body) = response.expect("the mock always answers").into_parts();
                assert!(!parts.status.is_server_error(), "{parts:?}");
                assert!(parts.headers.contains_key("x-amzn-requestid"), "{parts:?}");
                let body = body.into_bytes(64 * 1024 * 1024).await.expect("a body in memory");
                check(&Response::from_parts(parts, ()), std::str::from_utf8(&body).expect("UTF-8"));
            }
        });
    });
}

/// The parts of an input that a line of `--` divides.
pub fn parts(input: &str) -> impl Iterator<Item = &str> {
    input.split("\n--\n").take(16)
}
