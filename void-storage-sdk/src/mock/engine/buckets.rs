//! Making buckets, and looking which there are.

use std::ops::Bound;

use void_core::Timestamp;

use super::{Code, Engine, Problem, bucket::Bucket};

/// The region whose endpoint takes a second CreateBucket of the same owner's for the first.
const FORGIVING_REGION: &str = "us-east-1";

impl Engine {
    /// Makes a bucket, in the engine's region.
    ///
    /// # Errors
    ///
    /// `InvalidBucketName`; `BucketAlreadyOwnedByYou` where there is one, except in `us-east-1`.
    pub fn create_bucket(&mut self, now: Timestamp, name: &str) -> Result<(), Problem> {
        check_name(name)?;
        if self.buckets.contains_key(name) {
            return if self.settings.region == FORGIVING_REGION {
                Ok(())
            } else {
                Err(Problem::of(Code::BucketAlreadyOwnedByYou).with("BucketName", name))
            };
        }
        self.buckets.insert(name.into(), Bucket::new(now));
        self.changes.bucket(name);
        Ok(())
    }

    /// Deletes a bucket.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`; `BucketNotEmpty` where objects, versions or delete markers are in it. Uploads are given up with it.
    pub fn delete_bucket(&mut self, name: &str) -> Result<(), Problem> {
        if !self.bucket(name)?.objects.is_empty() {
            return Err(Problem::of(Code::BucketNotEmpty).with("BucketName", name));
        }
        self.buckets.remove(name);
        self.expiring.remove(name);
        self.changes.bucket_gone(name);
        Ok(())
    }

    /// Whether there is a bucket.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn check_bucket(&self, name: &str) -> Result<(), Problem> {
        self.bucket(name).map(|_| ())
    }

    /// The names of all buckets and when they were made, in the names' order.
    pub fn buckets(&self) -> impl Iterator<Item = (&str, Timestamp)> {
        self.buckets.iter().map(|(name, bucket)| (&**name, bucket.created))
    }

    /// The buckets whose names start with `prefix` and come after `after`, in the names' order. What is before them is not
    /// looked at.
    pub fn buckets_after<'a>(
        &'a self,
        after: Option<&str>,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, Timestamp)> {
        let start = after.filter(|after| *after >= prefix).map_or(Bound::Included(prefix), Bound::Excluded);
        self.buckets
            .range::<str, _>((start, Bound::Unbounded))
            .map(|(name, bucket)| (&**name, bucket.created))
            .take_while(move |(name, _)| name.starts_with(prefix))
    }
}

/// How names that the service keeps for itself begin, and how they end.
const RESERVED_PREFIXES: &[&str] = &["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES: &[&str] = &["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// The rules for names of general purpose buckets.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
fn check_name(name: &str) -> Result<(), Problem> {
    let is_allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let ends_well = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = name.as_bytes();
    let good = (3..=63).contains(&bytes.len())
        && bytes.iter().copied().all(is_allowed)
        && ends_well(bytes.first())
        && ends_well(bytes.last())
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err()
        && !RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        && !RESERVED_SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    if good { Ok(()) } else { Err(Problem::of(Code::InvalidBucketName).with("BucketName", name)) }
}
