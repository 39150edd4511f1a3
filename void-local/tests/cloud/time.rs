//! Time under the test's control, or real.

use std::{sync::Arc, time::Duration};

use void_core::{Clock, ManualClock, SystemClock, Timestamp};
use void_function_sdk::{HandlerError, VoidHttpRequest};
use void_local::LocalCloud;

use crate::support::{PUBLISHER, Publisher, Script, subscriber};

const KEYS: [&str; 2] = ["maxRetries: 3", "deadLetterQueue: dlq"];

async fn with_failing(cloud: LocalCloud) -> (LocalCloud, Script) {
    let script = Script::failing();
    cloud.deploy(subscriber("pay", "orders", &KEYS).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    (cloud, script)
}

fn manual() -> LocalCloud {
    LocalCloud::builder().manual_clock(ManualClock::new(Timestamp::from_secs(1_000))).build()
}

#[tokio::test]
async fn advancing_lets_what_falls_due_happen_at_its_time() {
    let (cloud, script) = with_failing(manual()).await;
    cloud.advance(Duration::ZERO).await;
    assert_eq!(script.times(&cloud), [0.0]);
    cloud.advance(Duration::from_millis(999)).await;
    assert_eq!(script.times(&cloud), [0.0]);
    cloud.advance(Duration::from_millis(4_001)).await;
    assert_eq!(script.times(&cloud), [0.0, 1.0, 3.0]);
    assert_eq!(cloud.now(), Timestamp::from_secs(1_005));
    cloud.run_until_time(Timestamp::from_secs(1_010)).await;
    assert_eq!(script.times(&cloud), [0.0, 1.0, 3.0, 7.0]);
    assert_eq!(cloud.now(), Timestamp::from_secs(1_010));
}

#[tokio::test]
async fn a_batch_that_runs_goes_on_with_the_next_advance() {
    let (cloud, script) = (manual(), Script::slow(Duration::from_secs(10)));
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.advance(Duration::from_secs(4)).await;
    assert_eq!((script.seen().len(), cloud.queue("orders").messages().len()), (1, 1));
    cloud.advance(Duration::from_secs(6)).await;
    assert!(cloud.queue("orders").messages().is_empty());
    assert_eq!(cloud.now(), Timestamp::from_secs(1_010));
}

#[tokio::test]
async fn running_until_something_is_true_stops_there() {
    let (cloud, script) = with_failing(manual()).await;
    cloud.run_until(|| script.seen().len() == 3).await.unwrap();
    assert_eq!(cloud.now(), Timestamp::from_secs(1_003));
    let never = cloud.run_until(|| false).await.unwrap_err();
    assert_eq!(never.invocations, 1, "{never}");
    assert!(cloud.try_settle().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn tokios_paused_time_passes_in_no_time() {
    let (cloud, script) = with_failing(LocalCloud::new()).await;
    cloud.settle().await;
    assert_eq!(script.times(&cloud), [0.0, 1.0, 3.0, 7.0]);
    cloud.advance(Duration::from_secs(3600)).await;
    assert_eq!(cloud.now().since(cloud.timeline().origin()), Duration::from_secs(3607));
}

#[tokio::test(start_paused = true)]
async fn handlers_may_wait_by_tokios_clock_when_the_cloud_does() {
    let cloud = LocalCloud::new();
    let handler = |_: void_function_sdk::VoidQueueEvent, _: void_function_sdk::VoidContext| async {
        #[expect(clippy::disallowed_methods, reason = "what user code does")]
        tokio::time::sleep(Duration::from_secs(20)).await;
        Ok(())
    };
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| handler).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    assert_eq!(cloud.now().since(cloud.timeline().origin()), Duration::from_secs(20));
    assert!(cloud.queue("orders").messages().is_empty());
}

#[tokio::test]
async fn a_handler_that_waits_for_something_else_than_a_manual_clock_is_given_real_time() {
    let cloud = manual();
    let handler = |_: void_function_sdk::VoidQueueEvent, _: void_function_sdk::VoidContext| async {
        let (sender, answer) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            #[expect(clippy::disallowed_methods, reason = "a thread that takes its time")]
            std::thread::sleep(Duration::from_millis(20));
            sender.send(()).unwrap();
        });
        Ok(answer.await?)
    };
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| handler).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    assert!(cloud.queue("orders").messages().is_empty());
    assert_eq!(cloud.now(), Timestamp::from_secs(1_000), "the manual clock stood still");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_never_ends_meets_its_deadline_on_a_manual_clock_too() {
    let cloud = manual();
    let handler = |_: VoidHttpRequest, _: void_function_sdk::VoidContext| async {
        std::future::pending::<()>().await;
        Ok(void_function_sdk::VoidHttpResponse::default())
    };
    cloud
        .deploy(crate::support::route("f", "GET", "/", "timeout: 10s\n").as_str(), |_| handler)
        .await
        .unwrap();
    let response = cloud.http(VoidHttpRequest::get("/").build()).await.unwrap();
    assert_eq!(response.status_code, 504);
    assert_eq!(cloud.now(), Timestamp::from_secs(1_010));
    let never = |_: void_function_sdk::VoidQueueEvent, _: void_function_sdk::VoidContext| async {
        std::future::pending::<()>().await;
        Ok(())
    };
    cloud.deploy(subscriber("pay", "orders", &KEYS).as_str(), |_| never).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
    assert_eq!(cloud.dead_letters("dlq")[0].cause.as_ref().unwrap().error_type, "Void.Timeout");
}

