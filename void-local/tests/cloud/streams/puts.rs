//! What functions put, and the streams that their `void.yaml` names.

use void_function_sdk::{
    FunctionEnv, Handler, HandlerError, VoidContext, VoidHttpRequest, VoidHttpResponse, http::StatusCode,
};
use void_local::{LocalCloud, timeline::TimelineEvent};
use void_streams_sdk::{VoidStreamsClient, operations::PutRecordsRequestEntry};

use super::reader::{Reader, deploy};
use crate::support::{cloud, entries};

/// Puts the body of each request, first alone, then twice in one call.
struct Putter {
    client: VoidStreamsClient,
    stream: String,
}

impl Putter {
    fn new(env: &FunctionEnv) -> Result<Self, HandlerError> {
        let stream = env.require("STREAM")?.to_owned();
        Ok(Self { client: VoidStreamsClient::new(env.config()), stream })
    }
}

impl Handler<VoidHttpRequest> for Putter {
    type Output = VoidHttpResponse;

    async fn handle(
        &self,
        request: VoidHttpRequest,
        _: VoidContext,
    ) -> Result<VoidHttpResponse, HandlerError> {
        let body = request.text()?.to_owned();
        self.client.put_record(&self.stream, "alone", body.clone()).await?;
        let entry = |key: &str| PutRecordsRequestEntry::new(key, body.clone().into_bytes());
        self.client.put_records(&self.stream, [entry("first")?, entry("second")?]).await?;
        Ok(VoidHttpResponse::new(StatusCode::ACCEPTED))
    }
}

const PUTTER: &str = "\
name: putter
runtime: rust
handler: putter
environment: {STREAM: '${VOID_STREAM_CLICKS_NAME}'}
events:
  - http: {path: /clicks, method: POST}
";

async fn post(cloud: &LocalCloud, body: &str) {
    let response = cloud.http(VoidHttpRequest::post("/clicks").text(body)).await.unwrap();
    assert_eq!(response.status_code, 202, "{:?}", response.text_body());
}

#[tokio::test]
async fn a_placeholder_makes_the_stream_that_it_names() {
    let cloud = cloud();
    let deployment = cloud.deploy(PUTTER, Putter::new).await.unwrap();
    assert_eq!((deployment.created_streams, deployment.created_queues), (vec!["clicks".to_owned()], vec![]));
    assert_eq!(cloud.stream("clicks").shards().len(), 1);
    let slip = PUTTER.replace("CLICKS_NAME", "CLICK_NAME").replace("putter", "slip");
    let error = cloud.deploy(slip.as_str(), Putter::new).await.unwrap_err().to_string();
    assert!(error.ends_with("did you mean `${VOID_STREAM_CLICKS_NAME}`?"), "{error}");
}

#[tokio::test]
async fn an_existing_stream_keeps_its_shards() {
    let cloud = cloud();
    cloud.streams().create_stream("clicks", 3);
    deploy(&cloud, "count", &["shards: 5"], &Reader::of(&cloud)).await;
    assert_eq!(cloud.stream("clicks").shards().len(), 3);
}

#[tokio::test]
async fn what_a_function_puts_is_in_the_timeline_and_reaches_others() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    cloud.deploy(PUTTER, Putter::new).await.unwrap();
    deploy(&cloud, "count", &[], &reader).await;
    post(&cloud, r#"{"eventType":"Clicked.v1"}"#).await;
    cloud.settle().await;
    let put = entries(&cloud, "putter", |entry| match &entry.event {
        TimelineEvent::Put { stream, record } => {
            assert!(entry.request_id.is_some() && entry.correlation_id.is_some());
            assert_eq!((stream.as_str(), record.event_type.as_deref()), ("clicks", Some("Clicked")));
            assert_eq!(record.shard_id, "shardId-000000000000");
            Some((record.partition_key.clone(), record.sequence_number.clone()))
        }
        _ => None,
    });
    let read: Vec<(String, String)> = reader.seen()[0]
        .event
        .records
        .iter()
        .map(|record| (record.partition_key().to_owned(), record.sequence_number().to_owned()))
        .collect();
    assert_eq!(put.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["alone", "first", "second"]);
    assert_eq!(put, read);
}

#[tokio::test]
async fn functions_that_set_each_other_off_over_a_stream_are_stopped() {
    struct Echo(VoidStreamsClient);
    impl Handler<void_function_sdk::VoidStreamEvent> for Echo {
        type Output = ();
        async fn handle(
            &self,
            event: void_function_sdk::VoidStreamEvent,
            _: VoidContext,
        ) -> Result<(), HandlerError> {
            self.0.put_record("clicks", "k", event.records[0].data().clone()).await?;
            Ok(())
        }
    }
    let cloud = LocalCloud::builder().seed(7).settle_invocations(50).build();
    let yaml = super::reader::reading("echo", "clicks", &[]);
    cloud.deploy(yaml.as_str(), |env| Echo(VoidStreamsClient::new(env.config()))).await.unwrap();
    cloud.stream("clicks").put("k", "again");
    let unsettled = cloud.try_settle().await.unwrap_err();
    assert_eq!(unsettled.busiest, [("echo".to_owned(), 50)]);
}
