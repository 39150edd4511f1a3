//! The bodies of messages.

use void_core::{PayloadPointer, PayloadStore, StoreErrorKind};
use void_storage_sdk::BucketPayloads;

use crate::support::{BUCKET, Scene};

#[tokio::test]
async fn a_payload_is_an_object_of_its_own_until_it_is_deleted() {
    let scene = Scene::new();
    let payloads = BucketPayloads::new(scene.client.clone(), BUCKET);
    let (one, two) = (payloads.put("1".into()).await.unwrap(), payloads.put("1".into()).await.unwrap());
    assert_ne!(one, two);
    assert_eq!((one.bucket(), one.key().len()), (BUCKET, 36));
    assert_eq!(payloads.get(&one, 1).await.unwrap(), "1");
    for _ in 0..2 {
        payloads.delete(&one).await.unwrap();
    }
    assert_eq!(payloads.get(&one, 1).await.unwrap_err().kind(), StoreErrorKind::NotFound);
    assert_eq!(payloads.get(&two, 1).await.unwrap(), "1");
}

#[tokio::test]
async fn a_payload_above_the_limit_is_not_read() {
    let scene = Scene::new();
    let payloads = BucketPayloads::new(scene.client.clone(), BUCKET);
    let pointer = payloads.put("12".into()).await.unwrap();
    assert_eq!(payloads.get(&pointer, 1).await.unwrap_err().kind(), StoreErrorKind::TooLarge);
}

#[tokio::test]
async fn a_pointer_to_anything_that_is_not_its_own_is_refused() {
    let scene = Scene::new();
    scene.mock.create_bucket("secrets");
    let put = async |bucket: &str, key: &str| {
        scene.client.put_object(bucket, key, "hush").await.unwrap();
        PayloadPointer::new(bucket, key).unwrap()
    };
    let payloads = BucketPayloads::new(scene.client.clone(), BUCKET).with_prefix("orders/").unwrap();
    for pointer in [put("secrets", "orders/k").await, put(BUCKET, "invoices/k").await] {
        assert_eq!(payloads.get(&pointer, 100).await.unwrap_err().kind(), StoreErrorKind::Refused);
        assert_eq!(payloads.delete(&pointer).await.unwrap_err().kind(), StoreErrorKind::Refused);
    }
    let accepting = payloads.accept_bucket("secrets");
    let pointer = PayloadPointer::new("secrets", "orders/k").unwrap();
    assert_eq!(accepting.get(&pointer, 100).await.unwrap(), "hush");
}

#[tokio::test]
async fn a_prefix_is_one_that_the_extended_clients_take() {
    let scene = Scene::new();
    let payloads = || BucketPayloads::new(scene.client.clone(), BUCKET);
    let long = "x".repeat(989);
    for prefix in ["/a", ".a", "a..b", "ä", "a b", &long] {
        assert!(payloads().with_prefix(prefix).is_err(), "{prefix}");
    }
    let longest = payloads().with_prefix("x".repeat(988)).unwrap();
    assert_eq!(longest.put("1".into()).await.unwrap().key().len(), 1024);
}

#[tokio::test(start_paused = true)]
async fn what_fails_says_whether_it_may_work_later() {
    let scene = Scene::new();
    let payloads = BucketPayloads::new(scene.client.clone(), BUCKET);
    let elsewhere = BucketPayloads::new(scene.client.clone(), "nowhere");
    let error = elsewhere.put("1".into()).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Other);
    assert!(error.to_string().contains("NoSuchBucket"), "{error}");
    scene.faults.on_any().refuse();
    let error = payloads.put("1".into()).await.unwrap_err();
    assert!(error.is_retryable() && !error.may_have_been_applied());
    scene.faults.clear();
    scene.faults.on_any().lose_response();
    assert!(payloads.put("1".into()).await.unwrap_err().may_have_been_applied());
}

#[tokio::test(start_paused = true)]
async fn a_put_whose_response_was_lost_is_put_again_under_another_key() {
    let scene = Scene::new();
    let payloads = BucketPayloads::new(scene.client.clone(), BUCKET);
    scene.faults.on_any().nth(1).lose_response();
    let pointer = payloads.put("1".into()).await.unwrap();
    assert_eq!(payloads.get(&pointer, 1).await.unwrap(), "1");
}
