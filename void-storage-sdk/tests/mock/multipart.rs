//! Uploads in parts.

use bytes::Bytes;
use void_storage_sdk::{
    ErrorKind, VoidStorageClient,
    mock::MockStorage,
    operations::CompletedPart,
    types::{ChecksumAlgorithm, ChecksumType, UploadId},
};

const KEY: &str = "a b/ü+";

/// A bucket whose parts have four bytes at least.
fn storage() -> (MockStorage, VoidStorageClient) {
    let storage = MockStorage::builder().minimum_part_size(4).build();
    storage.create_bucket("films");
    let client = storage.client();
    (storage, client)
}

async fn part(client: &VoidStorageClient, id: &UploadId, number: u32, bytes: &'static str) -> CompletedPart {
    CompletedPart::uploaded(number, client.upload_part("films", KEY, id, number, bytes).await.unwrap())
}

async fn start(client: &VoidStorageClient) -> UploadId {
    client.create_multipart_upload("films", KEY).await.unwrap().upload.upload_id
}

async fn read(client: &VoidStorageClient, key: &str) -> Bytes {
    client.get_object("films", key).await.unwrap().body.bytes(1000).await.unwrap()
}

#[tokio::test]
async fn parts_in_any_order_are_one_object_in_the_order_of_their_numbers() {
    let (_storage, client) = storage();
    let create = client.create_multipart_upload("films", KEY).content_type("text/plain");
    let id = create.metadata("by", "me").await.unwrap().upload.upload_id;
    let last = part(&client, &id, 7, "9").await;
    let replaced = part(&client, &id, 2, "5678!!").await;
    let second = part(&client, &id, 2, "5678").await;
    let first = part(&client, &id, 1, "1234").await;
    let wrong = client.complete_multipart_upload("films", KEY, &id, [first.clone(), replaced]).await;
    assert_eq!(wrong.unwrap_err().kind(), ErrorKind::InvalidPart, "the part was replaced");
    let parts = [first, second, last];
    let complete = || client.complete_multipart_upload("films", KEY, &id, parts.clone());
    let done = complete().object_size(9).checksum("CRC64NVME", "rosUhgp5mIg=").await.unwrap();
    // The MD5 digest of the three parts' digests.
    assert_eq!(done.object.e_tag.unquoted(), "393e928fcf5925fcbd3a06aaf20b2d38-3");
    assert_eq!(done.object.checksums.crc64nvme.as_deref(), Some("rosUhgp5mIg="), "of the whole");
    assert_eq!(done.object.checksums.checksum_type, Some(ChecksumType::FullObject));
    let object = client.get_object("films", KEY).await.unwrap();
    assert_eq!(object.headers.content_type.as_deref(), Some("text/plain"));
    assert_eq!(object.headers.metadata["by"], "me");
    assert_eq!(object.body.bytes(100).await.unwrap(), "123456789");
    assert_eq!(client.head_object("films", KEY).part_number(7).await.unwrap().content_length, 1);
    assert_eq!(complete().await.unwrap().object, done.object, "once more is the same");
    let other = client.complete_multipart_upload("films", KEY, &id, parts[..1].to_vec()).await;
    assert_eq!(other.unwrap_err().kind(), ErrorKind::NoSuchUpload);
}

