//! Objects: writing, reading, listing and deleting them.

use void_storage_sdk::{ErrorKind, mock::MockStorage};

#[tokio::test]
async fn an_object_is_read_as_it_was_written() {
    let storage = MockStorage::new();
    let client = storage.client();
    client.create_bucket("photos").await.unwrap();
    for key in ["a", "./a b//ü+%.txt", "../x/", "/"] {
        let put = client.put_object("photos", key, "hello").content_type("text/plain").await.unwrap();
        assert_eq!(put.e_tag.unquoted(), "5d41402abc4b2a76b9719d911017c592");
        let got = client.get_object("photos", key).await.unwrap();
        assert_eq!(got.headers.content_type.as_deref(), Some("text/plain"));
        assert_eq!(got.body.bytes(1024).await.unwrap(), "hello", "{key}");
    }
    assert_eq!(storage.bucket("photos").keys(), ["../x/", "./a b//ü+%.txt", "/", "a"]);
    let listed = client.list_objects_v2("photos").await.unwrap();
    assert_eq!(listed.contents.len(), 4);
    client.delete_object("photos", "a").await.unwrap();
    let error = client.get_object("photos", "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchKey);
}
