//! Encryption at rest, as it is told.

use std::time::Duration;

use serde_json::json;
use void_streams_sdk::{
    Error, ErrorKind,
    types::{EncryptionType, StreamDescriptionSummary, StreamStatus},
};

use crate::support::{World, refusal};

const KEY: &str = "alias/aws/kinesis";

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

async fn summary(world: &World) -> StreamDescriptionSummary {
    world.client.describe_stream_summary("orders").await.unwrap().stream_description_summary
}

#[tokio::test]
async fn records_are_encrypted_once_the_stream_is_active_again() {
    let world = World::with(|builder| builder.transition_time(Duration::from_secs(30)));
    let client = &world.client;
    world.mock.create_stream("orders", 1);
    client.start_stream_encryption("orders", KEY).await.unwrap();
    let stream = summary(&world).await;
    assert_eq!(
        (stream.stream_status, stream.encryption_type),
        (StreamStatus::Updating, Some(EncryptionType::None))
    );
    let put = client.put_record("orders", "k", "while it is being changed").await.unwrap();
    assert_ne!(put.encryption_type, Some(EncryptionType::Kms));
    world.pass(Duration::from_secs(30));
    let stream = summary(&world).await;
    assert_eq!((stream.encryption_type, stream.key_id.as_deref()), (Some(EncryptionType::Kms), Some(KEY)));
    let put = client.put_record("orders", "k", "encrypted").await.unwrap();
    assert_eq!(put.encryption_type, Some(EncryptionType::Kms));

    let other = client.stop_stream_encryption("orders", "alias/other").await;
    assert_eq!(kind(other), Some(ErrorKind::InvalidArgument));
    client.stop_stream_encryption("orders", KEY).await.unwrap();
    world.pass(Duration::from_secs(30));
    let stream = summary(&world).await;
    assert_eq!((stream.encryption_type, stream.key_id), (Some(EncryptionType::None), None));
}

#[tokio::test]
async fn encryption_is_refused_without_a_key_and_too_often() {
    let world = World::new();
    world.mock.create_stream("orders", 1);
    let client = world.without_retries();
    assert_eq!(kind(client.start_stream_encryption("orders", "key").await), Some(ErrorKind::KmsNotFound));
    assert_eq!(kind(client.start_stream_encryption("nothing", KEY).await), Some(ErrorKind::ResourceNotFound));
    assert_eq!(kind(client.stop_stream_encryption("nothing", KEY).await), Some(ErrorKind::ResourceNotFound));
    for _ in 0..25 {
        client.start_stream_encryption("orders", KEY).await.unwrap();
        client.stop_stream_encryption("orders", KEY).await.unwrap();
    }
    assert_eq!(kind(client.start_stream_encryption("orders", KEY).await), Some(ErrorKind::LimitExceeded));
    assert_eq!(kind(client.stop_stream_encryption("orders", KEY).await), Some(ErrorKind::LimitExceeded));
    world.pass(Duration::from_secs(24 * 3600));
    client.start_stream_encryption("orders", KEY).await.unwrap();
    for operation in ["StartStreamEncryption", "StopStreamEncryption"] {
        for (body, code) in [
            (json!({"StreamName": "orders", "KeyId": KEY}), "ValidationException"),
            (json!({"StreamName": "orders", "EncryptionType": "KMS"}), "ValidationException"),
            (json!({"StreamName": "orders", "EncryptionType": "X", "KeyId": KEY}), "ValidationException"),
            (
                json!({"StreamName": "orders", "EncryptionType": "NONE", "KeyId": KEY}),
                "InvalidArgumentException",
            ),
            (json!({"EncryptionType": "KMS", "KeyId": KEY}), "InvalidArgumentException"),
        ] {
            assert_eq!(refusal(&world, operation, body.clone()).await.0, code, "{operation} {body}");
        }
    }
}
