//! What a bucket tells, and whom.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use void_core::{Timestamp, clock::ManualClock};
use void_storage_sdk::{
    VoidStorageClient,
    mock::{MockStorage, Notification, NotificationSink},
    types::{NotificationConfiguration, NotificationRule},
};

const QUEUE: &str = "arn:aws:sqs:us-east-1:123456789012:orders";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:resize";

#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<Notification>>);

impl NotificationSink for Recorder {
    fn accepts(&self, destination: &str) -> bool {
        !destination.ends_with("missing")
    }

    fn deliver(&self, notification: Notification) {
        self.0.lock().unwrap().push(notification);
    }
}

impl Recorder {
    /// The destinations and events since the last call.
    fn take(&self) -> Vec<(String, Value)> {
        let taken = std::mem::take(&mut *self.0.lock().unwrap());
        let parse = |told: Notification| (told.destination, serde_json::from_slice(&told.event).unwrap());
        taken.into_iter().map(parse).collect()
    }

    /// The names of the events since the last call, and the keys.
    fn names(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let name = |(_, event): &(String, Value)| {
            let record = &event["Records"][0];
            (text(&record["eventName"]), text(&record["s3"]["object"]["key"]))
        };
        self.take().iter().map(name).collect()
    }
}

fn set_up() -> (MockStorage, VoidStorageClient, Arc<Recorder>) {
    let now = Timestamp::parse_rfc3339("2026-03-01T10:20:30.456Z").unwrap();
    let storage = MockStorage::builder().clock(Arc::new(ManualClock::new(now))).build();
    let recorder = Arc::new(Recorder::default());
    storage.notify(Arc::clone(&recorder) as Arc<dyn NotificationSink>);
    let client = storage.client();
    storage.create_bucket("photos");
    (storage, client, recorder)
}

async fn configure(client: &VoidStorageClient, rules: impl IntoIterator<Item = NotificationRule>) {
    client.put_bucket_notification_configuration("photos", rules).await.unwrap();
}

/// The code and the message of a refusal.
async fn refusal(
    client: &VoidStorageClient,
    rules: impl IntoIterator<Item = NotificationRule>,
) -> (String, String) {
    let error = client.put_bucket_notification_configuration("photos", rules).await.unwrap_err();
    (error.code().unwrap_or_default().to_owned(), error.to_string())
}

#[tokio::test]
async fn a_write_is_told_as_the_documentation_has_it() {
    let (_storage, client, told) = set_up();
    configure(&client, [NotificationRule::to_queue(QUEUE, ["s3:ObjectCreated:*"]).id("new")]).await;
    told.take();
    client.put_object("photos", "a b/ü+1.png", "hello").await.unwrap();
    let events = told.take();
    assert_eq!(events.len(), 1);
    let (destination, event) = &events[0];
    assert_eq!(destination, QUEUE);
    let record = &event["Records"][0];
    assert_eq!(record["eventVersion"], "2.1");
    assert_eq!(record["eventSource"], "aws:s3");
    assert_eq!(record["awsRegion"], "us-east-1");
    assert_eq!(record["eventTime"], "2026-03-01T10:20:30.456Z");
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["responseElements"]["x-amz-request-id"].as_str().map(str::len), Some(16));
    assert!(!record["responseElements"]["x-amz-id-2"].as_str().unwrap().is_empty());
    assert_eq!(record["s3"]["s3SchemaVersion"], "1.0");
    assert_eq!(record["s3"]["configurationId"], "new");
    assert_eq!(record["s3"]["bucket"]["name"], "photos");
    assert_eq!(record["s3"]["bucket"]["arn"], "arn:aws:s3:::photos");
    let object = &record["s3"]["object"];
    assert_eq!(object["key"], "a+b/%C3%BC%2B1.png");
    assert_eq!(object["size"], 5);
    assert_eq!(object["eTag"], "5d41402abc4b2a76b9719d911017c592");
    assert!(object.get("versionId").is_none());
}

#[tokio::test]
async fn later_events_have_greater_sequencers() {
    let (_storage, client, told) = set_up();
    configure(
        &client,
        [NotificationRule::to_function(FUNCTION, ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])],
    )
    .await;
    for _ in 0..20 {
        client.put_object("photos", "a", "1").await.unwrap();
        client.delete_object("photos", "a").await.unwrap();
    }
    let sequencer = |(_, event): &(String, Value)| {
        event["Records"][0]["s3"]["object"]["sequencer"].as_str().unwrap().to_owned()
    };
    let sequencers: Vec<_> = told.take().iter().map(sequencer).collect();
    assert_eq!(sequencers.len(), 40);
    assert!(sequencers.is_sorted_by(|one, other| one.len() == other.len() && one < other));
}

