//! Signatures: verified when the backend is told to, in the header and in the query string.

use std::time::Duration;

use http::{Request, StatusCode};
use void_core::{Body, Credentials, Timestamp, Transport, signing::Signer};
use void_streams_sdk::{Config, ErrorKind, VoidStreamsClient, mock::MockStreams};

use crate::support::World;

fn world() -> World {
    let world =
        World::with(|builder| builder.credentials(Credentials::new("key", "secret")).verify_signatures());
    world.mock.create_stream("orders", 1);
    world
}

fn client(mock: &MockStreams, credentials: Option<Credentials>) -> VoidStreamsClient {
    let mut config = Config::builder()
        .transport(mock.transport())
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .clock(mock.config().clock().clone());
    if let Some(credentials) = credentials {
        config = config.credentials(credentials);
    }
    VoidStreamsClient::new(config.build())
}

#[tokio::test]
async fn the_backends_own_client_signs_and_others_are_refused_until_they_may() {
    let world = world();
    world.client.put_record("orders", "k", "x").await.unwrap();
    for (credentials, code) in [
        (None, "MissingAuthenticationTokenException"),
        (Some(Credentials::new("key", "wrong")), "InvalidSignatureException"),
        (Some(Credentials::new("other", "secret")), "UnrecognizedClientException"),
    ] {
        let error = client(&world.mock, credentials).put_record("orders", "k", "x").await.unwrap_err();
        assert_eq!((error.code(), error.status()), (Some(code), Some(StatusCode::FORBIDDEN)));
        assert_eq!(error.kind(), ErrorKind::InvalidCredentials);
    }
    let other = Credentials::new("other", "secret");
    world.mock.allow(other.clone());
    client(&world.mock, Some(other)).put_record("orders", "k", "x").await.unwrap();
    assert_eq!(world.mock.stream("orders").records().len(), 2);
}

/// A PutRecord whose signature is in its URL, made at `now`.
fn presigned(credentials: &Credentials, service: &str, now: Timestamp, body: &'static str) -> Request<Body> {
    let mut request = Request::post("http://localhost:4566/")
        .header("host", "localhost:4566")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", "Kinesis_20131202.PutRecord")
        .body(Body::from(body))
        .unwrap();
    let url = Signer::new("us-east-1", service)
        .presign(&request, credentials, now, Duration::from_secs(60))
        .unwrap();
    *request.uri_mut() = url;
    request
}

#[tokio::test]
async fn a_signature_in_the_query_string_is_as_good_while_it_lasts() {
    const BODY: &str = r#"{"StreamName":"orders","PartitionKey":"k","Data":"eA=="}"#;
    let world = world();
    let credentials = Credentials::new("key", "secret");
    let now = Timestamp::from_secs(1_700_000_000);
    let status = |request| async { world.mock.transport().send(request).await.unwrap().status() };

    assert_eq!(status(presigned(&credentials, "kinesis", now, BODY)).await, StatusCode::OK);
    assert_eq!(world.mock.stream("orders").records().len(), 1);

    // Of another service, with another key, with another body, twice signed, and too late.
    assert_eq!(status(presigned(&credentials, "sqs", now, BODY)).await, StatusCode::FORBIDDEN);
    let wrong = Credentials::new("key", "wrong");
    assert_eq!(status(presigned(&wrong, "kinesis", now, BODY)).await, StatusCode::FORBIDDEN);
    let mut changed = presigned(&credentials, "kinesis", now, BODY);
    *changed.body_mut() = Body::from(BODY.replace("eA==", "eQ=="));
    assert_eq!(status(changed).await, StatusCode::FORBIDDEN);
    let mut twice = presigned(&credentials, "kinesis", now, BODY);
    twice.headers_mut().insert("authorization", "AWS4-HMAC-SHA256 Credential=key".parse().unwrap());
    assert_eq!(status(twice).await, StatusCode::BAD_REQUEST);
    world.pass(Duration::from_secs(61));
    assert_eq!(status(presigned(&credentials, "kinesis", now, BODY)).await, StatusCode::FORBIDDEN);
    assert_eq!(world.mock.stream("orders").records().len(), 1);
}
