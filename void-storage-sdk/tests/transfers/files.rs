//! Files that are uploaded: read a buffer at a time, again at each attempt, and as they were when the upload began.

use std::{
    fs,
    io::Write,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http_body_util::BodyExt;
use void_core::{
    Body, TransportError, TransportErrorKind,
    transport::{Faults, Transport, transport_fn},
};
use void_storage_sdk::{Error, ErrorKind, mock::MockStorage, transfer::UploadSource};

use crate::support::{Directory, bytes, storage, through, trying, uploads};

/// How many bytes of a file are read at once.
const BUFFER: usize = 256 * 1024;
/// What a part has here: some buffers, and some more bytes.
const PART: u64 = 3 * BUFFER as u64 + 7;
/// What the file has here: three parts and a short one.
const SIZE: usize = 3 * PART as usize + 100;

#[tokio::test(start_paused = true)]
async fn a_part_that_breaks_off_is_read_again_and_sent_as_it_was() {
    let (storage, directory) = (storage(), Directory::new("again"));
    let file = directory.0.join("film");
    fs::write(&file, bytes(SIZE)).unwrap();
    let (inner, attempts) = (storage.transport(), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&attempts);
    let faults = Faults::new(transport_fn(move |request: http::Request<Body>| {
        let (inner, attempts) = (inner.clone(), Arc::clone(&seen));
        async move {
            let is_second = request.uri().query().is_some_and(|query| query.contains("partNumber=2"));
            if is_second && attempts.fetch_add(1, Ordering::SeqCst) == 0 {
                let first = request.into_body().frame().await.unwrap()?.into_data().unwrap();
                assert!(!first.is_empty());
                return Err(TransportError::new(TransportErrorKind::ConnectionLost, "it broke off"));
            }
            inner.send(request).await
        }
    }));
    faults.on("UploadPart").nth(5).lose_response();
    faults.on("UploadPart").nth(1).cut_body(0);
    let client = trying(faults, 3);
    let upload = client.upload("films", "k", UploadSource::file(&file));
    let done = upload.part_size(PART).threshold(10).concurrency(1).await.unwrap();
    assert_eq!((done.size, attempts.load(Ordering::SeqCst)), (SIZE as u64, 2));
    let read = storage.client().get_object("films", "k").await.unwrap();
    assert!(read.body.bytes(SIZE).await.unwrap() == bytes(SIZE), "the bytes are those of the file");
}

#[tokio::test]
async fn a_file_is_sent_a_buffer_at_a_time_at_once_and_in_parts() {
    let (storage, directory) = (storage(), Directory::new("buffers"));
    let file = directory.0.join("film");
    fs::write(&file, bytes(SIZE)).unwrap();
    let (inner, frames) = (storage.transport(), Arc::new(Mutex::new(Vec::new())));
    let seen = Arc::clone(&frames);
    let client = through(transport_fn(move |request: http::Request<Body>| {
        let (inner, seen) = (inner.clone(), Arc::clone(&seen));
        async move {
            if request.method() != http::Method::PUT {
                return inner.send(request).await;
            }
            assert!(request.headers().contains_key("x-amz-trailer"), "its checksum comes after it");
            let note = move |frame: http_body::Frame<Bytes>| {
                seen.lock().unwrap().push(frame.data_ref().map_or(0, Bytes::len));
                frame
            };
            inner.send(request.map(|body| Body::from_stream(body.map_frame(note)))).await
        }
    }));
    for threshold in [10, SIZE as u64] {
        let upload = client.upload("films", "k", UploadSource::file(&file));
        let done = upload.part_size(SIZE as u64 - 1 - BUFFER as u64).threshold(threshold).await.unwrap();
        assert!(done.checksums.crc64nvme.is_some());
        let frames = std::mem::take(&mut *frames.lock().unwrap());
        assert!(frames.iter().sum::<usize>() > SIZE);
        assert!(frames.iter().all(|frame| *frame <= BUFFER), "{:?}", frames.iter().max());
        let read = storage.client().get_object("films", "k").await.unwrap();
        assert!(read.body.bytes(SIZE).await.unwrap() == bytes(SIZE), "threshold {threshold}");
    }
}

/// What is done to a file, and how the error ends.
type Change = (&'static str, fn(&Path), &'static str);

/// Uploads a file with which `change` does something once the upload has begun.
async fn changed(name: &str, part: u64, change: fn(&Path)) -> (MockStorage, Error) {
    let (storage, directory) = (storage(), Directory::new(name));
    let file = directory.0.join("film");
    fs::write(&file, bytes(SIZE)).unwrap();
    let (inner, path) = (storage.transport(), file.clone());
    let client = through(transport_fn(move |request| {
        if request.uri().query() == Some("uploads=") {
            change(&path);
        }
        let inner = inner.clone();
        async move { inner.send(request).await }
    }));
    let failed = client.upload("films", "k", UploadSource::file(&file)).threshold(10).part_size(part).await;
    (storage, failed.unwrap_err())
}

#[tokio::test]
async fn a_file_that_is_written_while_it_is_uploaded_makes_no_object() {
    let changes: [Change; 4] = [
        ("shrinks", |path| fs::write(path, bytes(35)).unwrap(), "and has 35 now"),
        ("grows", |path| fs::write(path, bytes(SIZE + 1)).unwrap(), "and has 2359418 now"),
        ("edited", edit, "it was written to since the upload began"),
        ("removed", |path| fs::remove_file(path).unwrap(), "No such file or directory (os error 2)"),
    ];
    for (name, change, end) in changes {
        for part in [PART, BUFFER as u64] {
            let (storage, failed) = changed(name, part, change).await;
            assert_eq!((failed.kind(), failed.operation()), (ErrorKind::Io, "Upload"), "{failed}");
            assert!(failed.to_string().ends_with(end), "{name}, {part}: {failed}");
            assert!(failed.to_string().contains("film: "), "{failed}");
            assert_eq!(uploads(&storage).await, 0);
            let read = storage.client().get_object("films", "k").await;
            assert_eq!(read.unwrap_err().kind(), ErrorKind::NoSuchKey);
        }
    }
}

/// Changes a byte of a file, at another time than it had.
fn edit(path: &Path) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    let before = file.metadata().unwrap().modified().unwrap();
    file.write_all(&[9]).unwrap();
    file.set_modified(before + std::time::Duration::from_secs(1)).unwrap();
}
