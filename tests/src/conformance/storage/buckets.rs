//! Making, finding, listing and deleting buckets. What is refused of their names is in `errors`.

use void_storage_sdk::ErrorKind;

use super::{CaseResult, Target, target::refused};

/// A bucket that was made is there, in the region of its service.
pub async fn a_bucket_is_made_and_found(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let region = client.config().region().map(str::to_owned);
    let head = client.head_bucket(bucket.as_str()).await?;
    assert_eq!(head.bucket_region, region);
    assert_eq!(Some(client.get_bucket_location(bucket.as_str()).await?.region()), region.as_deref());
    Ok(())
}

/// A bucket that was not made is not there.
pub async fn a_bucket_that_was_not_made_is_not_found(target: Target) -> CaseResult {
    let (bucket, client) = (target.name(), target.client());
    refused(client.head_bucket(bucket.as_str()).await, &[ErrorKind::NotFound]);
    refused(client.get_bucket_location(bucket.as_str()).await, &[ErrorKind::NoSuchBucket]);
    refused(client.delete_bucket(bucket.as_str()).await, &[ErrorKind::NoSuchBucket]);
    Ok(())
}

/// The caller's buckets are listed in the order of their names, with the times at which they were made.
pub async fn buckets_are_listed_by_name(target: Target) -> CaseResult {
    let name = target.name();
    let names = ["-a", "-b", "-c"].map(|end| format!("{name}{end}"));
    for name in names.iter().rev() {
        target.client().create_bucket(name.as_str()).await?;
    }
    let mut listed = target.client().list_buckets().await?.buckets;
    listed.retain(|bucket| bucket.name.starts_with(&name));
    assert!(listed.iter().all(|bucket| bucket.creation_date.is_some()));
    assert_eq!(listed.into_iter().map(|bucket| bucket.name).collect::<Vec<_>>(), names);
    Ok(())
}

/// Pages of buckets, of those whose names begin alike.
pub async fn pages_of_buckets_follow_each_other(target: Target) -> CaseResult {
    let name = target.name();
    let names = ["-a", "-b", "-c"].map(|end| format!("{name}{end}"));
    for name in &names {
        target.client().create_bucket(name.as_str()).await?;
    }
    let list = || target.client().list_buckets().prefix(name.as_str()).max_buckets(2);
    let first = list().await?;
    assert_eq!(first.buckets.iter().map(|bucket| &bucket.name).collect::<Vec<_>>(), [&names[0], &names[1]]);
    let token = first.continuation_token.expect("there is one more");
    let last = list().continuation_token(token).await?;
    assert_eq!(last.buckets.iter().map(|bucket| &bucket.name).collect::<Vec<_>>(), [&names[2]]);
    assert_eq!(last.continuation_token, None);
    Ok(())
}

/// A bucket that was deleted is gone, and can be made again.
pub async fn a_deleted_bucket_is_gone(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.delete_bucket(bucket.as_str()).await?;
    refused(client.head_bucket(bucket.as_str()).await, &[ErrorKind::NotFound]);
    client.create_bucket(bucket.as_str()).await?;
    assert!(target.keys(&bucket).await?.is_empty());
    Ok(())
}

/// A bucket with objects stays until they are deleted.
pub async fn a_bucket_with_objects_stays(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket_of(&["k"]).await?, target.client());
    refused(client.delete_bucket(bucket.as_str()).await, &[ErrorKind::BucketNotEmpty]);
    assert_eq!(target.read(&bucket, "k").await?, "xk");
    client.delete_object(bucket.as_str(), "k").await?;
    client.delete_bucket(bucket.as_str()).await?;
    refused(client.head_bucket(bucket.as_str()).await, &[ErrorKind::NotFound]);
    Ok(())
}
