//! Large bodies in a store, on the mock.

mod consumer;
mod deleting;
mod random;
mod receiving;
mod sending;

use std::sync::Arc;

use void_core::{Faults, Random, store::InMemoryPayloads};
use void_messaging_sdk::{
    PayloadOffload, VoidMessagingClient,
    mock::{MockMessaging, MockQueue, MockTransport},
};

/// What a message has at most before its body goes into the store.
pub(crate) const THRESHOLD: usize = 1_000;

/// A backend with a queue, a store, and a client that keeps large bodies in it.
pub(crate) struct Scene {
    pub(crate) mock: MockMessaging,
    pub(crate) queue: MockQueue,
    pub(crate) payloads: InMemoryPayloads,
}

impl Scene {
    pub(crate) fn new(name: &str) -> Self {
        let mock = MockMessaging::new();
        let queue = mock.create_queue(name);
        Self { mock, queue, payloads: InMemoryPayloads::new("payloads") }
    }

    pub(crate) fn offload(&self) -> PayloadOffload {
        PayloadOffload::to(self.payloads.clone()).threshold(THRESHOLD)
    }

    pub(crate) fn client(&self) -> VoidMessagingClient {
        self.client_with(self.offload())
    }

    pub(crate) fn client_with(&self, offload: PayloadOffload) -> VoidMessagingClient {
        self.mock.client().with_payload_offload(offload)
    }

    /// A client whose calls fail as `faults` say.
    pub(crate) fn client_on(
        &self,
        faults: &Faults<MockTransport>,
        offload: PayloadOffload,
    ) -> VoidMessagingClient {
        let config = void_core::Config::builder()
            .endpoint_url("http://localhost:4566")
            .region("us-east-1")
            .transport(faults.clone())
            .clock(Arc::clone(self.mock.config().clock()))
            .random(Random::from_seed(7))
            .build();
        VoidMessagingClient::new(config).with_payload_offload(offload)
    }

    /// The bodies of the queue, as they are in it.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.queue.messages().iter().map(|message| message.body().to_owned()).collect()
    }
}

pub(crate) fn large() -> String {
    "ü".repeat(THRESHOLD)
}

pub(crate) fn pointer_to(key: &str) -> String {
    format!(
        r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{{"s3BucketName":"payloads","s3Key":"{key}"}}]"#
    )
}
