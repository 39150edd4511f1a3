//! Where the bytes of an upload are from, and what is said when they can't be read.

use std::{
    error::Error as _,
    io::{self, ErrorKind::BrokenPipe},
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, ReadBuf};
use void_storage_sdk::{Error, ErrorKind, transfer::UploadSource, types::ChecksumAlgorithm};

use crate::support::{Directory, bytes, storage, uploads};

/// Gives bytes until it breaks.
struct Breaks(usize);

impl AsyncRead for Breaks {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0 == 0 {
            return Poll::Ready(Err(BrokenPipe.into()));
        }
        self.0 -= 1;
        buffer.put_slice(&[7]);
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn an_object_is_copied_from_store_to_store_as_a_stream() {
    let storage = storage();
    let client = storage.client();
    client.put_object("films", "from", bytes(100)).await.unwrap();
    let body = client.get_object("films", "from").await.unwrap().body;
    let source = UploadSource::stream(body);
    let done = client.upload("films", "to", source).threshold(10).part_size(10).await.unwrap();
    assert_eq!(done.size, 100);
    assert_eq!(client.download("films", "to").to_bytes(100).await.unwrap(), bytes(100));
}

#[tokio::test]
async fn a_reader_that_breaks_is_an_error_and_leaves_no_upload_behind() {
    let storage = storage();
    let source = UploadSource::reader(Breaks(35));
    let failed = storage.client().upload("films", "k", source).threshold(10).part_size(10).await.unwrap_err();
    assert_eq!((failed.kind(), failed.operation()), (ErrorKind::Io, "Upload"));
    assert_eq!(uploads(&storage).await, 0);
}

#[tokio::test]
async fn errors_of_files_name_them() {
    let (storage, directory) = (storage(), Directory::new("names"));
    let client = storage.client();
    let missing = directory.0.join("missing").join("film");
    let failed: Error = client.upload("films", "k", UploadSource::file(&missing)).await.unwrap_err();
    assert!(failed.to_string().starts_with(&format!("Upload: the file {}: ", missing.display())), "{failed}");
    assert!(failed.source().is_none(), "the line says all");
    client.put_object("films", "k", bytes(10)).await.unwrap();
    let failed = client.download("films", "k").to_file(&missing).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Io);
    assert!(
        failed.to_string().starts_with(&format!("Download: the file {}: ", missing.display())),
        "{failed}"
    );
}

#[tokio::test]
async fn the_checksum_is_the_one_that_was_chosen_at_once_and_in_parts() {
    let storage = storage();
    let client = storage.client();
    for count in [5, 50] {
        let upload = client.upload("films", "k", bytes(count)).threshold(10).part_size(10);
        let done = upload.checksum_algorithm(ChecksumAlgorithm::Sha256).await.unwrap();
        assert!(done.checksums.sha256.is_some(), "{count}: {done:?}");
        assert!(done.checksums.crc64nvme.is_none(), "{count}: {done:?}");
    }
}
