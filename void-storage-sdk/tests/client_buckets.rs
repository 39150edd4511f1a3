//! What the client sends for what is set for buckets, and what it makes of the answers, against a service that answers as it is
//! told.

use std::sync::{Arc, Mutex};

use http::{Request, Response};
use void_core::{Body, transport_fn};
use void_storage_sdk::{
    Config, VoidStorageClient,
    types::{CorsRule, LifecycleRule, VersioningStatus},
};

type Sent = Arc<Mutex<Vec<Request<Body>>>>;

/// A client whose calls are all answered with one document, and what it sent.
fn answering(document: &'static str) -> (VoidStorageClient, Sent) {
    let sent = Sent::default();
    let log = Arc::clone(&sent);
    let service = transport_fn(move |request: Request<Body>| {
        log.lock().expect("nobody panicked with it").push(request);
        async move { Ok(Response::new(Body::from(document))) }
    });
    (VoidStorageClient::new(Config::builder().transport(service).build()), sent)
}

/// The last request: its method, its query, whether it has a checksum, and its document without the declaration.
async fn last(sent: &Sent) -> (String, String, bool, String) {
    let request = sent.lock().expect("nobody panicked with it").pop().expect("it was sent");
    let method = request.method().to_string();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let has_checksum = request.headers().contains_key("x-amz-checksum-crc32");
    let body = request.into_body().into_bytes(10_000).await.expect("a body in memory");
    let body = String::from_utf8(body.to_vec()).expect("it is UTF-8");
    let body = body.split_once('\n').map_or(body.clone(), |(_, document)| document.to_owned());
    (method, query, has_checksum, body.replace(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"", ""))
}

#[tokio::test]
async fn lifecycle_rules_with_more_than_one_condition_have_them_in_an_and() {
    let (client, sent) = answering("");
    let rules = [
        LifecycleRule::new("tmp").prefix("tmp/").expire_after_days(3),
        LifecycleRule::new("old")
            .tag("a", "b")
            .larger_than(9)
            .expire_noncurrent_after_days(1)
            .keep_noncurrent_versions(2),
    ];
    client.put_bucket_lifecycle_configuration("b", rules).await.unwrap();
    let (method, query, has_checksum, document) = last(&sent).await;
    assert_eq!((method.as_str(), query.as_str(), has_checksum), ("PUT", "lifecycle=", true));
    assert_eq!(
        document,
        "<LifecycleConfiguration><Rule><ID>tmp</ID><Filter><Prefix>tmp/</Prefix></Filter><Status>Enabled</Status>\
        <Expiration><Days>3</Days></Expiration></Rule><Rule><ID>old</ID><Filter><And><Tag><Key>a</Key><Value>b</Value></Tag>\
        <ObjectSizeGreaterThan>9</ObjectSizeGreaterThan></And></Filter><Status>Enabled</Status><NoncurrentVersionExpiration>\
        <NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions>\
        </NoncurrentVersionExpiration></Rule></LifecycleConfiguration>"
    );
}

#[tokio::test]
async fn lifecycle_rules_are_read_as_they_were_written() {
    let (client, _) = answering(
        "<LifecycleConfiguration><Rule><ID>x</ID><Filter><And><Prefix>p/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And>\
        </Filter><Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation>\
        </AbortIncompleteMultipartUpload></Rule></LifecycleConfiguration>",
    );
    let rules = client.get_bucket_lifecycle_configuration("b").await.unwrap().configuration.rules;
    assert_eq!(rules, [LifecycleRule::new("x").prefix("p/").tag("a", "b").abort_uploads_after_days(7)]);
}

#[tokio::test]
async fn a_filter_of_two_things_outside_of_an_and_is_refused() {
    let (client, _) = answering(
        "<LifecycleConfiguration><Rule><Filter><Prefix>p/</Prefix><ObjectSizeLessThan>1</ObjectSizeLessThan></Filter>\
        <Status>Enabled</Status></Rule></LifecycleConfiguration>",
    );
    assert!(client.get_bucket_lifecycle_configuration("b").await.is_err());
}

