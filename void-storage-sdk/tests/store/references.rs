//! References to objects in events.

use void_core::StorageRef;
use void_storage_sdk::ErrorKind;

use crate::support::{BUCKET, Scene};

#[tokio::test]
async fn a_reference_gives_what_it_was_made_of_and_nothing_else() {
    let scene = Scene::new();
    let written = scene.client.put_object(BUCKET, "a b/ü", "invoice").await.unwrap();
    let reference = written.reference(BUCKET, "a b/ü", 7);
    assert!(reference.checksum.is_some());
    let json = serde_json::to_string(&reference).unwrap();
    let reference: StorageRef = serde_json::from_str(&json).unwrap();
    let object = scene.client.get_ref(&reference).await.unwrap();
    assert_eq!(object.reference(BUCKET, "a b/ü").checksum, reference.checksum);
    assert_eq!(object.body.bytes(100).await.unwrap(), "invoice");

    for other in ["another", "longer than that"] {
        scene.client.put_object(BUCKET, "a b/ü", other).await.unwrap();
        let error = scene.client.get_ref(&reference).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ChecksumMismatch, "{other}");
    }
    let mut of_another_kind = reference.clone();
    of_another_kind.size = 16;
    of_another_kind.checksum.as_mut().unwrap().algorithm = "SHA1".to_owned();
    let error = scene.client.get_ref(&of_another_kind).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    scene.client.delete_object(BUCKET, "a b/ü").await.unwrap();
    assert_eq!(scene.client.get_ref(&reference).await.unwrap_err().kind(), ErrorKind::NoSuchKey);
}
