//! What a bucket is told once: whether it keeps versions, its tags, rules and policy.

use serde_json::{Value, json};
use void_storage_sdk::{
    ErrorKind,
    types::{
        CorsRule, LifecycleRule, NotificationConfiguration, NotificationEvent, NotificationRule, RuleStatus,
        Tag, VersioningStatus,
    },
};

use super::{
    CaseResult, Target,
    target::{refused, refused_as},
};

/// A bucket keeps versions once it is told to, and not before.
pub async fn versioning_is_off_until_it_is_set(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    assert_eq!(client.get_bucket_versioning(bucket.as_str()).await?.configuration.status, None);
    for status in [VersioningStatus::Enabled, VersioningStatus::Suspended, VersioningStatus::Enabled] {
        client.put_bucket_versioning(bucket.as_str(), status.clone()).await?;
        let told = client.get_bucket_versioning(bucket.as_str()).await?.configuration;
        assert_eq!(told.status, Some(status));
    }
    Ok(())
}

/// A bucket's tags are those that were put last, and none after they are deleted.
pub async fn tags_of_a_bucket(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.put_bucket_tagging(bucket.as_str(), [("a", "1"), ("b c", "é+=")]).await?;
    let mut tags = client.get_bucket_tagging(bucket.as_str()).await?.tagging.tag_set;
    tags.sort();
    assert_eq!(tags, [Tag::new("a", "1"), Tag::new("b c", "é+=")]);
    client.put_bucket_tagging(bucket.as_str(), [("d", "2")]).await?;
    let tags = client.get_bucket_tagging(bucket.as_str()).await?.tagging.tag_set;
    assert_eq!(tags, [Tag::new("d", "2")]);
    client.delete_bucket_tagging(bucket.as_str()).await?;
    refused_as(client.get_bucket_tagging(bucket.as_str()).await, "NoSuchTagSet");
    client.delete_bucket_tagging(bucket.as_str()).await?;
    Ok(())
}

/// Rules of what expires come back, and are none after they are deleted.
pub async fn rules_of_a_lifecycle(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let rules = [
        LifecycleRule::new("logs").prefix("logs/").expire_after_days(30).abort_uploads_after_days(7),
        LifecycleRule::new("old").tag("class", "cold").expire_noncurrent_after_days(3).disabled(),
    ];
    client.put_bucket_lifecycle_configuration(bucket.as_str(), rules).await?;
    let told = client.get_bucket_lifecycle_configuration(bucket.as_str()).await?.configuration.rules;
    let [logs, old] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((logs.id.as_deref(), &logs.status), (Some("logs"), &RuleStatus::Enabled));
    assert_eq!(logs.filter.as_ref().and_then(|filter| filter.prefix.as_deref()), Some("logs/"));
    assert_eq!(logs.expiration.as_ref().and_then(|expiration| expiration.days), Some(30));
    let abort = logs.abort_incomplete_multipart_upload.as_ref();
    assert_eq!(abort.and_then(|abort| abort.days_after_initiation), Some(7));
    assert_eq!((old.id.as_deref(), &old.status), (Some("old"), &RuleStatus::Disabled));
    assert_eq!(old.filter.as_ref().map(|filter| filter.tags.clone()), Some(vec![Tag::new("class", "cold")]));
    let noncurrent = old.noncurrent_version_expiration.as_ref();
    assert_eq!(noncurrent.and_then(|expiration| expiration.noncurrent_days), Some(3));

    client.delete_bucket_lifecycle(bucket.as_str()).await?;
    let gone = client.get_bucket_lifecycle_configuration(bucket.as_str()).await;
    refused_as(gone, "NoSuchLifecycleConfiguration");
    client.delete_bucket_lifecycle(bucket.as_str()).await?;
    Ok(())
}

/// Rules of who is told come back, and none are an empty configuration.
pub async fn rules_of_notifications(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let told = async || client.get_bucket_notification_configuration(bucket.as_str()).await;
    assert_eq!(told().await?.configuration, NotificationConfiguration::default());
    let region = client.config().region().unwrap_or_default();
    let rule = |name: &str, event| {
        NotificationRule::to_queue(format!("arn:aws:sqs:{region}:123456789012:{name}"), [event]).id(name)
    };
    let rules = [
        rule("made", NotificationEvent::ObjectCreated).prefix("in/").suffix(".csv"),
        rule("gone", NotificationEvent::ObjectRemovedDelete),
    ];
    let configuration = NotificationConfiguration::from(rules);
    let put = client.put_bucket_notification_configuration(bucket.as_str(), configuration.clone());
    put.skip_destination_validation().await?;
    assert_eq!(told().await?.configuration, configuration);
    let none = NotificationConfiguration::default();
    client.put_bucket_notification_configuration(bucket.as_str(), none.clone()).await?;
    assert_eq!(told().await?.configuration, none);
    Ok(())
}

