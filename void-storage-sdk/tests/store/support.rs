//! A bucket behind a transport that fails when a test says so.

use std::sync::Arc;

use void_core::{Body, Config, Faults, Random};
use void_storage_sdk::{
    VoidStorageClient,
    mock::{MockStorage, MockTransport},
};

pub(crate) const BUCKET: &str = "state";

pub(crate) struct Scene {
    pub(crate) mock: MockStorage,
    pub(crate) faults: Faults<MockTransport>,
    /// Through the faults.
    pub(crate) client: VoidStorageClient,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let mock = MockStorage::new();
        mock.create_bucket(BUCKET);
        let faults = Faults::new(mock.transport());
        let config = Config::builder()
            .endpoint_url("http://localhost:4566")
            .region("us-east-1")
            .transport(faults.clone())
            .clock(Arc::clone(mock.config().clock()))
            .random(Random::from_seed(7))
            .build();
        Self { mock, faults, client: VoidStorageClient::new(config) }
    }
}

/// The service's answer to a write that meets another one under way.
pub(crate) fn conflict() -> http::Response<Body> {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>ConditionalRequestConflict</Code>\
               <Message>At least one of the pre-conditions you specified did not hold</Message></Error>";
    let response = http::Response::builder().status(409).header("content-type", "application/xml");
    response.body(Body::from(xml)).unwrap()
}
