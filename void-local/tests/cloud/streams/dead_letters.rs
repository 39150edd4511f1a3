//! What becomes of records that are not tried again, and what is told of them.

use std::time::Duration;

use serde_json::Value;
use void_local::{ErrorKind, LocalCloud, RedriveTarget, timeline::TimelineEvent};

use super::reader::{Reader, deploy, put};
use crate::support::{cloud, entries};

fn dropped(cloud: &LocalCloud) -> Vec<(usize, String)> {
    entries(cloud, "count", |entry| match &entry.event {
        TimelineEvent::BatchDropped { records, reason, .. } => Some((records.len(), reason.clone())),
        _ => None,
    })
}

#[tokio::test]
async fn the_dead_letter_queue_gets_lambdas_document_and_what_went_wrong() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    deploy(&cloud, "count", &["deadLetterQueue: dlq", "maxRetries: 1"], &reader).await;
    let first = cloud.stream("clicks").put("k", "a");
    cloud.advance(Duration::from_millis(1)).await;
    reader.seen();
    let start = cloud.stream("clicks").put("k", "bad");
    let end = cloud.stream("clicks").put("k", "c");
    cloud.settle().await;
    assert!(first < start);
    let dead = cloud.dead_letters("dlq").remove(0);
    let body: Value = serde_json::from_str(&dead.body).unwrap();
    let seen = reader.seen();
    let batch = &body["KinesisBatchInfo"];
    assert_eq!(batch["shardId"], "shardId-000000000000");
    assert_eq!(
        (&batch["startSequenceNumber"], &batch["endSequenceNumber"]),
        (&Value::from(start.as_str()), &Value::from(end.as_str()))
    );
    assert_eq!(
        (&batch["batchSize"], &batch["streamArn"]),
        (&Value::from(2), &Value::from(cloud.stream("clicks").arn().as_str()))
    );
    assert_eq!(batch["approximateArrivalOfFirstRecord"], "2026-01-01T00:00:00.001Z");
    assert_eq!(body["requestContext"]["condition"], "RetryAttemptsExhausted");
    assert_eq!(body["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(body["requestContext"]["functionArn"], "arn:aws:lambda:us-east-1:000000000000:function:count");
    assert_eq!(
        (&body["version"], &body["responseContext"]["functionError"]),
        (&Value::from("1.0"), &Value::from("Unhandled"))
    );
    assert_eq!(body["timestamp"], "2026-01-01T00:00:01.001Z");
    assert!(!dead.body.contains("bad\"") || !dead.body.contains("data"), "records stay in the stream");
    // The same, read.
    let cause = dead.cause.unwrap();
    assert_eq!(
        (cause.error.as_str(), cause.error_type.as_str(), cause.attempts),
        ("can't stand bad", "HandlerError", 2)
    );
    assert_eq!(cause.function.as_deref(), Some("count"));
    assert!(cause.request_id.is_some() && cause.trace_id.is_some());
    let told = dead.stream.unwrap();
    assert_eq!((told.start_sequence_number.as_str(), told.batch_size), (start.as_str(), 2));
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn the_dead_letter_queue_is_made_and_takes_no_redrive() {
    let cloud = cloud();
    let reader = Reader::failing_on(&cloud, "bad");
    let yaml = super::reader::reading("count", "clicks", &["deadLetterQueue: dlq", "maxRetries: 0"]);
    let deployment = cloud.deploy(yaml.as_str(), |_| reader.clone()).await.unwrap();
    assert_eq!(
        (deployment.created_queues, deployment.created_streams),
        (vec!["dlq".to_owned()], vec!["clicks".to_owned()])
    );
    put(&cloud, &[("k", "bad")]);
    cloud.settle().await;
    let dead = cloud.dead_letters("dlq").remove(0);
    let error = cloud.redrive(&dead, &RedriveTarget::Origin).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Queue { .. }), "{error}");
}

#[tokio::test]
async fn a_record_that_is_too_old_is_not_tried() {
    for (keys, told) in [
        (vec!["maxRecordAge: 60s"], false),
        (vec!["maxRecordAge: 60s", "deadLetterQueue: dlq", "maxRetries: 99"], true),
    ] {
        let cloud = cloud();
        let reader = Reader::failing_on(&cloud, "bad");
        cloud.streams().create_stream("clicks", 1);
        put(&cloud, &[("k", "old")]);
        cloud.advance(Duration::from_secs(61)).await;
        put(&cloud, &[("k", "new"), ("k", "bad")]);
        deploy(&cloud, "count", &keys, &reader).await;
        cloud.settle().await;
        assert!(reader.texts().iter().all(|texts| *texts == ["new", "bad"]), "{:?}", reader.texts());
        assert_eq!(
            reader.times(),
            [61.0, 62.0, 64.0, 68.0, 76.0, 92.0],
            "the next would come when it is too old"
        );
        if told {
            let dead = cloud.dead_letters("dlq");
            let conditions: Vec<(Value, usize, u32)> = dead
                .iter()
                .map(|dead| {
                    let body: Value = serde_json::from_str(&dead.body).unwrap();
                    let size = dead.stream.as_ref().unwrap().batch_size;
                    (body["requestContext"]["condition"].clone(), size, dead.cause.as_ref().unwrap().attempts)
                })
                .collect();
            assert_eq!(conditions, [("RecordAgeExceeded".into(), 1, 0), ("RecordAgeExceeded".into(), 2, 6)]);
        } else {
            let reason = "Void.RecordAgeExceeded: older than 60 s".to_owned();
            assert_eq!(dropped(&cloud), [(1, reason.clone()), (2, reason)]);
        }
    }
}

#[tokio::test]
async fn without_a_dead_letter_queue_a_record_is_tried_until_the_stream_keeps_it_no_more() {
    let cloud = LocalCloud::builder().seed(7).settle_within(Duration::from_secs(26 * 60 * 60)).build();
    let reader = Reader::failing_on(&cloud, "bad");
    deploy(&cloud, "count", &["batchSize: 1", "backoff: 1h"], &reader).await;
    put(&cloud, &[("k", "bad")]);
    cloud.advance(Duration::from_secs(60 * 60)).await;
    put(&cloud, &[("k", "after")]);
    cloud.settle().await;
    let texts = reader.texts().concat();
    assert_eq!((texts.len(), texts.last().unwrap().as_str()), (25, "after"), "{texts:?}");
    assert_eq!(dropped(&cloud), [(1, "Void.RecordAgeExceeded: the stream keeps it no more".to_owned())]);
}

#[tokio::test]
async fn a_shard_that_never_gets_on_is_named() {
    let cloud = LocalCloud::builder().seed(7).settle_within(Duration::from_secs(600)).build();
    let reader = Reader::failing_on(&cloud, "bad");
    deploy(&cloud, "count", &[], &reader).await;
    put(&cloud, &[("k", "bad")]);
    let unsettled = cloud.try_settle().await.unwrap_err().to_string();
    assert!(unsettled.contains("the stream clicks has something for count, due in 60 s"), "{unsettled}");
}
