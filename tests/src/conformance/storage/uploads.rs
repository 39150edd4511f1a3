//! Uploads in parts that are under way, and what is refused of them.

use bytes::Bytes;
use void_storage_sdk::{Error, ErrorKind, operations::CompletedPart, types::UploadId};

use super::{
    CaseResult, Target,
    multipart::{LEAST, begin, part, upload},
    target::refused,
};

/// Uploads that were begun are listed until they end.
pub async fn uploads_are_listed_until_they_end(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let (one, two) = (begin(&target, &bucket).await?, begin(&target, &bucket).await?);
    let listed = async || -> Result<Vec<_>, Error> {
        let uploads = client.list_multipart_uploads(bucket.as_str()).await?.uploads;
        assert!(uploads.iter().all(|upload| upload.key == "k"));
        let mut ids: Vec<_> = uploads.into_iter().map(|upload| upload.upload_id).collect();
        ids.sort();
        Ok(ids)
    };
    let mut both = [one.clone(), two.clone()];
    both.sort();
    assert_eq!(listed().await?, both);
    client.abort_multipart_upload(bucket.as_str(), "k", one).await?;
    assert_eq!(listed().await?, std::slice::from_ref(&two));
    let only = upload(&target, &bucket, &two, 1, Bytes::from_static(b"1")).await?;
    client.complete_multipart_upload(bucket.as_str(), "k", two, [only]).await?;
    assert!(listed().await?.is_empty());
    Ok(())
}

/// Uploads are listed in the order of their keys, of those keys that begin alike.
pub async fn uploads_are_listed_by_key(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    for key in ["b", "a/2", "a/1"] {
        client.create_multipart_upload(bucket.as_str(), key).await?;
    }
    let all = client.list_multipart_uploads(bucket.as_str()).await?.uploads;
    assert_eq!(all.iter().map(|upload| upload.key.as_str()).collect::<Vec<_>>(), ["a/1", "a/2", "b"]);
    let some = client.list_multipart_uploads(bucket.as_str()).prefix("a/").await?.uploads;
    assert_eq!(some.iter().map(|upload| upload.key.as_str()).collect::<Vec<_>>(), ["a/1", "a/2"]);
    Ok(())
}

