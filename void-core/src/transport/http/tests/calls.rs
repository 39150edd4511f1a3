//! Whole calls over sockets: dead connections, busy services, answers that break off or come late.

use super::*;
use crate::{
    config::Config,
    pipeline::{CallOptions, Pipeline, Service},
    protocol::aws_json,
    retry::RetryPolicy,
};

/// A server whose first connections die as soon as they were used once: as after a freeze.
async fn forgetful_server(dying: u32) -> SocketAddr {
    server(move |mut stream, number| async move {
        read_request(&mut stream).await.unwrap();
        if number >= dying {
            stream.write_all(OK).await.unwrap();
            return keep_answering(stream).await;
        }
        stream.write_all(OK).await.unwrap();
        // The next request is read, so that the client can't know that it will not be answered.
        read_request(&mut stream).await;
    })
    .await
}

pub(super) fn pipeline_of(config: Config) -> Pipeline {
    let service = Service {
        name: "messaging",
        aws_name: "SQS",
        signing_name: "sqs",
        rules: crate::signing::Rules::Standard,
        error_in_body: None,
        decode_error: aws_json::decode_error,
    };
    Pipeline::new(service, config)
}

fn pipeline(address: SocketAddr) -> Pipeline {
    pipeline_of(Config::builder().endpoint_url(format!("http://{address}")).unsigned().build())
}

pub(super) async fn call(pipeline: &Pipeline) -> Result<Response<Bytes>, crate::CallError> {
    let request = Request::post("/").body(Body::from("hello")).unwrap();
    pipeline.call_bytes("SendMessage", request, CallOptions::default()).await
}

#[tokio::test]
async fn a_connection_that_died_in_the_pool_gives_connection_lost_and_the_pool_is_left() {
    let address = forgetful_server(1).await;
    let transport = HttpTransport::new();
    exchange(&transport, address).await.unwrap();
    let error = exchange(&transport, address).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::ConnectionLost);
    exchange(&transport, address).await.unwrap();
}

#[tokio::test]
async fn dead_connections_do_not_reach_the_caller() {
    // Eight at once, so that eight idle ones are in the pool; then each of them is dead.
    let address = forgetful_server(8).await;
    let pipeline = pipeline(address);
    let all = |pipeline: &Pipeline| {
        let calls: Vec<_> = (0..8)
            .map(|_| {
                let pipeline = pipeline.clone();
                tokio::spawn(async move { call(&pipeline).await.map(|response| response.status()) })
            })
            .collect();
        async move {
            for call in calls {
                assert_eq!(call.await.unwrap().unwrap(), StatusCode::OK);
            }
        }
    };
    all(&pipeline).await;
    call(&pipeline).await.unwrap();
    all(&pipeline).await;
}

#[tokio::test]
async fn an_idle_connection_is_given_up_before_the_service_does() {
    let connections = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&connections);
    let address = server(move |stream, _| {
        counted.fetch_add(1, Ordering::Relaxed);
        keep_answering(stream)
    })
    .await;
    let transport = HttpTransport::builder().idle_timeout(Duration::ZERO).build();
    for _ in 0..2 {
        exchange(&transport, address).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_service_that_is_busy_is_asked_again_over_the_same_connection() {
    let address = server(|mut stream, number| async move {
        assert_eq!(number, 0, "a new connection was made");
        read_request(&mut stream).await.unwrap();
        let busy = b"HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(busy).await.unwrap();
        keep_answering(stream).await;
    })
    .await;
    assert_eq!(call(&pipeline(address)).await.unwrap().body(), "hi");
}

#[tokio::test]
async fn a_response_that_breaks_off_is_asked_for_again() {
    let address = server(|mut stream, number| async move {
        read_request(&mut stream).await.unwrap();
        let half = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nh";
        stream.write_all(if number == 0 { half } else { OK }).await.unwrap();
    })
    .await;
    assert_eq!(call(&pipeline(address)).await.unwrap().body(), "hi");
}

#[tokio::test]
async fn a_slow_answer_ends_with_the_attempts_limit() {
    let address = server(|mut stream, number| async move {
        read_request(&mut stream).await.unwrap();
        if number == 0 {
            std::future::pending::<()>().await;
        }
        stream.write_all(OK).await.unwrap();
    })
    .await;
    let config = Config::builder()
        .endpoint_url(format!("http://{address}"))
        .unsigned()
        .attempt_timeout(Duration::from_millis(500));
    assert_eq!(call(&pipeline_of(config.build())).await.unwrap().body(), "hi");
}

#[tokio::test]
async fn after_an_answer_that_did_not_come_a_new_connection_is_made() {
    // Two connections that fall silent once they were used, as when what is in between forgot them.
    let address = server(|mut stream, number| async move {
        read_request(&mut stream).await.unwrap();
        stream.write_all(OK).await.unwrap();
        if number < 2 {
            std::future::pending::<()>().await;
        }
        keep_answering(stream).await;
    })
    .await;
    let config = Config::builder()
        .endpoint_url(format!("http://{address}"))
        .unsigned()
        .retry(RetryPolicy::attempts(2))
        .attempt_timeout(Duration::from_secs(1));
    let pipeline = pipeline_of(config.build());
    let (one, two) = tokio::join!(call(&pipeline), call(&pipeline));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(call(&pipeline).await.unwrap().body(), "hi");
}
