//! Where requests name their bucket.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use void_core::{Body, transport_fn};
use void_storage_sdk::{
    AddressingStyle, Config, Credentials, ErrorKind, VoidStorageClient, mock::MockStorage,
};

/// The URL that a GetObject goes to.
async fn url(endpoint: Option<&str>, style: AddressingStyle, bucket: &str) -> Result<String, ErrorKind> {
    let sent = Arc::new(Mutex::new(String::new()));
    let seen = sent.clone();
    let service = transport_fn(move |request: http::Request<Body>| {
        *seen.lock().expect("nobody panicked with it") = request.uri().to_string();
        async {
            Ok(http::Response::builder().header("etag", "\"e\"").body(Body::empty()).expect("it is valid"))
        }
    });
    let mut config = Config::builder()
        .transport(service)
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret"));
    if let Some(endpoint) = endpoint {
        config = config.endpoint_url(endpoint);
    }
    let client = VoidStorageClient::new(config.build()).with_addressing(style);
    let called = client.put_object(bucket, "a b", "").await;
    let presigned = client.get_object(bucket, "a b").presign(Duration::from_secs(1)).await;
    called.map_err(|error| error.kind())?;
    let sent = sent.lock().expect("nobody panicked with it").clone();
    let presigned = presigned.map_err(|error| error.kind())?.url;
    assert_eq!(presigned.split('?').next(), Some(&*sent), "presigned URLs are as those of calls");
    Ok(sent)
}

#[tokio::test]
async fn a_bucket_is_in_the_host_at_the_services_own_endpoint_unless_its_name_has_dots() {
    for (bucket, expected) in [
        ("photos-2", "https://photos-2.s3.eu-central-1.amazonaws.com/a%20b"),
        ("my.photos", "https://s3.eu-central-1.amazonaws.com/my.photos/a%20b"),
        ("Photos", "https://s3.eu-central-1.amazonaws.com/Photos/a%20b"),
        ("-photos", "https://s3.eu-central-1.amazonaws.com/-photos/a%20b"),
        ("a@b", "https://s3.eu-central-1.amazonaws.com/a%40b/a%20b"),
    ] {
        assert_eq!(url(None, AddressingStyle::Auto, bucket).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_bucket_is_in_the_path_at_an_endpoint_that_is_configured() {
    for endpoint in ["http://127.0.0.1:9000", "http://localhost:4566", "https://store.example/base"] {
        let expected = format!("{endpoint}/photos/a%20b");
        assert_eq!(url(Some(endpoint), AddressingStyle::Auto, "photos").await.unwrap(), expected);
    }
    let path = url(None, AddressingStyle::Path, "photos").await.unwrap();
    assert_eq!(path, "https://s3.eu-central-1.amazonaws.com/photos/a%20b");
}

#[tokio::test]
async fn a_bucket_is_in_the_host_of_any_endpoint_where_that_is_asked_for_and_can_be() {
    let host = AddressingStyle::VirtualHost;
    let store = Some("https://store.example/base");
    assert_eq!(url(store, host, "photos").await.unwrap(), "https://photos.store.example/base/a%20b");
    assert_eq!(url(store, host, "my.photos").await.unwrap(), "https://my.photos.store.example/base/a%20b");
    for (endpoint, bucket) in [
        ("http://127.0.0.1:9000", "photos"),
        ("http://[::1]:9000", "photos"),
        ("https://store.example", "Photos"),
        ("https://store.example", "a..b"),
        ("https://store.example", "user@evil.example"),
    ] {
        let refused = url(Some(endpoint), host, bucket).await;
        assert_eq!(refused, Err(ErrorKind::InvalidRequest), "{endpoint} {bucket}");
    }
}

#[tokio::test]
async fn the_mock_serves_and_verifies_a_bucket_in_the_host() {
    let mock =
        MockStorage::builder().credentials(Credentials::new("AKID", "secret")).verify_signatures().build();
    let config = Config::builder()
        .transport(mock.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .credentials(Credentials::new("AKID", "secret"))
        .clock(mock.config().clock().clone());
    let client = VoidStorageClient::new(config.build()).with_addressing(AddressingStyle::VirtualHost);
    client.create_bucket("photos").await.unwrap();
    client.put_object("photos", "photos/a b", "bytes").await.unwrap();
    let listed = client.list_objects_v2("photos").await.unwrap();
    assert_eq!(listed.contents.len(), 1);
    let read = mock.client().get_object("photos", "photos/a b").await.unwrap();
    assert_eq!(read.body.bytes(10).await.unwrap(), "bytes");
}
