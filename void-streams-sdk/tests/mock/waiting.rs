//! Waiting until a stream is there or gone, and listings as streams, on the backend.

use std::time::Duration;

use void_streams_sdk::{ErrorKind, mock::MockStreams, types::StreamStatus};

use crate::support::World;

fn slow(transition: u64) -> MockStreams {
    MockStreams::builder().transition_time(Duration::from_secs(transition)).build()
}

#[tokio::test(start_paused = true)]
async fn waits_until_a_stream_is_there_and_until_it_is_gone() {
    let client = slow(40).client();
    client.create_stream("orders").shards(1).await.unwrap();
    let stream = client.wait_until_stream_exists("orders").await.unwrap();
    assert_eq!(stream.stream_status, StreamStatus::Active);
    client.delete_stream("orders").await.unwrap();
    client.wait_until_stream_not_exists("orders").await.unwrap();
    client.wait_until_stream_not_exists("orders").await.unwrap();
    assert_eq!(
        client.wait_until_stream_exists("orders").await.unwrap_err().kind(),
        ErrorKind::ResourceNotFound
    );
}

#[tokio::test(start_paused = true)]
async fn waits_no_longer_than_three_minutes() {
    let mock = slow(181);
    let client = mock.client();
    client.create_stream("orders").shards(1).await.unwrap();
    let clock = client.config().clock();
    let before = clock.now();
    assert_eq!(client.wait_until_stream_exists("orders").await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(clock.now().since(before).as_secs(), 180);
    client.wait_until_stream_exists("orders").await.unwrap();
    client.delete_stream("orders").await.unwrap();
    assert_eq!(client.wait_until_stream_not_exists("orders").await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn listings_are_streams() {
    let World { mock, client, .. } = World::new();
    for number in 0..250 {
        mock.create_stream(format!("s{number:03}"), 1);
    }
    let names = client.list_streams().items().collect().await.unwrap();
    assert_eq!((names.len(), names[249].as_str()), (250, "s249"));
    mock.create_stream("wide", 2500);
    assert_eq!(client.list_shards("wide").items().collect().await.unwrap().len(), 2500);
    let described = client.describe_stream("wide").limit(1000).items().collect().await.unwrap();
    assert_eq!(described, client.list_shards("wide").items().collect().await.unwrap());
    let tags = (0..50).map(|number| (format!("k{number:02}"), "v"));
    client.add_tags_to_stream("wide", tags).await.unwrap();
    assert_eq!(client.list_tags_for_stream("wide").limit(7).items().collect().await.unwrap().len(), 50);
    let arn = mock.stream("wide").arn();
    for number in 0..5 {
        client.register_stream_consumer(&arn, format!("c{number}")).await.unwrap();
    }
    let consumers = client.list_stream_consumers(&arn).max_results(2).items().collect().await.unwrap();
    assert_eq!(consumers.len(), 5);
}