/// A policy comes back as it was written, and is none after it is deleted.
pub async fn a_policy(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let statement = json!({
        "Sid": "Read & write",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": format!("arn:aws:s3:::{bucket}/*"),
    });
    let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
    client.put_bucket_policy(bucket.as_str(), policy.to_string()).await?;
    let told = client.get_bucket_policy(bucket.as_str()).await?.policy;
    assert_eq!(serde_json::from_str::<Value>(&told).expect("a policy is JSON"), policy);
    client.delete_bucket_policy(bucket.as_str()).await?;
    refused_as(client.get_bucket_policy(bucket.as_str()).await, "NoSuchBucketPolicy");
    client.delete_bucket_policy(bucket.as_str()).await?;
    Ok(())
}

/// Rules for pages of other origins come back, and are none after they are deleted.
pub async fn rules_of_origins(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let rules = [
        CorsRule::new(["https://a.example", "https://*.b.example"], ["GET", "PUT"])
            .allow_header("*")
            .expose_header("ETag")
            .max_age_seconds(600),
        CorsRule::new(["*"], ["HEAD"]),
    ];
    client.put_bucket_cors(bucket.as_str(), rules.clone()).await?;
    assert_eq!(client.get_bucket_cors(bucket.as_str()).await?.configuration.rules, rules);
    client.delete_bucket_cors(bucket.as_str()).await?;
    refused_as(client.get_bucket_cors(bucket.as_str()).await, "NoSuchCORSConfiguration");
    client.delete_bucket_cors(bucket.as_str()).await?;
    Ok(())
}

/// What was never set is told by an error of its own.
pub async fn what_was_not_set_is_not_there(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    refused_as(client.get_bucket_tagging(bucket.as_str()).await, "NoSuchTagSet");
    refused_as(client.get_bucket_policy(bucket.as_str()).await, "NoSuchBucketPolicy");
    refused_as(client.get_bucket_cors(bucket.as_str()).await, "NoSuchCORSConfiguration");
    let lifecycle = client.get_bucket_lifecycle_configuration(bucket.as_str()).await;
    refused_as(lifecycle, "NoSuchLifecycleConfiguration");
    Ok(())
}

/// A bucket that is not there has no settings, and takes none.
pub async fn settings_of_no_bucket(target: Target) -> CaseResult {
    let (bucket, client, no_bucket) = (target.name(), target.client(), &[ErrorKind::NoSuchBucket]);
    refused(client.get_bucket_versioning(bucket.as_str()).await, no_bucket);
    refused(client.put_bucket_versioning(bucket.as_str(), VersioningStatus::Enabled).await, no_bucket);
    refused(client.get_bucket_tagging(bucket.as_str()).await, no_bucket);
    refused(client.put_bucket_tagging(bucket.as_str(), [("a", "1")]).await, no_bucket);
    refused(client.get_bucket_notification_configuration(bucket.as_str()).await, no_bucket);
    refused(client.get_bucket_policy(bucket.as_str()).await, no_bucket);
    refused(client.get_bucket_cors(bucket.as_str()).await, no_bucket);
    refused(client.get_bucket_lifecycle_configuration(bucket.as_str()).await, no_bucket);
    Ok(())
}

/// A tag can be a name alone.
pub async fn a_tag_without_a_value(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.put_bucket_tagging(bucket.as_str(), [("a", "")]).await?;
    let tags = client.get_bucket_tagging(bucket.as_str()).await?.tagging.tag_set;
    assert_eq!(tags, [Tag::new("a", "")]);
    Ok(())
}

/// What is no policy is refused, and changes nothing.
pub async fn a_policy_that_is_none(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    refused_as(client.put_bucket_policy(bucket.as_str(), "no policy").await, "MalformedPolicy");
    refused_as(client.get_bucket_policy(bucket.as_str()).await, "NoSuchBucketPolicy");
    Ok(())
}

/// A rule for a method that is none is refused, and changes nothing.
pub async fn a_rule_of_origins_that_is_none(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let rules = [CorsRule::new(["*"], ["PATCH"])];
    refused_as(client.put_bucket_cors(bucket.as_str(), rules).await, "InvalidRequest");
    refused_as(client.get_bucket_cors(bucket.as_str()).await, "NoSuchCORSConfiguration");
    Ok(())
}
