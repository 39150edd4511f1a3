//! Tags of objects.

use void_storage_sdk::{
    Error, ErrorKind,
    operations::CompletedPart,
    types::{CopySource, Tag, VersioningStatus},
};

use super::{
    CaseResult, Target,
    target::{refused, refused_as},
};

/// The tags of an object, by name.
async fn tags(target: &Target, bucket: &str, key: &str) -> Result<Vec<Tag>, Error> {
    let mut tags = target.client().get_object_tagging(bucket, key).await?.tagging.tag_set;
    tags.sort();
    Ok(tags)
}

/// An object's tags are those that were put last, and none after they are deleted. Its bytes and metadata stay as they are.
pub async fn tags_of_an_object(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let put = client.put_object(bucket.as_str(), "k", "1").metadata("x", "y").await?;
    assert!(tags(&target, &bucket, "k").await?.is_empty());
    client.put_object_tagging(bucket.as_str(), "k", [("a", "1"), ("b c", "é+=")]).await?;
    assert_eq!(tags(&target, &bucket, "k").await?, [Tag::new("a", "1"), Tag::new("b c", "é+=")]);
    client.put_object_tagging(bucket.as_str(), "k", [("d", "2")]).await?;
    assert_eq!(tags(&target, &bucket, "k").await?, [Tag::new("d", "2")]);
    client.delete_object_tagging(bucket.as_str(), "k").await?;
    assert!(tags(&target, &bucket, "k").await?.is_empty());
    let got = client.get_object(bucket.as_str(), "k").await?;
    assert_eq!((got.e_tag, got.headers.metadata["x"].as_str()), (put.e_tag, "y"));
    Ok(())
}

/// An object can have its tags from the beginning.
pub async fn tags_come_with_a_put(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.put_object(bucket.as_str(), "k", "1").tags([("a", "1"), ("b c", "é+=")]).await?;
    assert_eq!(tags(&target, &bucket, "k").await?, [Tag::new("a", "1"), Tag::new("b c", "é+=")]);
    client.put_object(bucket.as_str(), "k", "2").await?;
    assert!(tags(&target, &bucket, "k").await?.is_empty());
    Ok(())
}

/// An object that is uploaded in parts has the tags that its upload began with.
pub async fn tags_come_with_an_upload(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let created = client.create_multipart_upload(bucket.as_str(), "k").tags([("a", "1")]).await?;
    let id = created.upload_id();
    let uploaded = client.upload_part(bucket.as_str(), "k", id.clone(), 1, "1").await?;
    let parts = [CompletedPart::uploaded(1, uploaded)];
    client.complete_multipart_upload(bucket.as_str(), "k", id.clone(), parts).await?;
    assert_eq!(tags(&target, &bucket, "k").await?, [Tag::new("a", "1")]);
    Ok(())
}

/// A reader is told how many tags there are.
pub async fn a_reader_is_told_how_many_tags_there_are(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.put_object(bucket.as_str(), "k", "1").await?;
    assert_eq!(client.get_object(bucket.as_str(), "k").await?.tag_count, None);
    client.put_object_tagging(bucket.as_str(), "k", [("a", "1"), ("b", "2")]).await?;
    assert_eq!(client.get_object(bucket.as_str(), "k").await?.tag_count, Some(2));
    Ok(())
}

/// A copy has the tags of its source, or those that it is given.
pub async fn a_copy_has_tags(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.put_object(bucket.as_str(), "k", "1").tags([("a", "1")]).await?;
    let copy = |to| client.copy_object(CopySource::new(bucket.as_str(), "k"), bucket.as_str(), to);
    copy("same").await?;
    copy("other").replace_tagging("b=2").await?;
    assert_eq!(tags(&target, &bucket, "same").await?, [Tag::new("a", "1")]);
    assert_eq!(tags(&target, &bucket, "other").await?, [Tag::new("b", "2")]);
    Ok(())
}

/// Each version has its own tags.
pub async fn each_version_has_its_tags(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.put_bucket_versioning(bucket.as_str(), VersioningStatus::Enabled).await?;
    let old = client.put_object(bucket.as_str(), "k", "1").tags([("a", "1")]).await?.version_id;
    let old = old.expect("the bucket keeps versions");
    client.put_object(bucket.as_str(), "k", "2").await?;
    assert!(tags(&target, &bucket, "k").await?.is_empty());
    let told = client.get_object_tagging(bucket.as_str(), "k").version_id(old.clone()).await?;
    assert_eq!(told.tagging.tag_set, [Tag::new("a", "1")]);
    client.put_object_tagging(bucket.as_str(), "k", [("b", "2")]).version_id(old.clone()).await?;
    let told = client.get_object_tagging(bucket.as_str(), "k").version_id(old).await?;
    assert_eq!(told.tagging.tag_set, [Tag::new("b", "2")]);
    assert!(tags(&target, &bucket, "k").await?.is_empty());
    Ok(())
}

/// What is not there has no tags, and takes none.
pub async fn tags_of_nothing(target: Target) -> CaseResult {
    let (bucket, client, no_key) = (target.bucket().await?, target.client(), &[ErrorKind::NoSuchKey]);
    refused(client.get_object_tagging(bucket.as_str(), "k").await, no_key);
    refused(client.put_object_tagging(bucket.as_str(), "k", [("a", "1")]).await, no_key);
    refused(client.delete_object_tagging(bucket.as_str(), "k").await, no_key);
    Ok(())
}

/// A name can be given once.
pub async fn a_tag_that_is_given_twice(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket_of(&["k"]).await?, target.client());
    let twice = client.put_object_tagging(bucket.as_str(), "k", [("a", "1"), ("a", "2")]).await;
    refused_as(twice, "InvalidTag");
    assert!(tags(&target, &bucket, "k").await?.is_empty());
    Ok(())
}

/// An object has ten tags at most.
pub async fn more_tags_than_an_object_has(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket_of(&["k"]).await?, target.client());
    let many = |count: u32| (0..count).map(|n| (n.to_string(), "x"));
    let eleven = client.put_object_tagging(bucket.as_str(), "k", many(11)).await;
    refused(eleven, &[ErrorKind::BadRequest]);
    client.put_object_tagging(bucket.as_str(), "k", many(10)).await?;
    assert_eq!(tags(&target, &bucket, "k").await?.len(), 10);
    Ok(())
}
