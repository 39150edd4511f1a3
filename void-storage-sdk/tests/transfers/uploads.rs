//! Uploads.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::Notify;
use void_core::transport::{Faults, Transport, transport_fn};
use void_storage_sdk::{ErrorKind, transfer::UploadSource, types::ChecksumType};

use crate::support::{Directory, bytes, storage, through, uploads};

#[tokio::test]
async fn files_readers_and_memory_arrive_whole_in_parts_or_at_once() {
    let (storage, directory) = (storage(), Directory::new("whole"));
    let client = storage.client();
    let file = directory.0.join("source");
    for count in [0, 9, 10, 11, 25, 100, 1001] {
        fs::write(&file, bytes(count)).unwrap();
        for (name, source) in [
            ("memory", UploadSource::from(bytes(count))),
            ("file", UploadSource::file(&file)),
            ("reader", UploadSource::reader(std::io::Cursor::new(bytes(count)))),
        ] {
            let done = client.upload("films", name, source).threshold(10).part_size(10).await.unwrap();
            assert_eq!(done.size, count as u64, "{name}");
            let read = client.get_object("films", name).await.unwrap();
            assert_eq!(read.e_tag, done.e_tag);
            assert_eq!(read.body.bytes(2000).await.unwrap(), bytes(count), "{name} {count}");
            assert_eq!(done.e_tag.unquoted().contains('-'), count > 10, "{name} {count}");
            assert!(done.checksums.crc64nvme.is_some());
            assert_eq!(done.checksums.checksum_type, Some(ChecksumType::FullObject));
        }
        let target = directory.0.join("target");
        fs::write(&target, "what was there before").unwrap();
        let size = client.download("films", "file").part_size(7).to_file(&target).await.unwrap();
        assert_eq!((size, fs::read(&target).unwrap()), (count as u64, bytes(count)));
    }
    assert_eq!(uploads(&storage).await, 0);
    assert_eq!(directory.names().len(), 2, "no temporary file is left");
}

#[tokio::test]
async fn an_upload_whose_part_fails_is_aborted_before_the_error_is_given() {
    let storage = storage();
    let faults = Faults::new(storage.transport());
    faults.on("UploadPart").nth(3).refuse();
    let client = through(faults);
    let failed = client.upload("films", "k", bytes(100)).threshold(10).part_size(10).await.unwrap_err();
    assert_eq!((failed.kind(), failed.operation()), (ErrorKind::Transport, "UploadPart"));
    assert_eq!(uploads(&storage).await, 0);
    let missing = storage.client().upload("films", "k", UploadSource::file("/no/such/file")).await;
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::Io);
}

#[tokio::test]
async fn an_upload_that_is_dropped_is_aborted() {
    let storage = storage();
    let reached = Arc::new(Notify::new());
    let (inner, notify) = (storage.transport(), Arc::clone(&reached));
    let aborted = Arc::new(Notify::new());
    let aborts = Arc::clone(&aborted);
    let client = through(transport_fn(move |request| {
        let (inner, notify, aborts) = (inner.clone(), Arc::clone(&notify), Arc::clone(&aborts));
        async move {
            if request.uri().query().is_some_and(|query| query.contains("partNumber")) {
                notify.notify_one();
                std::future::pending::<()>().await;
            }
            let is_abort = request.method() == http::Method::DELETE;
            let response = inner.send(request).await;
            if is_abort {
                aborts.notify_one();
            }
            response
        }
    }));
    let upload = client.upload("films", "k", bytes(100)).threshold(10).part_size(10);
    tokio::select! {
        done = upload => panic!("it can't be done: {done:?}"),
        () = reached.notified() => {}
    }
    aborted.notified().await;
    assert_eq!(uploads(&storage).await, 0);
}

#[tokio::test]
async fn no_more_parts_are_under_way_than_were_asked_for_and_progress_is_told() {
    let storage = storage();
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (inner, counts) = (storage.transport(), (Arc::clone(&now), Arc::clone(&most)));
    let client = through(transport_fn(move |request| {
        let (inner, (now, most)) = (inner.clone(), counts.clone());
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            let response = inner.send(request).await;
            now.fetch_sub(1, Ordering::SeqCst);
            response
        }
    }));
    let told = Arc::new(AtomicUsize::new(0));
    let tell = Arc::clone(&told);
    let upload = client.upload("films", "k", bytes(1000)).threshold(10).part_size(10).concurrency(3);
    let upload = upload.on_progress(move |progress| {
        assert_eq!(progress.total, Some(1000));
        assert_eq!(tell.fetch_add(10, Ordering::SeqCst) + 10, usize::try_from(progress.bytes).unwrap());
    });
    upload.await.unwrap();
    assert_eq!((told.load(Ordering::SeqCst), most.load(Ordering::SeqCst)), (1000, 3));
}