#[tokio::test]
async fn the_parts_that_are_named_must_be_those_that_were_uploaded() {
    let (_storage, client) = storage();
    let id = start(&client).await;
    let (small, good) = (part(&client, &id, 1, "123").await, part(&client, &id, 2, "4567").await);
    let complete = async |parts: Vec<CompletedPart>| {
        client.complete_multipart_upload("films", KEY, &id, parts).await.unwrap_err().kind()
    };
    assert_eq!(complete(vec![small.clone(), good.clone()]).await, ErrorKind::EntityTooSmall);
    assert_eq!(complete(vec![good.clone(), small.clone()]).await, ErrorKind::InvalidPartOrder);
    assert_eq!(complete(vec![good.clone(), good.clone()]).await, ErrorKind::InvalidPartOrder);
    assert_eq!(complete(vec![CompletedPart::new(3, "x")]).await, ErrorKind::InvalidPart);
    assert_eq!(complete(vec![CompletedPart::new(2, "x")]).await, ErrorKind::InvalidPart);
    assert_eq!(complete(vec![]).await, ErrorKind::MalformedXml);
    let sized = client.complete_multipart_upload("films", KEY, &id, [good.clone()]).object_size(5).await;
    assert_eq!(sized.unwrap_err().kind(), ErrorKind::BadRequest);
    let summed = client.complete_multipart_upload("films", KEY, &id, [good.clone()]);
    let summed = summed.checksum("CRC64NVME", "AAAAAAAAAAA=").await;
    assert_eq!(summed.unwrap_err().kind(), ErrorKind::BadDigest);
    for number in [0, 10_001] {
        let refused = client.upload_part("films", KEY, &id, number, "1").await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidArgument);
    }
    let typed = client.upload_part("films", KEY, &id, 3, "1").checksum_algorithm("SHA1").await;
    assert_eq!(typed.unwrap_err().kind(), ErrorKind::BadRequest, "the upload has another checksum");
    client.complete_multipart_upload("films", KEY, &id, [good]).await.unwrap();
    assert_eq!(read(&client, KEY).await, "4567", "the part that was not named is dropped");
}

#[tokio::test]
async fn an_aborted_upload_is_gone_with_its_parts() {
    let (_storage, client) = storage();
    let id = start(&client).await;
    let uploaded = part(&client, &id, 1, "1234").await;
    client.abort_multipart_upload("films", KEY, &id).await.unwrap();
    let gone = |error: void_storage_sdk::Error| assert_eq!(error.kind(), ErrorKind::NoSuchUpload);
    gone(client.abort_multipart_upload("films", KEY, &id).await.unwrap_err());
    gone(client.upload_part("films", KEY, &id, 1, "1").await.unwrap_err());
    gone(client.list_parts("films", KEY, &id).await.unwrap_err());
    gone(client.complete_multipart_upload("films", KEY, &id, [uploaded]).await.unwrap_err());
    gone(client.upload_part("films", "other", &start(&client).await, 1, "1").await.unwrap_err());
    gone(client.upload_part("films", KEY, "none", 1, "1").await.unwrap_err());
}

#[tokio::test]
async fn checksums_are_of_the_parts_or_of_the_whole() {
    let (_storage, client) = storage();
    for (algorithm, whole, composite) in [
        ("CRC32", Some("y/Q5Jg=="), true),
        ("CRC32C", Some("4waSgw=="), true),
        ("CRC64NVME", Some("rosUhgp5mIg="), false),
        ("SHA256", None, true),
    ] {
        let algorithm = ChecksumAlgorithm::from(algorithm);
        for checksum_type in [ChecksumType::FullObject, ChecksumType::Composite] {
            let is_whole = checksum_type == ChecksumType::FullObject;
            let create = client.create_multipart_upload("films", KEY).checksum_algorithm(algorithm.clone());
            let created = create.checksum_type(checksum_type.clone()).await;
            if (is_whole && whole.is_none()) || (!is_whole && !composite) {
                assert_eq!(created.unwrap_err().kind(), ErrorKind::BadRequest, "{algorithm:?} {is_whole}");
                continue;
            }
            let id = created.unwrap().upload.upload_id;
            let mut parts = Vec::new();
            for (number, bytes) in [(1, "12345"), (2, "6789")] {
                let call = client.upload_part("films", KEY, &id, number, bytes);
                let response = call.checksum_algorithm(algorithm.clone()).await.unwrap();
                parts.push(CompletedPart::uploaded(number, response));
            }
            let bare = parts.iter().map(|part| CompletedPart::new(part.part_number, &part.e_tag));
            if !is_whole {
                let call = client.complete_multipart_upload("films", KEY, &id, bare);
                assert_eq!(call.await.unwrap_err().kind(), ErrorKind::BadRequest, "parts have checksums");
            }
            let done = client.complete_multipart_upload("films", KEY, &id, parts).await.unwrap();
            let checksum = done.object.checksums.get(&algorithm).unwrap();
            assert_eq!(checksum.ends_with("-2"), !is_whole, "{checksum}");
            assert!(!is_whole || whole == Some(checksum), "{checksum}");
        }
    }
}

