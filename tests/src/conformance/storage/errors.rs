//! What is refused, and as what.

use void_storage_sdk::ErrorKind;

use super::{CaseResult, Target, target::refused};

/// A bucket that is not there.
pub async fn a_bucket_that_is_not_there(target: Target) -> CaseResult {
    let (client, bucket) = (target.client(), target.name());
    let no_bucket = &[ErrorKind::NoSuchBucket];
    refused(client.put_object(bucket.as_str(), "k", "1").await, no_bucket);
    refused(client.get_object(bucket.as_str(), "k").await, no_bucket);
    refused(client.list_objects_v2(bucket.as_str()).await, no_bucket);
    refused(client.delete_object(bucket.as_str(), "k").await, no_bucket);
    refused(client.delete_objects(bucket.as_str(), ["k"]).await, no_bucket);
    Ok(())
}

/// An object that is not there.
pub async fn an_object_that_is_not_there(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    refused(target.client().get_object(bucket.as_str(), "k").await, &[ErrorKind::NoSuchKey]);
    refused(target.client().head_object(bucket.as_str(), "k").await, &[ErrorKind::NotFound]);
    refused(target.client().get_object_attributes(bucket.as_str(), "k").await, &[ErrorKind::NoSuchKey]);
    Ok(())
}

/// A range that begins beyond the end.
pub async fn a_range_that_is_not_there(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    target.client().put_object(bucket.as_str(), "k", "12345").await?;
    let get = target.client().get_object(bucket.as_str(), "k").range(5..);
    refused(get.await, &[ErrorKind::InvalidRange]);
    Ok(())
}

/// A bucket that is the caller's already. In us-east-1 making it again is no error.
pub async fn a_bucket_that_is_yours(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&["k"]).await?;
    let region = target.client().config().region().unwrap_or_default();
    let again = target.client().create_bucket(bucket.as_str()).await;
    if region == "us-east-1" {
        again?;
    } else {
        refused(again, &[ErrorKind::BucketAlreadyOwnedByYou]);
    }
    assert_eq!(target.keys(&bucket).await?, ["k"]);
    Ok(())
}

/// Names that no bucket has.
pub async fn names_that_no_bucket_has(target: Target) -> CaseResult {
    for name in ["Upper-Case", "under_score", "ab", "-begins", "ends-", "a..b", "192.168.5.4"] {
        refused(target.client().create_bucket(name).await, &[ErrorKind::InvalidBucketName]);
    }
    Ok(())
}
