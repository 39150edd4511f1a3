//! [`Happening`]: what happened to an object, and the event that tells of it.

use serde_json::{Value, json};
use void_core::Timestamp;

use super::{Around, Object, WriteKind, bucket::Bucket, notifications::is_for};
use crate::{mock::Notification, types::VersionId, wire::encode_key};

/// The ETag of no bytes: a delete marker's.
const EMPTY_E_TAG: &str = "d41d8cd98f00b204e9800998ecf8427e";

/// Who calls, as far as events tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The request's id.
    pub request_id: String,
    /// The id of the host that answers.
    pub host_id: String,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// An object was written.
    Created(WriteKind),
    /// An object or a version is gone.
    Deleted,
    /// A delete marker is in an object's place.
    MarkerCreated,
    /// An object was given tags.
    Tagged,
    /// An object's tags were taken away.
    Untagged,
    /// An object or a version expired, and is gone.
    Expired,
    /// An object expired, and a delete marker is in its place.
    ExpiryMarkerCreated,
}

impl Happened {
    /// The event's name, as configurations have it.
    const fn name(self) -> &'static str {
        match self {
            Self::Created(WriteKind::Put) => "s3:ObjectCreated:Put",
            Self::Created(WriteKind::Post) => "s3:ObjectCreated:Post",
            Self::Created(WriteKind::Copy) => "s3:ObjectCreated:Copy",
            Self::Created(WriteKind::CompleteMultipartUpload) => "s3:ObjectCreated:CompleteMultipartUpload",
            Self::Deleted => "s3:ObjectRemoved:Delete",
            Self::MarkerCreated => "s3:ObjectRemoved:DeleteMarkerCreated",
            Self::Tagged => "s3:ObjectTagging:Put",
            Self::Untagged => "s3:ObjectTagging:Delete",
            Self::Expired => "s3:LifecycleExpiration:Delete",
            Self::ExpiryMarkerCreated => "s3:LifecycleExpiration:DeleteMarkerCreated",
        }
    }
}

impl Happened {
    /// The version of the event's form.
    const fn version(self) -> &'static str {
        match self {
            Self::Created(_) | Self::Deleted | Self::MarkerCreated => "2.1",
            Self::Tagged | Self::Untagged | Self::Expired | Self::ExpiryMarkerCreated => "2.3",
        }
    }
}

/// What happened, to what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Happening<'a> {
    pub(super) what: Happened,
    pub(super) key: &'a str,
    pub(super) version_id: Option<&'a VersionId>,
    /// What was written.
    pub(super) object: Option<&'a Object>,
}

impl Bucket {
    /// Tells whoever the bucket's configuration names.
    pub(super) fn tell(&self, now: Timestamp, happening: &Happening<'_>, around: &mut Around<'_>) {
        if self.notifications.rules.is_empty() {
            return;
        }
        // All that are told of it are told one number.
        *around.last_number += 1;
        for rule in &self.notifications.rules {
            if !is_for(rule, happening.what.name(), happening.key) {
                continue;
            }
            let id = rule.id.as_deref().unwrap_or_default();
            let event = json!({ "Records": [record(now, happening, id, around)] });
            around.notifications.push(Notification::new(rule.destination.arn(), event.to_string()));
        }
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>
fn record(now: Timestamp, happening: &Happening<'_>, rule: &str, around: &Around<'_>) -> Value {
    let owner = &around.settings.account_id;
    let name = happening.what.name();
    let caller = around.caller;
    json!({
        "eventVersion": happening.what.version(),
        "eventSource": "aws:s3",
        "awsRegion": around.settings.region,
        "eventTime": now.to_rfc3339(),
        "eventName": name.strip_prefix("s3:").unwrap_or(name),
        "userIdentity": { "principalId": format!("AWS:{owner}") },
        "requestParameters": { "sourceIPAddress": "127.0.0.1" },
        "responseElements": {
            "x-amz-request-id": caller.map(|caller| caller.request_id.as_str()).unwrap_or_default(),
            "x-amz-id-2": caller.map(|caller| caller.host_id.as_str()).unwrap_or_default(),
        },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": rule,
            "bucket": {
                "name": around.bucket,
                "ownerIdentity": { "principalId": owner },
                "arn": format!("arn:aws:s3:::{}", around.bucket),
            },
            "object": object(happening, *around.last_number),
        },
    })
}

fn object(happening: &Happening<'_>, number: u64) -> Value {
    let mut object = json!({
        // As a form has it.
        "key": encode_key(happening.key).replace("%20", "+"),
        // Of one length, so that texts compare as the numbers do.
        "sequencer": format!("{number:018X}"),
    });
    if let Some(written) = happening.object {
        object["size"] = json!(written.body.size());
        object["eTag"] = json!(written.e_tag.unquoted());
    } else if matches!(happening.what, Happened::MarkerCreated | Happened::ExpiryMarkerCreated) {
        object["eTag"] = json!(EMPTY_E_TAG);
    }
    if let Some(id) = happening.version_id {
        object["versionId"] = json!(id.as_str());
    }
    object
}

/// What a destination gets when a bucket is told to tell it something.
pub(super) fn test(now: Timestamp, around: &Around<'_>) -> String {
    let caller = around.caller;
    json!({
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": now.to_rfc3339(),
        "Bucket": around.bucket,
        "RequestId": caller.map(|caller| caller.request_id.as_str()).unwrap_or_default(),
        "HostId": caller.map(|caller| caller.host_id.as_str()).unwrap_or_default(),
    })
    .to_string()
}
