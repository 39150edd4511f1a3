//! What is told of an object without its bytes.

use bytes::Bytes;
use void_storage_sdk::{
    ErrorKind,
    operations::{CompletedPart, ObjectAttribute},
    types::{ChecksumAlgorithm, ChecksumType, StorageClass},
};

use super::{CaseResult, Target, multipart::LEAST, target::refused};

/// Attributes without the bytes.
pub async fn attributes_are_told(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let put = target.client().put_object(bucket.as_str(), "a", "12345").await?;
    let told = target.client().get_object_attributes(bucket.as_str(), "a").await?.attributes;
    assert_eq!(told.object_size, Some(5));
    assert_eq!(told.e_tag.map(|tag| tag.unquoted().to_owned()).as_deref(), Some(put.e_tag.unquoted()));
    assert_eq!(told.storage_class, Some(StorageClass::Standard));
    Ok(())
}

/// Only those that were asked for are told.
pub async fn only_what_was_asked_for_is_told(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&["k"]).await?;
    let call = target.client().get_object_attributes(bucket.as_str(), "k");
    let told = call.only([ObjectAttribute::ObjectSize]).await?.attributes;
    assert_eq!(told.object_size, Some(2));
    assert!(told.e_tag.is_none() && told.storage_class.is_none() && told.checksum.is_none());
    Ok(())
}

/// The checksum that an object was put with.
pub async fn the_checksum_is_told(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    client.put_object(bucket.as_str(), "k", "hello").checksum_algorithm(ChecksumAlgorithm::Sha256).await?;
    let told = client.get_object_attributes(bucket.as_str(), "k").await?.attributes.checksum;
    let sha256 = told.and_then(|checksums| checksums.sha256);
    assert_eq!(sha256.as_deref(), Some("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="));
    Ok(())
}

/// An object in parts tells how many they were, and each one's size and checksum.
pub async fn the_parts_are_told(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    let create = client.create_multipart_upload(bucket.as_str(), "k");
    let created = create.checksum_algorithm(ChecksumAlgorithm::Sha256).await?;
    let id = created.upload_id();
    let mut parts = Vec::new();
    for (number, bytes) in [(1, vec![b'a'; LEAST]), (2, b"hello".to_vec())] {
        let part = client.upload_part(bucket.as_str(), "k", id.clone(), number, Bytes::from(bytes));
        parts
            .push(CompletedPart::uploaded(number, part.checksum_algorithm(ChecksumAlgorithm::Sha256).await?));
    }
    client.complete_multipart_upload(bucket.as_str(), "k", id.clone(), parts).await?;
    let told = client.get_object_attributes(bucket.as_str(), "k").await?.attributes;
    assert_eq!(told.object_size, Some(LEAST as u64 + 5));
    let checksum = told.checksum.expect("a checksum of checksums");
    assert_eq!(checksum.checksum_type, Some(ChecksumType::Composite));
    let parts = told.object_parts.expect("two parts");
    assert_eq!(parts.total_parts_count, Some(2));
    let [first, second] = parts.parts.as_slice() else { panic!("{:?}", parts.parts) };
    assert_eq!((first.part_number, first.size), (1, LEAST as u64));
    assert_eq!((second.part_number, second.size), (2, 5));
    let sha256 = second.checksums.sha256.as_deref();
    assert_eq!(sha256, Some("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="));
    Ok(())
}

/// What is not there has no attributes.
pub async fn attributes_of_nothing(target: Target) -> CaseResult {
    let (bucket, client) = (target.bucket().await?, target.client());
    refused(client.get_object_attributes(bucket.as_str(), "k").await, &[ErrorKind::NoSuchKey]);
    let no_bucket = target.name();
    refused(client.get_object_attributes(no_bucket, "k").await, &[ErrorKind::NoSuchBucket]);
    Ok(())
}
