//! Reading objects: ranges, conditions, headers.

use std::time::Duration;

use void_core::Timestamp;
use void_storage_sdk::{Call, ErrorKind, VoidStorageClient, mock::MockStorage, operations::GetObjectRequest};

async fn with_object(content: &'static str) -> VoidStorageClient {
    let storage = MockStorage::new();
    storage.create_bucket("photos");
    let client = storage.client();
    client.put_object("photos", "k", content).await.unwrap();
    client
}

#[tokio::test]
async fn a_range_gives_its_bytes_and_says_which() {
    let client = with_object("0123456789").await;
    let read = async |call: Call<'_, GetObjectRequest>| {
        let object = call.await.unwrap();
        let range = object.content_range.clone();
        (object.body.bytes(100).await.unwrap(), range.unwrap_or_default())
    };
    let get = || client.get_object("photos", "k");
    assert_eq!(read(get().range(2..5)).await, ("234".into(), "bytes 2-4/10".to_owned()));
    assert_eq!(read(get().range(8..)).await, ("89".into(), "bytes 8-9/10".to_owned()));
    assert_eq!(read(get().range(8..100)).await, ("89".into(), "bytes 8-9/10".to_owned()));
    assert_eq!(read(get().last_bytes(3)).await, ("789".into(), "bytes 7-9/10".to_owned()));
    assert_eq!(read(get().last_bytes(30)).await, ("0123456789".into(), "bytes 0-9/10".to_owned()));
    assert_eq!(read(get()).await, ("0123456789".into(), String::new()));
    for call in [get().range(10..), get().range(10..12), get().last_bytes(0)] {
        let error = call.await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::InvalidRange, 416));
    }
    let head = client.head_object("photos", "k").range(2..5).await.unwrap();
    assert_eq!((head.content_length, head.content_range.as_deref()), (3, Some("bytes 2-4/10")));
}

#[tokio::test]
async fn an_empty_object_has_no_range() {
    let client = with_object("").await;
    for call in [client.get_object("photos", "k").range(0..), client.get_object("photos", "k").last_bytes(5)]
    {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::InvalidRange);
    }
}

#[tokio::test]
async fn an_object_that_was_written_at_once_is_its_own_part() {
    let client = with_object("0123456789").await;
    let part = client.get_object("photos", "k").part_number(1).await.unwrap();
    assert_eq!((part.content_range.as_deref(), part.parts_count), (Some("bytes 0-9/10"), None));
    let error = client.get_object("photos", "k").part_number(2).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::InvalidRange, Some("InvalidPartNumber")));
    let error = client.get_object("photos", "k").part_number(0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    let error = client.get_object("photos", "k").part_number(1).range(0..1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadRequest);
}

#[tokio::test]
async fn conditions_hold_or_the_answer_says_which_does_not() {
    let client = with_object("x").await;
    let object = client.head_object("photos", "k").await.unwrap();
    let (tag, written) = (object.e_tag, object.last_modified.unwrap());
    let earlier = Timestamp::from_secs(written.as_secs() - 60);
    let later = written + Duration::from_secs(60);
    let get = || client.get_object("photos", "k");
    for call in [
        get().if_match(&tag),
        get().if_match("*"),
        get().if_none_match("other"),
        get().if_modified_since(earlier),
        get().if_unmodified_since(written),
        get().if_unmodified_since(later),
        // The ETag says more than the time.
        get().if_match(&tag).if_unmodified_since(earlier),
        get().if_none_match("other").if_modified_since(written),
    ] {
        call.await.unwrap();
    }
    for call in [get().if_match("other"), get().if_unmodified_since(earlier)] {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::PreconditionFailed);
    }
    for call in [
        get().if_none_match(&tag),
        get().if_none_match("*"),
        get().if_modified_since(written),
        get().if_none_match(&tag).if_modified_since(earlier),
        get().if_match(&tag).if_none_match(&tag),
    ] {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::NotModified);
    }
    let head = client.head_object("photos", "k").if_match("other").await.unwrap_err();
    assert_eq!(head.kind(), ErrorKind::PreconditionFailed);
}

#[tokio::test]
async fn an_object_has_the_headers_that_the_service_gives_by_default() {
    let client = with_object("x").await;
    let object = client.head_object("photos", "k").await.unwrap();
    assert_eq!(object.headers.content_type.as_deref(), Some("binary/octet-stream"));
    assert_eq!(object.accept_ranges.as_deref(), Some("bytes"));
    assert_eq!(object.server_side_encryption.as_deref(), Some("AES256"));
    assert_eq!(object.checksums.checksum_type.unwrap().as_str(), "FULL_OBJECT");
    assert!(object.checksums.crc64nvme.is_some() && object.version_id.is_none());
    assert!(object.headers.storage_class.is_none(), "the default is not said");
}

#[tokio::test]
async fn a_request_can_put_its_own_headers_in_place_of_the_objects() {
    let client = with_object("x").await;
    let call = client.get_object("photos", "k").response_content_type("text/csv");
    let object = call.response_content_disposition("attachment").await.unwrap();
    assert_eq!(object.headers.content_type.as_deref(), Some("text/csv"));
    assert_eq!(object.headers.content_disposition.as_deref(), Some("attachment"));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let client = with_object("x").await;
    assert_eq!(client.get_object("photos", "other").await.unwrap_err().kind(), ErrorKind::NoSuchKey);
    assert_eq!(client.get_object("other", "k").await.unwrap_err().kind(), ErrorKind::NoSuchBucket);
    assert_eq!(client.head_object("photos", "other").await.unwrap_err().kind(), ErrorKind::NotFound);
    let error = client.get_object("photos", "k").version_id("x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
}