#[tokio::test]
async fn tags_versioning_and_cors_rules_are_documents_with_a_checksum() {
    let (client, sent) = answering("");
    client.put_object_tagging("b", "k", [("team", "a&b")]).version_id("v1").await.unwrap();
    let tags = "<Tagging><TagSet><Tag><Key>team</Key><Value>a&amp;b</Value></Tag></TagSet></Tagging>";
    assert_eq!(last(&sent).await, ("PUT".into(), "tagging=&versionId=v1".into(), true, tags.into()));
    client.put_bucket_tagging("b", [("team", "a&b")]).await.unwrap();
    assert_eq!(last(&sent).await, ("PUT".into(), "tagging=".into(), true, tags.into()));
    client.put_bucket_versioning("b", VersioningStatus::Enabled).await.unwrap();
    let versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    assert_eq!(last(&sent).await, ("PUT".into(), "versioning=".into(), true, versioning.into()));
    let rule = CorsRule::new(["https://a.example"], ["GET", "PUT"]).allow_header("*").max_age_seconds(5);
    client.put_bucket_cors("b", [rule]).await.unwrap();
    let cors = "<CORSConfiguration><CORSRule><AllowedHeader>*</AllowedHeader><AllowedMethod>GET</AllowedMethod>\
        <AllowedMethod>PUT</AllowedMethod><AllowedOrigin>https://a.example</AllowedOrigin>\
        <MaxAgeSeconds>5</MaxAgeSeconds></CORSRule></CORSConfiguration>";
    assert_eq!(last(&sent).await, ("PUT".into(), "cors=".into(), true, cors.into()));
}

#[tokio::test]
async fn a_policy_is_sent_and_read_as_it_is() {
    let policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
    let (client, sent) = answering(policy);
    client.put_bucket_policy("b", policy).await.unwrap();
    assert_eq!(last(&sent).await, ("PUT".into(), "policy=".into(), true, policy.into()));
    assert_eq!(client.get_bucket_policy("b").await.unwrap().policy, policy);
}

#[tokio::test]
async fn what_is_set_for_a_bucket_is_taken_away() {
    let (client, sent) = answering("");
    client.delete_bucket("b").await.unwrap();
    assert_eq!(last(&sent).await.1, "");
    client.delete_bucket_tagging("b").await.unwrap();
    assert_eq!(last(&sent).await.1, "tagging=");
    client.delete_bucket_lifecycle("b").await.unwrap();
    assert_eq!(last(&sent).await.1, "lifecycle=");
    client.delete_bucket_policy("b").await.unwrap();
    assert_eq!(last(&sent).await.1, "policy=");
    client.delete_bucket_cors("b").await.unwrap();
    assert_eq!(last(&sent).await.1, "cors=");
    client.delete_object_tagging("b", "k").await.unwrap();
    assert_eq!(last(&sent).await, ("DELETE".into(), "tagging=".into(), false, String::new()));
}

#[tokio::test]
async fn a_bucket_without_a_location_is_in_the_first_region() {
    for (document, region) in [
        ("<LocationConstraint/>", "us-east-1"),
        ("<LocationConstraint>EU</LocationConstraint>", "eu-west-1"),
        ("<LocationConstraint>eu-central-1</LocationConstraint>", "eu-central-1"),
    ] {
        let (client, _) = answering(document);
        assert_eq!(client.get_bucket_location("b").await.unwrap().region(), region);
    }
}

#[tokio::test]
async fn buckets_are_listed_by_prefix_and_region() {
    let (client, sent) = answering(
        "<ListAllMyBucketsResult><Buckets><Bucket><Name>ab</Name><CreationDate>2026-01-02T03:04:05.000Z</CreationDate>\
        <BucketRegion>eu-west-1</BucketRegion></Bucket></Buckets><Prefix>a</Prefix></ListAllMyBucketsResult>",
    );
    let buckets = client
        .list_buckets()
        .prefix("a")
        .bucket_region("eu-west-1")
        .max_buckets(5)
        .items()
        .collect()
        .await
        .unwrap();
    assert_eq!(buckets.iter().map(|bucket| bucket.name.as_str()).collect::<Vec<_>>(), ["ab"]);
    assert_eq!(last(&sent).await.1, "bucket-region=eu-west-1&max-buckets=5&prefix=a");
}

#[tokio::test]
async fn an_answer_is_read_under_the_other_name_that_some_services_have_for_it_and_no_third_one() {
    let (client, _) =
        answering("<GetBucketVersioningResponse><Status>Enabled</Status></GetBucketVersioningResponse>");
    let versioning = client.get_bucket_versioning("b").await.unwrap().configuration;
    assert_eq!(versioning.status, Some(VersioningStatus::Enabled));
    let (client, _) = answering("<GetBucketNotificationResponse/>");
    assert!(client.get_bucket_notification_configuration("b").await.unwrap().configuration.rules.is_empty());
    let (client, _) = answering("<html><Status>Enabled</Status></html>");
    let error = client.get_bucket_versioning("b").await.unwrap_err().to_string();
    assert!(error.contains("<html> and not <VersioningConfiguration>"), "{error}");
}
