//! Objects that are uploaded in parts.

use bytes::Bytes;
use void_storage_sdk::{
    Error, ErrorKind,
    operations::CompletedPart,
    types::{CopySource, UploadId},
};

use super::{CaseResult, Target, target::refused};

/// The least size of a part that is not the last one.
pub(super) const LEAST: usize = 5 * 1024 * 1024;

/// A part of `size` bytes.
pub(super) fn part(byte: u8, size: usize) -> Bytes {
    vec![byte; size].into()
}

/// Begins an upload of `k`.
pub(super) async fn begin(target: &Target, bucket: &str) -> Result<UploadId, Error> {
    let created = target.client().create_multipart_upload(bucket, "k").await?;
    Ok(created.upload_id().clone())
}

/// Uploads a part of `k`.
pub(super) async fn upload(
    target: &Target,
    bucket: &str,
    upload_id: &UploadId,
    number: u32,
    bytes: Bytes,
) -> Result<CompletedPart, Error> {
    let uploaded = target.client().upload_part(bucket, "k", upload_id.clone(), number, bytes).await?;
    Ok(CompletedPart::uploaded(number, uploaded))
}

/// Uploads `k` in two parts, the second of three bytes.
async fn two_parts(target: &Target, bucket: &str) -> Result<(UploadId, Vec<CompletedPart>), Error> {
    let id = begin(target, bucket).await?;
    let first = upload(target, bucket, &id, 1, part(b'a', LEAST)).await?;
    let second = upload(target, bucket, &id, 2, Bytes::from_static(b"end")).await?;
    Ok((id, vec![first, second]))
}

/// Parts become an object, whose tag tells how many they were.
pub async fn parts_become_an_object(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let (id, parts) = two_parts(&target, &bucket).await?;
    refused(client.get_object(bucket.as_str(), "k").await, &[ErrorKind::NoSuchKey]);
    let object = client.complete_multipart_upload(bucket.as_str(), "k", id, parts).await?.object;
    assert!(object.e_tag.unquoted().ends_with("-2"), "{:?}", object.e_tag);
    let got = client.get_object(bucket.as_str(), "k").await?;
    assert_eq!((&got.e_tag, got.content_length), (&object.e_tag, LEAST as u64 + 3));
    let bytes = got.body.bytes(LEAST + 3).await?;
    assert!(bytes[..LEAST].iter().all(|byte| *byte == b'a') && bytes[LEAST..] == *b"end");
    Ok(())
}

/// Parts are in the order of their numbers, whatever was uploaded first, and numbers can be left out.
pub async fn parts_are_in_the_order_of_their_numbers(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let id = begin(&target, &bucket).await?;
    let last = upload(&target, &bucket, &id, 10_000, Bytes::from_static(b"end")).await?;
    let first = upload(&target, &bucket, &id, 7, part(b'a', LEAST)).await?;
    client.complete_multipart_upload(bucket.as_str(), "k", id, [first, last]).await?;
    let end = client.get_object(bucket.as_str(), "k").last_bytes(4).await?;
    assert_eq!(end.body.bytes(4).await?, "aend");
    Ok(())
}

/// A part that is uploaded again is the later one; one that the completion does not name is not in the object.
pub async fn a_part_is_what_was_uploaded_last(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let id = begin(&target, &bucket).await?;
    upload(&target, &bucket, &id, 1, Bytes::from_static(b"one")).await?;
    let again = upload(&target, &bucket, &id, 1, Bytes::from_static(b"another")).await?;
    upload(&target, &bucket, &id, 2, Bytes::from_static(b"left out")).await?;
    client.complete_multipart_upload(bucket.as_str(), "k", id, [again]).await?;
    assert_eq!(target.read(&bucket, "k").await?, "another");
    Ok(())
}

/// Headers and metadata come with the beginning of an upload, and are the object's.
pub async fn an_upload_has_the_headers_of_its_beginning(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let create = client.create_multipart_upload(bucket.as_str(), "k").content_type("a/b");
    let id = create.metadata("colour", "blue").await?.upload_id().clone();
    let only = upload(&target, &bucket, &id, 1, Bytes::from_static(b"1")).await?;
    client.complete_multipart_upload(bucket.as_str(), "k", id, [only]).await?;
    let headers = client.head_object(bucket.as_str(), "k").await?.headers;
    assert_eq!(headers.content_type.as_deref(), Some("a/b"));
    assert_eq!(headers.metadata["colour"], "blue");
    Ok(())
}

