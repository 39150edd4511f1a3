//! Storage over real sockets: what its clients send to an endpoint, byte by byte.
#![expect(clippy::disallowed_methods, reason = "sockets live in real time")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use void_local::{
    LocalCloud, Server,
    serve::{QueueNotifications, Services, serve},
};
use void_messaging_sdk::mock::MockMessaging;
use void_storage_sdk::{mock::MockStorage, types::NotificationRule};
use void_streams_sdk::mock::MockStreams;

const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

async fn served(cloud: &LocalCloud) -> Server {
    let storage = cloud.storage().transport();
    let services = Services::new(cloud.messaging().transport(), cloud.streams().transport(), storage);
    serve(services, ANY_PORT).await.unwrap()
}

async fn connected(server: &Server, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
    read.expect("the server ends the connection").unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_client_that_expects_to_be_asked_on_sends_its_body_then() {
    let cloud = LocalCloud::new();
    cloud.storage().create_bucket("photos");
    let server = served(&cloud).await;
    let head = "PUT /photos/a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
    let mut stream = connected(&server, head).await;
    let mut go_on = [0; 25];
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut go_on)).await;
    read.expect("the server asks for the body").unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"hello").await.unwrap();
    let answer = read_to_end(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(cloud.bucket("photos").reference("a").map(|found| found.size), Some(5));
}

#[tokio::test]
async fn a_client_that_was_not_asked_on_is_told_that_the_connection_ends() {
    let cloud = LocalCloud::new();
    cloud.storage().create_bucket("photos");
    let server = served(&cloud).await;
    for (path, length, expected) in
        [("photos/a", 0, "HTTP/1.1 200 OK\r\n"), ("other/a", 5, "HTTP/1.1 404 Not Found\r\n")]
    {
        let head = format!(
            "PUT /{path} HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
        );
        let answer = read_to_end(&mut connected(&server, &head).await).await;
        assert!(answer.starts_with(expected) && answer.contains("connection: close\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_in_chunks_with_a_trailer_is_taken_apart() {
    let cloud = LocalCloud::new();
    cloud.storage().create_bucket("photos");
    let server = served(&cloud).await;
    let request = "PUT /photos/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Encoding: aws-chunked\r\n\
                   X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nX-Amz-Decoded-Content-Length: 5\r\n\
                   X-Amz-Trailer: x-amz-checksum-crc32\r\nConnection: close\r\n\r\n\
                   2e\r\n5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n\r\n0\r\n\r\n";
    let answer = read_to_end(&mut connected(&server, request).await).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let get = "GET /photos/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let answer = read_to_end(&mut connected(&server, get).await).await;
    assert!(answer.contains("content-length: 5\r\n") && answer.ends_with("\r\n\r\nhello"), "{answer}");
}

#[tokio::test]
async fn a_head_says_the_length_and_sends_nothing() {
    let cloud = LocalCloud::new();
    cloud.storage().create_bucket("photos");
    cloud.storage().client().put_object("photos", "a", "hello").await.unwrap();
    let server = served(&cloud).await;
    let head = "HEAD /photos/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let answer = read_to_end(&mut connected(&server, head).await).await;
    assert!(answer.contains("content-length: 5\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
    let missing = "HEAD /photos/b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let answer = read_to_end(&mut connected(&server, missing).await).await;
    assert!(answer.starts_with("HTTP/1.1 404") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_bucket_is_found_in_the_host() {
    let cloud = LocalCloud::new();
    cloud.storage().create_bucket("photos");
    cloud.storage().client().put_object("photos", "a", "hello").await.unwrap();
    let server = served(&cloud).await;
    let get = "GET /a HTTP/1.1\r\nHost: photos.localhost\r\nConnection: close\r\n\r\n";
    let answer = read_to_end(&mut connected(&server, get).await).await;
    assert!(answer.ends_with("\r\n\r\nhello"), "{answer}");
}

/// Sends one request on a connection of its own and gives the whole answer.
async fn exchange(server: &Server, head: &str, body: &str) -> String {
    let length = body.len();
    let request =
        format!("{head} HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    read_to_end(&mut connected(server, &request).await).await
}

#[tokio::test]
async fn what_happens_in_a_bucket_is_a_message_in_the_queue_that_its_configuration_names() {
    let (messaging, storage) = (MockMessaging::new(), MockStorage::new());
    storage.notify(Arc::new(QueueNotifications::new(messaging.clone())));
    let (queue, fifo) = (messaging.create_queue("uploads"), messaging.create_queue("uploads.fifo"));
    storage.create_bucket("photos");
    let services = Services::new(messaging.transport(), MockStreams::new().transport(), storage.transport());
    let server = serve(services, ANY_PORT).await.unwrap();
    let configure = |element: &str, arn: &str| {
        format!(
            "<NotificationConfiguration><{element}Configuration><{element}>{arn}</{element}>\
             <Event>s3:ObjectCreated:*</Event></{element}Configuration></NotificationConfiguration>"
        )
    };
    for (element, arn) in [
        ("Queue", fifo.arn()),
        ("Queue", queue.arn().replace("uploads", "others")),
        ("Queue", queue.arn().replace("us-east-1", "eu-west-1")),
        ("CloudFunction", "arn:aws:lambda:us-east-1:000000000000:function:resize".to_owned()),
    ] {
        let refused = exchange(&server, "PUT /photos?notification", &configure(element, &arn)).await;
        assert!(refused.starts_with("HTTP/1.1 400 ") && refused.contains("InvalidArgument"), "{refused}");
    }
    let taken = exchange(&server, "PUT /photos?notification", &configure("Queue", &queue.arn())).await;
    assert!(taken.starts_with("HTTP/1.1 200 OK\r\n"), "{taken}");
    let stored = exchange(&server, "PUT /photos/in/a%20b.jpg", "hello").await;
    assert!(stored.starts_with("HTTP/1.1 200 OK\r\n"), "{stored}");

    let body = format!("{{\"QueueUrl\":\"{}\",\"MaxNumberOfMessages\":10}}", queue.url());
    let head = "POST / HTTP/1.1\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Type: application/x-amz-json-1.0";
    let length = body.len();
    let request = format!("{head}\r\nHost: h\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    let received = read_to_end(&mut connected(&server, &request).await).await;
    assert!(received.contains("s3:TestEvent") && received.contains("in/a+b.jpg"), "{received}");
}

#[tokio::test]
async fn a_queue_that_refuses_an_event_does_not_keep_the_object_out() {
    let (messaging, storage) = (MockMessaging::new(), MockStorage::new());
    storage.notify(Arc::new(QueueNotifications::new(messaging.clone())));
    let queue = messaging.create_queue_with("small", [("MaximumMessageSize", "1024")]);
    storage.create_bucket("photos");
    let client = storage.client();
    let rule = NotificationRule::to_queue(queue.arn(), ["s3:ObjectCreated:*"]);
    client.put_bucket_notification_configuration("photos", [rule]).await.unwrap();
    let key = "k".repeat(1000);
    client.put_object("photos", key.as_str(), "hello").await.unwrap();
    assert_eq!((storage.bucket("photos").keys(), queue.messages().len()), (vec![key], 1));
}
