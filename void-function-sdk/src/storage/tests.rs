use std::sync::{Arc, Mutex};

use serde_json::Value;
use void_core::{StorageRef, Timestamp};

use super::*;
use crate::{BoxFunction, Event, HandlerError, VoidContext, fixtures};

fn decode(payload: &str) -> VoidStorageEvent {
    VoidStorageEvent::decode(payload.as_bytes()).unwrap()
}

#[test]
fn reads_a_buckets_event() {
    let event = decode(fixtures::STORAGE);
    let [record] = &event.records[..] else { panic!("{event:?}") };
    assert!(record.is_created() && !record.is_removed());
    assert_eq!(record.bucket(), "amzn-s3-demo-bucket");
    assert_eq!(record.key(), "b21b84d653bb07b05b1e6b33684dc11b");
    assert_eq!(record.s3.object.size, Some(1_305_107));
    assert_eq!(record.happened_at(), Some(Timestamp::from_millis(1_567_539_447_192)));
    assert_eq!(record.request_parameters.source_ip_address, "205.255.255.255");
    assert_eq!(record.response_elements["x-amz-request-id"], "D82B88E5F771F645");
    assert_eq!(record.s3.bucket.owner_identity.principal_id, "A3I5XTEXAMAI3E");
}

#[test]
fn an_event_is_written_as_it_was_read() {
    for fixture in [fixtures::STORAGE, fixtures::STORAGE_TEST] {
        let written: Value = serde_json::from_slice(&decode(fixture).to_payload()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(fixture).unwrap());
    }
}

#[test]
fn a_test_of_notifications_has_no_records() {
    let event = decode(fixtures::STORAGE_TEST);
    assert!(event.records.is_empty());
    assert_eq!(event.test.unwrap().bucket, "bucketname");
}

#[test]
fn any_key_comes_out_of_an_event_as_it_was_put() {
    for key in ["a b/c+d.jpg", "50%/ü/日本.txt", "a&b=c;d'e\"", " ", "plain/key-1_2.3*"] {
        let event = VoidStorageEvent::builder().bucket("photos").created(key).build();
        let record = &decode(std::str::from_utf8(&event.to_payload()).unwrap()).records[0];
        assert_eq!(record.key(), key);
        assert!(record.s3.object.key.is_ascii() && !record.s3.object.key.contains(' '));
    }
    let spaced = VoidStorageEvent::builder().created("red flower.jpg").build();
    assert_eq!(spaced.records[0].s3.object.key, "red+flower.jpg");
}

#[test]
fn a_record_refers_to_its_object() {
    let event = VoidStorageEvent::builder().bucket("photos").created("a b").size(7).version_id("v1").build();
    let reference = StorageRef::new("photos", "a b", 7).with_version_id("v1");
    assert_eq!(event.records[0].reference(), reference);
}

#[test]
fn what_must_be_there_is_named() {
    for (payload, missing) in [
        ("{}", "missing field `Records`"),
        (r#"{"Records":[{"eventName":"ObjectCreated:Put"}]}"#, "missing field `s3`"),
        (r#"{"Event":"s3:Other"}"#, "missing field `Records`"),
    ] {
        let error = VoidStorageEvent::decode(payload.as_bytes()).unwrap_err().to_string();
        let is_named = error.starts_with("the payload is not a storage event: ") && error.contains(missing);
        assert!(is_named, "{error}");
    }
}

#[tokio::test]
async fn records_are_handled_up_to_the_first_that_fails() {
    let handled = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&handled);
    let function = BoxFunction::new(each_storage_record(move |record: VoidStorageRecord, _context| {
        let seen = Arc::clone(&seen);
        async move {
            seen.lock().unwrap().push(record.key());
            if record.is_removed() { Err(HandlerError::terminal("gone")) } else { Ok(()) }
        }
    }));
    let event = VoidStorageEvent::builder().created("a").removed("b").created("c").build();
    let error = function.invoke(event.to_payload(), VoidContext::for_test()).await.unwrap_err();
    assert!(error.is_terminal());
    assert_eq!(*handled.lock().unwrap(), ["a", "b"]);
    let test = function.invoke(fixtures::STORAGE_TEST.into(), VoidContext::for_test()).await;
    assert_eq!(test.unwrap(), "null");
}