/// The parts that are there are listed with their sizes and tags.
pub async fn parts_are_listed(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let (id, parts) = two_parts(&target, &bucket).await?;
    let listed = client.list_parts(bucket.as_str(), "k", id).await?.parts;
    let told: Vec<_> = listed.iter().map(|part| (part.part_number, part.size, &part.e_tag)).collect();
    assert_eq!(told, [(1, LEAST as u64, &parts[0].e_tag), (2, 3, &parts[1].e_tag)]);
    Ok(())
}

/// Pages of parts follow each other.
pub async fn pages_of_parts_follow_each_other(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let id = begin(&target, &bucket).await?;
    for number in [2, 3, 5] {
        upload(&target, &bucket, &id, number, Bytes::from_static(b"x")).await?;
    }
    let list = || client.list_parts(bucket.as_str(), "k", id.clone()).max_parts(2);
    let first = list().await?;
    assert!(first.is_truncated);
    assert_eq!(first.parts.iter().map(|part| part.part_number).collect::<Vec<_>>(), [2, 3]);
    let marker = first.next_part_number_marker.expect("there is more");
    let last = list().part_number_marker(marker).await?;
    assert!(!last.is_truncated);
    assert_eq!(last.parts.iter().map(|part| part.part_number).collect::<Vec<_>>(), [5]);
    Ok(())
}

/// Parts can be copied, whole or in part, from objects that are there.
pub async fn parts_are_copied(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let source = [part(b'b', LEAST), Bytes::from_static(b"0123456789")].concat();
    client.put_object(bucket.as_str(), "big", source).await?;
    let id = begin(&target, &bucket).await?;
    let copy = |number| {
        let source = CopySource::new(bucket.as_str(), "big");
        client.upload_part_copy(source, bucket.as_str(), "k", id.clone(), number)
    };
    let whole = CompletedPart::copied(1, copy(1).await?.result);
    let (from, to) = (LEAST as u64 + 2, LEAST as u64 + 4);
    let some = CompletedPart::copied(2, copy(2).source_range(from..=to).await?.result);
    client.complete_multipart_upload(bucket.as_str(), "k", id.clone(), [whole, some]).await?;
    let end = client.get_object(bucket.as_str(), "k").last_bytes(5).await?;
    assert_eq!(end.content_range, Some(format!("bytes {}-{}/{}", LEAST + 8, LEAST + 12, LEAST + 13)));
    assert_eq!(end.body.bytes(5).await?, "89234");
    Ok(())
}

/// A part of an object that is not there.
pub async fn a_part_copied_of_nothing(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let id = begin(&target, &bucket).await?;
    let source = CopySource::new(bucket.as_str(), "nothing");
    let copy = client.upload_part_copy(source, bucket.as_str(), "k", id, 1);
    refused(copy.await, &[ErrorKind::NoSuchKey]);
    Ok(())
}

/// A part of the object is read by the number that it was uploaded under.
pub async fn a_part_is_read_by_its_number(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let (id, parts) = two_parts(&target, &bucket).await?;
    client.complete_multipart_upload(bucket.as_str(), "k", id, parts).await?;
    let second = client.get_object(bucket.as_str(), "k").part_number(2).await?;
    assert_eq!((second.content_length, second.parts_count), (3, Some(2)));
    assert_eq!(second.content_range, Some(format!("bytes {LEAST}-{}/{}", LEAST + 2, LEAST + 3)));
    assert_eq!(second.body.bytes(3).await?, "end");
    let first = client.head_object(bucket.as_str(), "k").part_number(1).await?;
    assert_eq!((first.content_length, first.parts_count), (LEAST as u64, Some(2)));
    refused(client.get_object(bucket.as_str(), "k").part_number(3).await, &[ErrorKind::InvalidRange]);
    Ok(())
}