#[tokio::test]
async fn a_part_can_be_a_range_of_another_object() {
    let (_storage, client) = storage();
    client.put_object("films", "source", "0123456789").await.unwrap();
    let id = start(&client).await;
    let copy = |number| client.upload_part_copy(("films", "source"), "films", KEY, &id, number);
    let one = CompletedPart::copied(1, copy(1).source_range(2..=6).await.unwrap().result);
    let two = CompletedPart::copied(2, copy(2).await.unwrap().result);
    let beyond = copy(3).source_range(5..=10).await.unwrap_err();
    assert_eq!(beyond.kind(), ErrorKind::InvalidArgument);
    let other = copy(3).source_if_match("other").await.unwrap_err();
    assert_eq!(other.kind(), ErrorKind::PreconditionFailed);
    client.complete_multipart_upload("films", KEY, &id, [one, two]).await.unwrap();
    assert_eq!(read(&client, KEY).await, "234560123456789");
}

#[tokio::test]
async fn conditions_are_checked_when_the_upload_is_completed() {
    let (_storage, client) = storage();
    let id = start(&client).await;
    let parts = [part(&client, &id, 1, "1234").await];
    let complete = || client.complete_multipart_upload("films", KEY, &id, parts.clone());
    client.put_object("films", KEY, "there").await.unwrap();
    let refused = complete().if_none_match().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PreconditionFailed);
    assert_eq!(complete().if_match("x").await.unwrap_err().kind(), ErrorKind::PreconditionFailed);
    assert_eq!(read(&client, KEY).await, "there");
    client.delete_object("films", KEY).await.unwrap();
    complete().if_none_match().await.unwrap();
    assert_eq!(read(&client, KEY).await, "1234", "the upload was still there");
}

#[tokio::test]
async fn parts_and_uploads_are_listed_page_by_page() {
    let (_storage, client) = storage();
    let id = start(&client).await;
    for number in [3, 1, 20] {
        part(&client, &id, number, "1234").await;
    }
    let page = client.list_parts("films", KEY, &id).max_parts(2).await.unwrap();
    assert_eq!(page.parts.iter().map(|part| part.part_number).collect::<Vec<_>>(), [1, 3]);
    assert!(page.is_truncated && page.next_part_number_marker == Some(3));
    let mut items = client.list_parts("films", KEY, &id).max_parts(1).items();
    let mut numbers = Vec::new();
    while let Some(part) = items.next().await {
        numbers.push(part.unwrap().part_number);
    }
    assert_eq!(numbers, [1, 3, 20]);

    let second = start(&client).await;
    for key in ["b/1", "b/2", "c"] {
        client.create_multipart_upload("films", key).await.unwrap();
    }
    let mut listed = Vec::new();
    let mut items = client.list_multipart_uploads("films").max_uploads(1).items();
    while let Some(upload) = items.next().await {
        let upload = upload.unwrap();
        listed.push((upload.key, upload.upload_id));
    }
    assert_eq!(listed[..2], [(KEY.to_owned(), id), (KEY.to_owned(), second)], "the older one first");
    assert_eq!(listed[2..].iter().map(|(key, _)| &**key).collect::<Vec<_>>(), ["b/1", "b/2", "c"]);
    let page = client.list_multipart_uploads("films").delimiter("/").await.unwrap();
    let prefixes: Vec<_> = page.common_prefixes.iter().map(|common| &*common.prefix).collect();
    assert_eq!((prefixes, page.uploads.len()), (vec!["a b/", "b/"], 1));
    let page = client.list_multipart_uploads("films").prefix("b/").key_marker("b/1").await.unwrap();
    assert_eq!(page.uploads.len(), 1);
}
