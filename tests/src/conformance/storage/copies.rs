//! Copies within the service.

use void_storage_sdk::{ErrorKind, types::CopySource};

use super::{CaseResult, Target, target::refused};

/// A copy, into another bucket, has the bytes and the metadata.
pub async fn a_copy_has_the_bytes_and_the_metadata(target: Target) -> CaseResult {
    let (one, two) = (target.bucket().await?, target.bucket().await?);
    let put =
        target.client().put_object(one.as_str(), "k", "1").content_type("a/b").metadata("x", "y").await?;
    let copied = target.client().copy_object(CopySource::new(one.as_str(), "k"), two.as_str(), "l").await?;
    assert_eq!(copied.result.e_tag, put.e_tag);
    let got = target.client().get_object(two.as_str(), "l").await?;
    assert_eq!(got.headers.content_type.as_deref(), Some("a/b"));
    assert_eq!(got.headers.metadata["x"], "y");
    assert_eq!(got.body.bytes(10).await?, "1");
    Ok(())
}

/// A copy can have metadata of its own.
pub async fn a_copy_with_other_metadata(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    target.client().put_object(bucket.as_str(), "k", "1").metadata("x", "y").await?;
    let source = CopySource::new(bucket.as_str(), "k");
    let copy = target.client().copy_object(source, bucket.as_str(), "l").replace_metadata();
    copy.content_type("c/d").metadata("z", "w").await?;
    let headers = target.client().head_object(bucket.as_str(), "l").await?.headers;
    assert_eq!(headers.content_type.as_deref(), Some("c/d"));
    assert_eq!(headers.metadata.into_iter().collect::<Vec<_>>(), [("z".to_owned(), "w".to_owned())]);
    Ok(())
}

/// A copy only of what the caller saw.
pub async fn a_copy_on_a_condition(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let tag = target.client().put_object(bucket.as_str(), "k", "1").await?.e_tag;
    let copy = || target.client().copy_object(CopySource::new(bucket.as_str(), "k"), bucket.as_str(), "l");
    refused(copy().source_if_match("0123").await, &[ErrorKind::PreconditionFailed]);
    refused(copy().source_if_none_match(&tag).await, &[ErrorKind::PreconditionFailed]);
    assert_eq!(target.keys(&bucket).await?, ["k"]);
    copy().source_if_match(&tag).await?;
    assert_eq!(target.keys(&bucket).await?, ["k", "l"]);
    Ok(())
}

/// A copy of what is not there.
pub async fn a_copy_of_what_is_not_there(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let source = CopySource::new(bucket.as_str(), "nothing");
    refused(target.client().copy_object(source, bucket.as_str(), "l").await, &[ErrorKind::NoSuchKey]);
    Ok(())
}
