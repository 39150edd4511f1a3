//! Tags of buckets and objects.

use std::{collections::BTreeSet, sync::Arc};

use void_core::Timestamp;

use super::{
    Code, Engine, Found, Problem, Tags,
    events::{Happened, Happening},
};
use crate::types::VersionId;

/// How many tags an object has at most, and a bucket.
pub(super) const OBJECT_TAGS: usize = 10;
const BUCKET_TAGS: usize = 50;

/// How long a tag's name and value are at most, in characters.
const KEY_LIMIT: usize = 128;
const VALUE_LIMIT: usize = 256;

/// Checks an object's tags: 10 at most, names of 1 to 128 characters and values of at most 256, no name twice.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>
///
/// # Errors
///
/// `InvalidTag`; `BadRequest` where they are too many.
pub fn check_object_tags(tags: &Tags) -> Result<(), Problem> {
    if tags.len() > OBJECT_TAGS {
        return Err(Problem::new(Code::BadRequest, "Object tags cannot be greater than 10"));
    }
    check(tags)
}

fn check_bucket_tags(tags: &Tags) -> Result<(), Problem> {
    if tags.len() > BUCKET_TAGS {
        return Err(Problem::new(Code::BadRequest, "Bucket tag count cannot be greater than 50"));
    }
    check(tags)
}

fn check(tags: &Tags) -> Result<(), Problem> {
    let mut names = BTreeSet::new();
    for (name, value) in tags {
        let problem = |message: &'static str| Problem::new(Code::InvalidTag, message).with("TagKey", name);
        if name.is_empty() || name.chars().count() > KEY_LIMIT || !name.chars().all(is_allowed) {
            return Err(problem("The TagKey you have provided is invalid"));
        }
        if value.chars().count() > VALUE_LIMIT || !value.chars().all(is_allowed) {
            return Err(problem("The TagValue you have provided is invalid").with("TagValue", value));
        }
        if name.starts_with("aws:") {
            return Err(problem("System tags cannot be added/updated by requester"));
        }
        if !names.insert(name) {
            return Err(problem("Cannot provide multiple Tags with the same key"));
        }
    }
    Ok(())
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || character == ' ' || "+-=._:/@".contains(character)
}

impl Engine {
    /// A bucket's tags.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchTagSet`.
    pub fn bucket_tags(&self, bucket: &str) -> Result<&Tags, Problem> {
        let tags = &self.bucket(bucket)?.tags;
        if tags.is_empty() {
            return Err(Problem::of(Code::NoSuchTagSet).with("BucketName", bucket));
        }
        Ok(tags)
    }

    /// Gives a bucket tags in place of those that it has; none takes them away.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `InvalidTag`.
    pub fn set_bucket_tags(&mut self, bucket: &str, tags: Tags) -> Result<(), Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        check_bucket_tags(&tags)?;
        bucket.tags = tags;
        around.set();
        Ok(())
    }

    /// Gives an object, or a version of it, tags in place of those that it has; `None` takes them away. Gives what was found.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` for a delete marker, `InvalidTag`.
    pub fn set_object_tags(
        &mut self,
        now: Timestamp,
        bucket: &str,
        key: &str,
        version_id: Option<&VersionId>,
        tags: Option<Tags>,
    ) -> Result<Found, Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        let found = bucket.find(key, version_id)?;
        let what = if tags.is_none() { Happened::Untagged } else { Happened::Tagged };
        let tags = tags.unwrap_or_default();
        check_object_tags(&tags)?;
        let id = version_id.map(VersionId::as_str);
        if let Some(version) = bucket.objects.find_mut(key, id)
            && let Some(object) = &mut version.object
        {
            Arc::make_mut(object).tags = tags;
            around.touch(key, version.number.number());
        }
        // Rules may be for what has a tag.
        bucket.plan(key);
        let happening =
            Happening { what, key, version_id: found.version_id.as_ref(), object: Some(&found.object) };
        bucket.tell(now, &happening, &mut around);
        Ok(found)
    }
}
