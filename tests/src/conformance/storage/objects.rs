//! Writing, reading and deleting objects.

use bytes::Bytes;
use void_core::Body;
use void_storage_sdk::ErrorKind;

use super::{
    CaseResult, Target,
    target::{refused, streamed},
};

/// What was put comes back, with its size and tag.
pub async fn what_was_put_comes_back(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let put = target.client().put_object(bucket.as_str(), "a", "hello").await?;
    assert_eq!(put.e_tag.unquoted(), "5d41402abc4b2a76b9719d911017c592");
    let got = target.client().get_object(bucket.as_str(), "a").await?;
    assert_eq!((got.content_length, &got.e_tag), (5, &put.e_tag));
    assert!(got.last_modified.is_some());
    assert_eq!(got.body.bytes(5).await?, "hello");
    Ok(())
}

/// An object of no bytes is there.
pub async fn an_empty_object_is_an_object(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    target.client().put_object(bucket.as_str(), "empty", Body::empty()).await?;
    assert_eq!(target.client().head_object(bucket.as_str(), "empty").await?.content_length, 0);
    assert!(target.read(&bucket, "empty").await?.is_empty());
    Ok(())
}

/// Every byte comes back.
pub async fn a_megabyte_comes_back(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let bytes: Bytes = (0..1_000_003_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
    target.client().put_object(bucket.as_str(), "m", bytes.clone()).await?;
    assert!(target.read(&bucket, "m").await? == bytes);
    Ok(())
}

/// A body that comes in pieces is the object.
pub async fn a_body_of_unknown_pieces_comes_back(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let pieces =
        vec![Bytes::from_static(b"one"), Bytes::from(vec![b'x'; 100_000]), Bytes::from_static(b"end")];
    let whole = pieces.concat();
    target.client().put_object(bucket.as_str(), "p", streamed(pieces)).await?;
    assert!(target.read(&bucket, "p").await? == whole);
    Ok(())
}

/// Headers and metadata are kept with the bytes.
pub async fn headers_and_metadata_come_back(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let put = target.client().put_object(bucket.as_str(), "h", "1");
    let put = put.content_type("text/x-test").cache_control("no-cache").content_disposition("attachment");
    put.metadata("colour", "blue").metadata("two-words", "a b").await?;
    let headers = target.client().get_object(bucket.as_str(), "h").await?.headers;
    assert_eq!(headers.content_type.as_deref(), Some("text/x-test"));
    assert_eq!(headers.cache_control.as_deref(), Some("no-cache"));
    assert_eq!(headers.content_disposition.as_deref(), Some("attachment"));
    assert_eq!(headers.metadata["colour"], "blue");
    assert_eq!(headers.metadata["two-words"], "a b");
    Ok(())
}

/// A HEAD tells what a GET tells.
pub async fn a_head_tells_what_a_get_tells(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    target.client().put_object(bucket.as_str(), "h", "12345").content_type("a/b").metadata("x", "y").await?;
    let head = target.client().head_object(bucket.as_str(), "h").await?;
    let get = target.client().get_object(bucket.as_str(), "h").await?;
    assert_eq!((head.content_length, &head.e_tag), (5, &get.e_tag));
    assert_eq!((head.headers, head.last_modified), (get.headers, get.last_modified));
    Ok(())
}

/// A part of the bytes: from one to another, from one on, the last ones.
pub async fn ranges_are_read(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    target.client().put_object(bucket.as_str(), "r", "0123456789").await?;
    let get = || target.client().get_object(bucket.as_str(), "r");
    let middle = get().range(2..5).await?;
    assert_eq!((middle.content_length, middle.content_range.as_deref()), (3, Some("bytes 2-4/10")));
    assert_eq!(middle.body.bytes(10).await?, "234");
    assert_eq!(get().range(7..).await?.body.bytes(10).await?, "789");
    assert_eq!(get().range(..=1).await?.body.bytes(10).await?, "01");
    assert_eq!(get().range(8..100).await?.body.bytes(10).await?, "89");
    assert_eq!(get().last_bytes(3).await?.body.bytes(10).await?, "789");
    Ok(())
}

/// The reader chooses headers of the response.
pub async fn a_response_has_the_headers_that_were_asked_for(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    target.client().put_object(bucket.as_str(), "h", "1").content_type("text/plain").await?;
    let call = target.client().get_object(bucket.as_str(), "h").response_content_type("image/png");
    let got = call.response_content_disposition("attachment; filename=\"a b.png\"").await?;
    assert_eq!(got.headers.content_type.as_deref(), Some("image/png"));
    assert_eq!(got.headers.content_disposition.as_deref(), Some("attachment; filename=\"a b.png\""));
    Ok(())
}

/// A later write is in the place of an earlier one, and of its metadata.
pub async fn the_last_write_wins(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    target.client().put_object(bucket.as_str(), "k", "1").metadata("a", "b").await?;
    target.client().put_object(bucket.as_str(), "k", "2").await?;
    let got = target.client().get_object(bucket.as_str(), "k").await?;
    assert!(got.headers.metadata.is_empty());
    assert_eq!(got.body.bytes(10).await?, "2");
    assert_eq!(target.keys(&bucket).await?, ["k"]);
    Ok(())
}

/// What was deleted is neither read nor listed.
pub async fn a_deleted_object_is_gone(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&["a", "b"]).await?;
    target.client().delete_object(bucket.as_str(), "a").await?;
    refused(target.read(&bucket, "a").await, &[ErrorKind::NoSuchKey]);
    assert_eq!(target.keys(&bucket).await?, ["b"]);
    Ok(())
}

/// That there is nothing to delete is no error.
pub async fn deleting_twice_is_no_error(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&["a"]).await?;
    for _ in 0..2 {
        target.client().delete_object(bucket.as_str(), "a").await?;
    }
    Ok(())
}

/// Many objects are deleted by one call, those that are not there among them.
pub async fn many_are_deleted_at_once(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&["a", "b & <c>", "d"]).await?;
    let answer = target.client().delete_objects(bucket.as_str(), ["a", "b & <c>", "nothing"]).await?;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    assert_eq!(answer.deleted.len(), 3);
    assert_eq!(target.keys(&bucket).await?, ["d"]);
    Ok(())
}

/// Whoever is quiet is told only of what could not be deleted.
pub async fn many_are_deleted_quietly(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&["a", "b", "c"]).await?;
    let answer = target.client().delete_objects(bucket.as_str(), ["a", "b", "nothing"]).quiet().await?;
    assert_eq!((answer.deleted.len(), answer.errors.len()), (0, 0));
    assert_eq!(target.keys(&bucket).await?, ["c"]);
    Ok(())
}
