//! What a caller who is limited may do: the action, and the buckets and objects of a request.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>

use void_core::{
    authorization::{LimitedCaller, claimed_access_key},
    signing::{Verified, verify::PolicyClaim},
};

use super::Exchange;
use crate::{
    mock::engine::{Code, Problem},
    types::CopySource,
    wire::{Message, Text},
};

impl Exchange<'_> {
    /// The caller, where not everything is allowed: who signed the request, or, where that is not checked, whom it names.
    pub(super) fn find_limited(&self, verified: Option<&Verified>) -> Option<LimitedCaller> {
        let key = verified.map(|verified| verified.access_key_id.as_str());
        let key = key.or_else(|| claimed_access_key(&self.parts));
        LimitedCaller::find(self.backend.authorizer.as_ref(), key)
    }

    /// Checks that the caller may carry `operation` out on what the request names, and read what it copies.
    pub(super) fn authorize(&self, operation: &str, message: &Message) -> Result<(), Problem> {
        let Some(limited) = &self.limited else { return Ok(()) };
        // Which objects, its body says.
        if operation == "DeleteObjects" {
            return Ok(());
        }
        let source = message.headers.get("x-amz-copy-source").and_then(|source| source.to_str().ok());
        // One that can't be read is refused for that.
        if let Some(source) = source.and_then(|source| CopySource::from_text(source).ok()) {
            let action = action("GetObject", source.version_id.is_some());
            check(limited, &action, &arn(Some(source.bucket.as_str()), Some(source.key.as_str())))?;
        }
        let action = action(operation, message.query.has("versionId"));
        check(limited, &action, &arn(message.bucket.as_deref(), message.key.as_deref()))
    }

    /// Checks that the caller may delete an object, or a version of it for good.
    pub(in crate::mock) fn may_delete(
        &self,
        bucket: &str,
        key: &str,
        is_version: bool,
    ) -> Result<(), Problem> {
        let Some(limited) = &self.limited else { return Ok(()) };
        check(limited, &action("DeleteObject", is_version), &arn(Some(bucket), Some(key)))
    }

    /// Checks that who signed the policy of a form may write the object.
    pub(in crate::mock) fn may_post(
        &self,
        claim: Option<&PolicyClaim<'_>>,
        bucket: &str,
        key: &str,
    ) -> Result<(), Problem> {
        let access_key = claim.and_then(|claim| claim.credential.split('/').next());
        let limited = LimitedCaller::find(self.backend.authorizer.as_ref(), access_key);
        limited.map_or(Ok(()), |limited| check(&limited, "s3:PutObject", &arn(Some(bucket), Some(key))))
    }
}

fn check(limited: &LimitedCaller, action: &str, arn: &str) -> Result<(), Problem> {
    let denied = limited.check(action, arn);
    denied.map_err(|denied| Problem::new(Code::AccessDenied, denied.to_string()))
}

/// The action that an operation needs. The service has one for several, and others for versions of objects.
fn action(operation: &str, is_version: bool) -> String {
    let name = match operation {
        "HeadObject" => "GetObject",
        "HeadBucket" | "ListObjects" | "ListObjectsV2" => "ListBucket",
        "ListBuckets" => "ListAllMyBuckets",
        "ListObjectVersions" => "ListBucketVersions",
        "ListMultipartUploads" => "ListBucketMultipartUploads",
        "ListParts" => "ListMultipartUploadParts",
        "CompleteMultipartUpload"
        | "CopyObject"
        | "CreateMultipartUpload"
        | "UploadPart"
        | "UploadPartCopy" => "PutObject",
        "DeleteBucketTagging" => "PutBucketTagging",
        "GetBucketCors" => "GetBucketCORS",
        "PutBucketCors" | "DeleteBucketCors" => "PutBucketCORS",
        "GetBucketLifecycleConfiguration" => "GetLifecycleConfiguration",
        "PutBucketLifecycleConfiguration" | "DeleteBucketLifecycle" => "PutLifecycleConfiguration",
        "GetBucketNotificationConfiguration" => "GetBucketNotification",
        "PutBucketNotificationConfiguration" => "PutBucketNotification",
        other => other,
    };
    let has_versions = matches!(
        name,
        "GetObject"
            | "GetObjectAttributes"
            | "DeleteObject"
            | "GetObjectTagging"
            | "PutObjectTagging"
            | "DeleteObjectTagging"
    );
    if has_versions && is_version {
        format!("s3:{}", name.replacen("Object", "ObjectVersion", 1))
    } else {
        format!("s3:{name}")
    }
}

fn arn(bucket: Option<&str>, key: Option<&str>) -> String {
    match (bucket, key) {
        (None, _) => "*".to_owned(),
        (Some(bucket), None) => format!("arn:aws:s3:::{bucket}"),
        (Some(bucket), Some(key)) => format!("arn:aws:s3:::{bucket}/{key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{action, arn};

    #[test]
    fn operations_need_the_actions_that_the_service_has_for_them() {
        for (operation, is_version, expected) in [
            ("HeadObject", false, "s3:GetObject"),
            ("GetObject", true, "s3:GetObjectVersion"),
            ("UploadPart", false, "s3:PutObject"),
            ("DeleteObject", false, "s3:DeleteObject"),
            ("DeleteObject", true, "s3:DeleteObjectVersion"),
            ("GetObjectTagging", true, "s3:GetObjectVersionTagging"),
            ("ListObjectsV2", false, "s3:ListBucket"),
            ("AbortMultipartUpload", false, "s3:AbortMultipartUpload"),
            ("DeleteBucket", true, "s3:DeleteBucket"),
        ] {
            assert_eq!(action(operation, is_version), expected, "{operation}");
        }
    }

    #[test]
    fn resources_are_named_by_their_arns() {
        assert_eq!(arn(None, None), "*");
        assert_eq!(arn(Some("photos"), None), "arn:aws:s3:::photos");
        assert_eq!(arn(Some("photos"), Some("a/b")), "arn:aws:s3:::photos/a/b");
    }
}