#[tokio::test]
async fn copies_and_deletions_say_what_they_are() {
    let (_storage, client, told) = set_up();
    configure(
        &client,
        [NotificationRule::to_function(FUNCTION, ["s3:ObjectCreated:Copy", "s3:ObjectRemoved:*"])],
    )
    .await;
    client.put_object("photos", "a", "1").await.unwrap();
    client.copy_object(("photos", "a"), "photos", "b").await.unwrap();
    client.delete_object("photos", "a").await.unwrap();
    client.delete_object("photos", "nothing").await.unwrap();
    let pair = |name: &str, key: &str| (name.to_owned(), key.to_owned());
    assert_eq!(told.names(), [pair("ObjectCreated:Copy", "b"), pair("ObjectRemoved:Delete", "a")]);
}

#[tokio::test]
async fn a_rule_is_for_the_keys_that_its_prefix_and_suffix_fit() {
    let (_storage, client, told) = set_up();
    let events = ["s3:ObjectCreated:Put"];
    configure(
        &client,
        [
            NotificationRule::to_queue(QUEUE, events).prefix("in/").suffix(".png"),
            NotificationRule::to_function(FUNCTION, events).prefix("in/").suffix(".jpg"),
        ],
    )
    .await;
    told.take();
    for key in ["in/1.png", "in/1.jpg", "in/1.gif", "out/1.png"] {
        client.put_object("photos", key, "1").await.unwrap();
    }
    let destinations: Vec<_> = told.take().into_iter().map(|(destination, _)| destination).collect();
    assert_eq!(destinations, [QUEUE, FUNCTION]);
}

#[tokio::test]
async fn queues_are_sent_a_test_event_and_functions_are_not() {
    let (_storage, client, told) = set_up();
    let rules = [
        NotificationRule::to_queue(QUEUE, ["s3:ObjectCreated:*"]),
        NotificationRule::to_function(FUNCTION, ["s3:ObjectRemoved:*"]),
    ];
    configure(&client, rules.clone()).await;
    let events = told.take();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].0, QUEUE);
    assert_eq!(events[0].1["Event"], "s3:TestEvent");
    assert_eq!(events[0].1["Bucket"], "photos");
    client
        .put_bucket_notification_configuration("photos", rules)
        .skip_destination_validation()
        .await
        .unwrap();
    assert_eq!(told.take(), []);
}

#[tokio::test]
async fn what_is_configured_is_read_back_with_ids_and_ends_with_an_empty_configuration() {
    let (_storage, client, told) = set_up();
    let rule = NotificationRule::to_queue(QUEUE, ["s3:ObjectCreated:*"]).prefix("in/");
    let configuration = NotificationConfiguration::from([rule.clone()]).with_event_bridge();
    client.put_bucket_notification_configuration("photos", configuration.clone()).await.unwrap();
    let mut read = client.get_bucket_notification_configuration("photos").await.unwrap().configuration;
    let id = read.rules[0].id.take();
    assert!(id.is_some_and(|id| !id.is_empty()));
    assert_eq!(read, configuration);
    told.take();
    client
        .put_bucket_notification_configuration("photos", NotificationConfiguration::default())
        .await
        .unwrap();
    client.put_object("photos", "in/1", "1").await.unwrap();
    assert_eq!(told.take(), []);
}

#[tokio::test]
async fn rules_that_overlap_for_an_event_are_refused() {
    let (_storage, client, _) = set_up();
    let rule = |event: &'static str| NotificationRule::to_queue(QUEUE, [event]);
    let (all, put) = (rule("s3:ObjectCreated:*"), rule("s3:ObjectCreated:Put"));
    for rules in [
        [all.clone(), put.clone()],
        [all.clone().prefix("a"), put.clone().prefix("ab")],
        [all.clone().prefix("a").suffix(".png"), put.clone().suffix("g")],
    ] {
        let (code, message) = refusal(&client, rules).await;
        assert_eq!(code, "InvalidArgument");
        assert!(message.contains("ambiguously defined"), "{message}");
    }
    configure(&client, [all.clone().prefix("a"), put.clone().prefix("b")]).await;
    configure(&client, [all.clone(), rule("s3:ObjectRemoved:*")]).await;
    configure(&client, [all.suffix(".png"), put.suffix(".jpg")]).await;
}

#[tokio::test]
async fn a_destination_that_is_not_there_and_an_event_that_is_none_are_refused() {
    let (_storage, client, told) = set_up();
    let missing = "arn:aws:sqs:us-east-1:123456789012:missing";
    let (code, message) =
        refusal(&client, [NotificationRule::to_queue(missing, ["s3:ObjectCreated:*"])]).await;
    assert_eq!(code, "InvalidArgument");
    assert!(message.contains("Unable to validate the following destination configurations"), "{message}");
    for rule in [
        NotificationRule::to_queue(QUEUE, ["s3:ObjectRead:*"]),
        NotificationRule::to_queue("orders", ["s3:ObjectCreated:*"]),
        NotificationRule::to_queue(QUEUE, ["s3:ObjectCreated:*"]).prefix("x".repeat(1025)),
    ] {
        assert_eq!(refusal(&client, [rule]).await.0, "InvalidArgument");
    }
    let nothing = NotificationRule::to_queue(QUEUE, [] as [&str; 0]);
    assert_eq!(refusal(&client, [nothing]).await.0, "MalformedXML");
    client.put_object("photos", "a", "1").await.unwrap();
    assert_eq!(told.take(), []);
}
