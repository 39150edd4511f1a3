//! What functions store in buckets stands in the timeline.

use void_function_sdk::{
    FunctionEnv, Handler, HandlerError, VoidContext, VoidHttpRequest, VoidHttpResponse, http::StatusCode,
};
use void_local::timeline::TimelineEvent;
use void_storage_sdk::{AddressingStyle, VoidStorageClient, types::VersioningStatus};

use crate::support::{cloud, entries};

const STORER: &str = "\
name: storer
runtime: rust
handler: storer
environment: {BUCKET: '${VOID_BUCKET_PHOTOS_NAME}'}
events:
  - http: {path: /store, method: POST}
";

/// Stores an object, refuses to store it again, copies it and stores a large one in parts.
struct Storer(VoidStorageClient);

impl Storer {
    fn new(env: &FunctionEnv) -> Result<Self, HandlerError> {
        Ok(Self(VoidStorageClient::new(env.config())))
    }
}

impl Handler<VoidHttpRequest> for Storer {
    type Output = VoidHttpResponse;

    async fn handle(&self, _: VoidHttpRequest, _: VoidContext) -> Result<VoidHttpResponse, HandlerError> {
        self.0.put_object("photos", "in/a b", "hello").await?;
        let again = self.0.put_object("photos", "in/a b", "hello").if_none_match().await;
        assert!(again.is_err());
        let by_host = self.0.clone().with_addressing(AddressingStyle::VirtualHost);
        by_host.copy_object(("photos", "in/a b"), "photos", "copy").await?;
        let body = vec![0; 6 * 1024 * 1024];
        self.0.upload("photos", "large", body).part_size(5 * 1024 * 1024).threshold(1).await?;
        self.0.delete_object("photos", "copy").await?;
        Ok(VoidHttpResponse::new(StatusCode::OK))
    }
}

#[tokio::test]
async fn what_a_function_stores_is_in_the_timeline_once_the_service_has_taken_it() {
    let cloud = cloud();
    cloud.deploy(STORER, Storer::new).await.unwrap();
    cloud.storage().client().put_bucket_versioning("photos", VersioningStatus::Enabled).await.unwrap();
    let response = cloud.http(VoidHttpRequest::post("/store").text("")).await.unwrap();
    assert_eq!(response.status_code, 200, "{:?}", response.text_body());
    let stored = entries(&cloud, "storer", |entry| match &entry.event {
        TimelineEvent::Stored { bucket, key, version_id } => {
            assert!(entry.request_id.is_some() && entry.correlation_id.is_some());
            assert!(version_id.is_some());
            assert_eq!(bucket, "photos");
            Some((key.clone(), entry.to_string()))
        }
        _ => None,
    });
    let expected = ["in/a b", "copy", "large"];
    assert_eq!(stored, expected.map(|key| (key.to_owned(), format!("stored {key} in photos"))));
}