/// Pages of uploads follow each other.
pub async fn pages_of_uploads_follow_each_other(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    for key in ["a", "b", "c"] {
        client.create_multipart_upload(bucket.as_str(), key).await?;
    }
    let list = || client.list_multipart_uploads(bucket.as_str()).max_uploads(2);
    let first = list().await?;
    assert!(first.is_truncated);
    assert_eq!(first.uploads.iter().map(|upload| upload.key.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let (key, id) = first.next_key_marker.zip(first.next_upload_id_marker).expect("there is more");
    let last = list().key_marker(key).upload_id_marker(id).await?;
    assert!(!last.is_truncated);
    assert_eq!(last.uploads.iter().map(|upload| upload.key.as_str()).collect::<Vec<_>>(), ["c"]);
    Ok(())
}

/// An upload that was aborted is gone, and so is one that was completed.
pub async fn an_upload_that_ended_is_gone(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let aborted = begin(&target, &bucket).await?;
    let only = upload(&target, &bucket, &aborted, 1, Bytes::from_static(b"1")).await?;
    client.abort_multipart_upload(bucket.as_str(), "k", aborted.clone()).await?;
    assert!(target.keys(&bucket).await?.is_empty());
    let completed = begin(&target, &bucket).await?;
    let other = upload(&target, &bucket, &completed, 1, Bytes::from_static(b"2")).await?;
    client.complete_multipart_upload(bucket.as_str(), "k", completed.clone(), [other]).await?;
    for id in [&aborted, &completed] {
        refused(client.list_parts(bucket.as_str(), "k", id.clone()).await, &[ErrorKind::NoSuchUpload]);
    }
    let complete = client.complete_multipart_upload(bucket.as_str(), "k", aborted, [only]);
    refused(complete.await, &[ErrorKind::NoSuchUpload]);
    assert_eq!(target.read(&bucket, "k").await?, "2");
    Ok(())
}

/// An upload that was never begun.
pub async fn an_upload_that_is_not_there(target: Target) -> CaseResult {
    let (bucket, client, none) = (target.bucket().await?, target.client(), &[ErrorKind::NoSuchUpload]);
    let id = UploadId::from("bm8gdXBsb2Fk");
    refused(client.list_parts(bucket.as_str(), "k", id.clone()).await, none);
    let parts = [CompletedPart::new(1, "5d41402abc4b2a76b9719d911017c592")];
    refused(client.complete_multipart_upload(bucket.as_str(), "k", id.clone(), parts).await, none);
    refused(client.abort_multipart_upload(bucket.as_str(), "k", id).await, none);
    Ok(())
}

/// A part of an upload that was never begun, and of one that was aborted.
pub async fn a_part_of_no_upload(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let aborted = begin(&target, &bucket).await?;
    target.client().abort_multipart_upload(bucket.as_str(), "k", aborted.clone()).await?;
    for id in [UploadId::from("bm8gdXBsb2Fk"), aborted] {
        let part = upload(&target, &bucket, &id, 1, Bytes::from_static(b"1")).await;
        refused(part, &[ErrorKind::NoSuchUpload]);
    }
    Ok(())
}

/// A part that is not the last one and too small. The upload can still be completed otherwise.
pub async fn a_part_that_is_too_small(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let id = begin(&target, &bucket).await?;
    let small = upload(&target, &bucket, &id, 1, part(b'a', LEAST - 1)).await?;
    let last = upload(&target, &bucket, &id, 2, Bytes::from_static(b"end")).await?;
    let complete = client.complete_multipart_upload(bucket.as_str(), "k", id.clone(), [small, last.clone()]);
    refused(complete.await, &[ErrorKind::EntityTooSmall]);
    client.complete_multipart_upload(bucket.as_str(), "k", id, [last]).await?;
    assert_eq!(target.read(&bucket, "k").await?, "end");
    Ok(())
}

/// Parts that are named in another order than that of their numbers.
pub async fn parts_in_the_wrong_order(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let id = begin(&target, &bucket).await?;
    let first = upload(&target, &bucket, &id, 1, part(b'a', LEAST)).await?;
    let parts = [upload(&target, &bucket, &id, 2, part(b'b', LEAST)).await?, first];
    let complete = client.complete_multipart_upload(bucket.as_str(), "k", id, parts);
    refused(complete.await, &[ErrorKind::InvalidPartOrder]);
    assert!(target.keys(&bucket).await?.is_empty());
    Ok(())
}

/// A part that was not uploaded, by its number or by its tag.
pub async fn a_part_that_is_not_there(target: Target) -> CaseResult {
    let (bucket, client, invalid) = (target.bucket().await?, target.client(), &[ErrorKind::InvalidPart]);
    let id = begin(&target, &bucket).await?;
    let only = upload(&target, &bucket, &id, 1, Bytes::from_static(b"1")).await?;
    let other = CompletedPart::new(2, only.e_tag.clone());
    refused(client.complete_multipart_upload(bucket.as_str(), "k", id.clone(), [other]).await, invalid);
    let other = CompletedPart::new(1, "5d41402abc4b2a76b9719d911017c592");
    refused(client.complete_multipart_upload(bucket.as_str(), "k", id, [other]).await, invalid);
    Ok(())
}

/// Numbers of parts go from 1 to 10,000.
pub async fn numbers_that_no_part_has(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let id = begin(&target, &bucket).await?;
    for number in [0, 10_001] {
        let part = upload(&target, &bucket, &id, number, Bytes::from_static(b"1")).await;
        refused(part, &[ErrorKind::InvalidArgument]);
    }
    Ok(())
}

/// An upload can be completed only where nothing is.
pub async fn an_upload_on_a_condition(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket_of(&["k"]).await?, target.client());
    let id = begin(&target, &bucket).await?;
    let only = upload(&target, &bucket, &id, 1, Bytes::from_static(b"1")).await?;
    let complete = client.complete_multipart_upload(bucket.as_str(), "k", id, [only]).if_none_match();
    refused(complete.await, &[ErrorKind::PreconditionFailed]);
    assert_eq!(target.read(&bucket, "k").await?, "xk");
    Ok(())
}
