//! A backend on a clock that the test moves.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use void_core::{Body, Config, ManualClock, Random, Timestamp, Transport, retry::RetryPolicy};
use void_streams_sdk::{
    VoidStreamsClient,
    mock::{MockStreams, MockStreamsBuilder},
    types::{ShardIterator, StartingPosition},
};

/// A backend, its client and its clock.
pub(crate) struct World {
    pub(crate) mock: MockStreams,
    pub(crate) client: VoidStreamsClient,
    pub(crate) clock: ManualClock,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(set_up: impl FnOnce(MockStreamsBuilder) -> MockStreamsBuilder) -> Self {
        Self::set_up(Timestamp::from_secs(1_700_000_000), set_up)
    }

    pub(crate) fn starting_at(now: Timestamp) -> Self {
        Self::set_up(now, |builder| builder)
    }

    fn set_up(now: Timestamp, set_up: impl FnOnce(MockStreamsBuilder) -> MockStreamsBuilder) -> Self {
        let clock = ManualClock::new(now);
        let builder = MockStreams::builder().clock(Arc::new(clock.clone())).random(Random::from_seed(7));
        let mock = set_up(builder).build();
        Self { client: mock.client(), mock, clock }
    }

    /// A client that tries everything once.
    pub(crate) fn without_retries(&self) -> VoidStreamsClient {
        let config = Config::builder()
            .transport(self.mock.transport())
            .endpoint_url("http://localhost:4566")
            .region("us-east-1")
            .clock(Arc::new(self.clock.clone()))
            .retry(RetryPolicy::attempts(1));
        VoidStreamsClient::new(config.build())
    }

    /// An iterator of the stream `orders`.
    pub(crate) async fn iterator(&self, shard: &str, position: StartingPosition) -> ShardIterator {
        self.client.get_shard_iterator("orders", shard, position).await.unwrap().shard_iterator
    }

    pub(crate) fn pass(&self, duration: Duration) {
        self.clock.advance(duration);
    }
}

/// Posts a body as a foreign client would: the error's code and message, both empty where there is none.
pub(crate) async fn refusal(world: &World, operation: &str, body: Value) -> (String, String) {
    let request = http::Request::post("http://localhost:4566/")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("Kinesis_20131202.{operation}"))
        .body(Body::from(body.to_string()))
        .unwrap();
    let (parts, body) = world.mock.transport().send(request).await.unwrap().into_parts();
    if parts.status.is_success() {
        return (String::new(), String::new());
    }
    let body: Value = serde_json::from_slice(&body.into_bytes(1 << 20).await.unwrap()).unwrap();
    let code = body["__type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    (code, body["message"].as_str().or(body["Message"].as_str()).unwrap_or_default().to_owned())
}
