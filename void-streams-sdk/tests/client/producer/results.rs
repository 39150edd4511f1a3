//! What each record's result says.

use std::time::Duration;

use void_core::TransportErrorKind;
use void_streams_sdk::ErrorKind;

use super::support::{Service, THROTTLED, Whole};

#[tokio::test(start_paused = true)]
async fn each_record_has_its_place() {
    let service = Service::new();
    let producer = service.producer(|builder| builder);
    let (a, b) = (producer.put("a", "1").await.unwrap(), producer.put("b", "2").await.unwrap());
    let (a, b) = (a.await.unwrap(), b.await.unwrap());
    assert_eq!((a.sequence_number.as_str(), b.sequence_number.as_str()), ("1", "2"));
    assert_eq!((a.shard_id.as_str(), a.sub_sequence_number, a.attempts), ("shardId-000000000000", None, 1));
    let stats = producer.stats();
    assert_eq!((stats.records_put, stats.stream_records_put, stats.bytes_put, stats.calls), (2, 2, 4, 1));
    assert_eq!((stats.records_waiting, stats.capacity_used_bytes), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn an_explicit_hash_key_goes_along() {
    let service = Service::new();
    let producer = service.producer(|builder| builder);
    let _delivery = producer.put("a", "1").explicit_hash_key(7).await.unwrap();
    producer.close().await;
    assert_eq!(service.state().calls[0].1[0].hash_key.map(|key| key.0), Some(7));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_may_pass_later_is_sent_again_whole() {
    let mut failures = vec![Whole::Refused(500, "InternalFailure"), Whole::Refused(400, THROTTLED)];
    let service = Service::with(|state| state.refuse_call = Box::new(move |_| failures.pop()));
    let producer = service.producer(|builder| builder);
    let (a, b) = (producer.put("a", "1").await.unwrap(), producer.put("b", "2").await.unwrap());
    assert_eq!((a.await.unwrap().attempts, b.await.unwrap().attempts), (3, 3));
    assert_eq!(service.sizes().iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 2, 2], "together");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_for_good_fails_its_records() {
    let service = Service::with(|state| {
        state.refuse_call = Box::new(|_| Some(Whole::Refused(400, "ResourceNotFoundException")));
    });
    let producer = service.producer(|builder| builder);
    let (a, b) = (producer.put("a", "1").await.unwrap(), producer.put("b", "2").await.unwrap());
    for result in [a.await, b.await] {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::ResourceNotFound);
    }
    assert_eq!(service.sizes().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_record_that_makes_the_service_refuse_the_call_fails_alone() {
    let service = Service::with(|state| {
        state.refuse_call = Box::new(|records| {
            let has_bad = records.iter().any(|sent| sent.text() == "bad");
            has_bad.then_some(Whole::Refused(400, "ValidationException"))
        });
    });
    let producer = service.producer(|builder| builder.max_attempts(1));
    let mut deliveries = Vec::new();
    for number in 0..40 {
        let text = if number == 23 { "bad" } else { "good" };
        deliveries.push(producer.put(format!("key-{number}"), text).await.unwrap());
    }
    producer.flush().await;
    let bad = deliveries.remove(23).await.unwrap_err();
    assert_eq!((bad.kind(), bad.code()), (ErrorKind::Validation, Some("ValidationException")));
    for delivery in deliveries {
        assert!(delivery.await.is_ok());
    }
    assert!(service.sizes().len() < 40, "by halves, not one by one: {:?}", service.sizes());
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_sent_again_and_the_record_is_there_twice() {
    let mut lost = vec![Whole::Lost];
    let service = Service::with(|state| state.refuse_call = Box::new(move |_| lost.pop()));
    let producer = service.producer(|builder| builder);
    let delivery = producer.put("a", "1").await.unwrap();
    assert_eq!(delivery.await.unwrap().attempts, 2);
    assert_eq!(service.texts(), ["1", "1"]);
}

#[tokio::test(start_paused = true)]
async fn a_record_is_given_up_when_its_time_is_over() {
    let service = Service::with(|state| state.refuse = Box::new(|_| Some(THROTTLED)));
    let producer = service.producer(|builder| builder.record_ttl(Duration::from_secs(10)));
    let (first, second) = (producer.put("a", "1").await.unwrap(), producer.put("a", "2").await.unwrap());
    let first = first.await.unwrap_err();
    assert_eq!(service.elapsed(), Duration::from_secs(10));
    assert_eq!(
        (first.kind(), first.may_have_been_applied()),
        (ErrorKind::ProvisionedThroughputExceeded, false)
    );
    let second = second.await.unwrap_err();
    assert_eq!(second.kind(), ErrorKind::Timeout, "it was never sent: {second}");
    assert!(!second.may_have_been_applied() && second.is_retryable());
    assert!(service.sizes().len() < 20, "it backs off: {:?}", service.sizes());
    assert_eq!(producer.stats().records_failed, 2);
}

#[tokio::test(start_paused = true)]
async fn a_record_is_given_up_after_so_many_attempts() {
    let service = Service::with(|state| state.refuse = Box::new(|_| Some("InternalFailure")));
    let producer = service.producer(|builder| builder.max_attempts(3));
    let error = producer.put("a", "1").await.unwrap().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InternalFailure);
    assert_eq!(service.sizes().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_error_tells_of_an_earlier_attempt_that_may_have_been_applied() {
    let mut lost = vec![Whole::Lost];
    let service = Service::with(|state| {
        state.refuse_call = Box::new(move |_| Some(lost.pop().unwrap_or(Whole::Refused(400, THROTTLED))));
    });
    let producer = service.producer(|builder| builder.max_attempts(2));
    let error = producer.put("a", "1").await.unwrap().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ProvisionedThroughputExceeded);
    assert!(error.may_have_been_applied(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_panics_fails_its_records_and_no_others() {
    let mut panics = vec![Whole::Panics];
    let service = Service::with(|state| state.refuse_call = Box::new(move |_| panics.pop()));
    let producer = service.producer(|builder| builder.max_attempts(1));
    let (first, second) = (producer.put("a", "1").await.unwrap(), producer.put("a", "2").await.unwrap());
    let error = first.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error} {:?}", TransportErrorKind::Other);
    assert!(second.await.is_ok());
}
