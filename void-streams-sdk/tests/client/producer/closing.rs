//! Flush, close, and what is left when nobody holds the producer any more.

use std::time::Duration;

use void_streams_sdk::ErrorKind;

use super::support::{Service, THROTTLED, refusing};

const LONG: Duration = Duration::from_secs(20);

#[tokio::test(start_paused = true)]
async fn a_flush_does_not_linger_and_waits_for_what_came_before() {
    let service = Service::with(|state| {
        state.takes = Duration::from_secs(1);
        let mut first = Some(THROTTLED);
        state.refuse =
            Box::new(move |sent| if sent.text() == "late" { Some(THROTTLED) } else { first.take() });
    });
    let producer = service.producer(|builder| builder.linger(LONG));
    let _first = producer.put("a", "1").await.unwrap();
    let _second = producer.put("a", "2").await.unwrap();
    let put_later = async {
        tokio::task::yield_now().await;
        let _late = producer.put("b", "late").await.unwrap();
    };
    tokio::join!(biased; producer.flush(), put_later);
    assert_eq!(service.texts(), ["1", "2"]);
    assert!(service.elapsed() < Duration::from_secs(4), "{:?}", service.elapsed());
    assert_eq!(producer.stats().records_waiting, 1, "it does not wait for what came later");
}

#[tokio::test(start_paused = true)]
async fn a_flush_with_nothing_to_wait_for_is_done_at_once() {
    let service = Service::new();
    let producer = service.producer(|builder| builder);
    tokio::join!(producer.flush(), producer.flush());
    assert_eq!(service.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn close_puts_what_was_taken_and_takes_no_more() {
    let service = Service::with(|state| state.refuse = refusing(THROTTLED, vec![true, false, true]));
    let producer = service.producer(|builder| builder.linger(LONG));
    let clone = producer.clone();
    let mut deliveries = Vec::new();
    for number in 0..10 {
        deliveries.push(producer.put(format!("key-{}", number % 3), number.to_string()).await.unwrap());
    }
    producer.close().await;
    assert!(service.elapsed() < LONG);
    assert_eq!(service.texts().len(), 10);
    for delivery in deliveries {
        assert!(delivery.await.is_ok());
    }
    let error = clone.put("a", "late").await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::InvalidRequest, false));
    clone.flush().await;
    clone.close().await;
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_is_put_when_nobody_holds_the_producer_any_more() {
    let service = Service::with(|state| state.refuse = refusing(THROTTLED, vec![true]));
    let producer = service.producer(|builder| builder.linger(LONG));
    let delivery = producer.put("a", "1").await.unwrap();
    let _nobody_waits = producer.put("b", "2").await.unwrap();
    drop(producer);
    assert!(delivery.await.is_ok());
    service.clock.sleep_until(service.clock.now() + Duration::from_secs(1)).await;
    assert_eq!(service.texts().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn close_ends_when_records_can_not_be_put() {
    let service = Service::with(|state| state.refuse = Box::new(|_| Some(THROTTLED)));
    let producer = service.producer(|builder| builder.record_ttl(LONG));
    let delivery = producer.put("a", "1").await.unwrap();
    producer.close().await;
    assert!(service.elapsed() <= LONG);
    assert!(delivery.await.is_err());
}

#[test]
fn a_record_whose_runtime_is_gone_may_have_been_put() {
    let service_runtime = super::support::runtime();
    let mut delivery = None;
    service_runtime.block_on(async {
        let service = Service::new();
        service.state().takes = LONG;
        let producer = service.producer(|builder| builder.linger(LONG));
        delivery = Some(producer.put("a", "1").await.unwrap());
    });
    drop(service_runtime);
    let delivery = delivery.unwrap();
    let error = super::support::runtime().block_on(delivery).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.may_have_been_applied());
}