#[tokio::test]
async fn real_time_takes_its_time() {
    let clock = Arc::new(SystemClock::new());
    let cloud = LocalCloud::builder().clock(clock.clone()).build();
    let script = Script::new([Err(HandlerError::from("busy"))]);
    cloud.deploy(subscriber("pay", "orders", &["backoff: 30ms"]).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    let before = clock.now();
    cloud.settle().await;
    assert_eq!(script.seen().len(), 2);
    assert!(clock.now().since(before) >= Duration::from_millis(30));
}

#[tokio::test]
async fn a_message_that_is_sent_while_the_cloud_waits_is_seen_at_once() {
    let cloud = LocalCloud::new();
    let script = Script::default();
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| script.clone()).await.unwrap();
    cloud.deploy(PUBLISHER, Publisher::new).await.unwrap();
    let later = Duration::from_millis(300);
    let begun = cloud.now();
    let seen = async {
        cloud.clock().sleep_until(begun + Duration::from_millis(20)).await;
        cloud.http(VoidHttpRequest::post("/orders").text("1")).await.unwrap();
        while script.seen().is_empty() {
            tokio::task::yield_now().await;
        }
        cloud.now().since(begun)
    };
    let (seen_after, ()) = tokio::join!(seen, cloud.advance(later));
    assert!(seen_after < later, "{seen_after:?}");
}

#[tokio::test]
async fn a_system_that_never_settles_is_reported() {
    let cloud = LocalCloud::builder().seed(1).settle_within(Duration::from_secs(600)).build();
    let script = Script::failing();
    cloud.deploy(subscriber("pay", "orders", &["backoff: 60s"]).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    let unsettled = cloud.try_settle().await.unwrap_err();
    assert_eq!((unsettled.elapsed, unsettled.invocations), (Duration::from_secs(600), 11));
    assert_eq!(
        unsettled.to_string(),
        "not settled after 600 s and 11 invocations; the queue orders has something for pay, due in 60 s; pay was invoked 11 times"
    );
    let busy = LocalCloud::builder().seed(1).settle_invocations(5).build();
    busy.deploy(subscriber("pay", "orders", &["backoff: 0s"]).as_str(), |_| Script::failing()).await.unwrap();
    busy.queue("orders").send("1");
    let unsettled = busy.try_settle().await.unwrap_err();
    assert_eq!((unsettled.elapsed, unsettled.invocations), (Duration::ZERO, 5));
}

#[tokio::test]
#[should_panic(expected = "not settled after")]
async fn settling_panics_where_it_never_ends() {
    let (cloud, script) = (LocalCloud::builder().seed(1).build(), Script::failing());
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| script).await.unwrap();
    cloud.queue("orders").send("1");
    cloud.settle().await;
}

#[tokio::test]
#[should_panic(expected = "not settled after 0 s and 50 invocations")]
async fn time_that_cannot_pass_is_reported() {
    let cloud = LocalCloud::builder().seed(1).settle_invocations(50).build();
    cloud
        .deploy(subscriber("pay", "orders", &["backoff: 0s"]).as_str(), |_| Script::failing())
        .await
        .unwrap();
    cloud.queue("orders").send("1");
    cloud.advance(Duration::from_secs(1)).await;
}

#[tokio::test]
async fn a_wait_that_is_given_up_loses_nothing() {
    let (cloud, script) = (manual(), Script::slow(Duration::from_secs(10)));
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| script.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    {
        let mut settling = std::pin::pin!(cloud.settle());
        let polled =
            std::future::poll_fn(|context| std::task::Poll::Ready(settling.as_mut().poll(context))).await;
        assert!(polled.is_pending());
    }
    assert_eq!(script.seen().len(), 1);
    cloud.settle().await;
    assert_eq!(script.seen().len(), 1);
    assert!(cloud.queue("orders").messages().is_empty());
}

#[tokio::test]
async fn delays_are_waited_for_and_queues_nobody_reads_are_not() {
    let (cloud, script) = (manual(), Script::default());
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| script.clone()).await.unwrap();
    let client = cloud.messaging().client();
    let url = cloud.queue("orders").url();
    client.send_message(&url, "1").delay(Duration::from_secs(800)).await.unwrap();
    cloud.messaging().create_queue("unread");
    let unread = cloud.queue("unread").url();
    client.send_message(&unread, "1").delay(Duration::from_secs(900)).await.unwrap();
    cloud.settle().await;
    assert_eq!(script.times(&cloud), [800.0]);
    assert_eq!(cloud.queue("unread").messages().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn real_time_is_given_once_however_much_else_falls_due() {
    let (cloud, ship) = (manual(), Script::default());
    let never = |_: void_function_sdk::VoidQueueEvent, _: void_function_sdk::VoidContext| async {
        std::future::pending::<()>().await;
        Ok(())
    };
    let keys = ["maxRetries: 0", "deadLetterQueue: dlq"];
    cloud.deploy(subscriber("pay", "orders", &keys).as_str(), |_| never).await.unwrap();
    cloud.deploy(subscriber("ship", "parcels", &[]).as_str(), |_| ship.clone()).await.unwrap();
    cloud.queue("orders").send("1");
    let (client, url) = (cloud.messaging().client(), cloud.queue("parcels").url());
    for delay in 1..=5 {
        client.send_message(&url, "1").delay(Duration::from_secs(delay)).await.unwrap();
    }
    let real = SystemClock::new();
    let begun = real.now();
    cloud.settle().await;
    assert_eq!(ship.times(&cloud), [1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(cloud.dead_letters("dlq").len(), 1);
    assert_eq!(real.now().since(begun), Duration::from_secs(29), "up to where it is told to come to an end");
}
