//! Downloads.

use std::{
    fs,
    io::Cursor,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::sync::Notify;
use void_core::transport::{Faults, Transport, transport_fn};
use void_storage_sdk::ErrorKind;

use crate::support::{Directory, bytes, storage, through};

#[tokio::test]
async fn a_download_that_fails_leaves_the_file_as_it_was() {
    let (storage, directory) = (storage(), Directory::new("fails"));
    storage.client().put_object("films", "k", bytes(100)).await.unwrap();
    let faults = Faults::new(storage.transport());
    faults.on("GetObject").nth(3).refuse();
    let target = directory.0.join("target");
    fs::write(&target, "before").unwrap();
    let client = through(faults);
    let failed = client.download("films", "k").part_size(10).to_file(&target).await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(fs::read(&target).unwrap(), b"before");
    assert_eq!(directory.names(), ["target"]);
}

#[tokio::test]
async fn a_download_that_is_dropped_leaves_no_file() {
    let (storage, directory) = (storage(), Directory::new("dropped"));
    storage.client().put_object("films", "k", bytes(100)).await.unwrap();
    let reached = Arc::new(Notify::new());
    let (inner, notify) = (storage.transport(), Arc::clone(&reached));
    let client = through(transport_fn(move |request| {
        let (inner, notify) = (inner.clone(), Arc::clone(&notify));
        async move {
            let range = request.headers().get("range").cloned();
            if range.is_some_and(|range| range == "bytes=40-49") {
                notify.notify_one();
                std::future::pending::<()>().await;
            }
            inner.send(request).await
        }
    }));
    let download = client.download("films", "k").part_size(10).to_file(directory.0.join("target"));
    let mut download = Box::pin(download);
    tokio::select! {
        done = &mut download => panic!("it can't be done: {done:?}"),
        () = reached.notified() => {}
    }
    assert_eq!(directory.names().len(), 1, "what came is in a temporary file");
    drop(download);
    // What still writes to the file removes it: blocking work of one that was dropped goes on to its end.
    while !directory.names().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_writer_and_memory_have_the_bytes_in_order_and_progress_is_told() {
    let storage = storage();
    storage.client().put_object("films", "k", bytes(105)).await.unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let client = storage.client();
    let download = client.download("films", "k").part_size(10).concurrency(3);
    let download = download.on_progress(move |progress| {
        assert_eq!(progress.total, Some(105));
        tell.lock().unwrap().push(progress.bytes);
    });
    let mut writer = Cursor::new(Vec::new());
    assert_eq!(download.to_writer(&mut writer).await.unwrap(), 105);
    assert_eq!(writer.into_inner(), bytes(105));
    assert_eq!(*told.lock().unwrap(), [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 105]);
    assert_eq!(client.download("films", "k").part_size(7).to_bytes(105).await.unwrap(), bytes(105));
    let refused = client.download("films", "k").to_bytes(104).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn no_more_ranges_are_under_way_than_were_asked_for() {
    let storage = storage();
    storage.client().put_object("films", "k", bytes(1000)).await.unwrap();
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
    let read = client.download("films", "k").part_size(10).concurrency(3).to_bytes(1000).await.unwrap();
    assert_eq!((read, most.load(Ordering::SeqCst)), (bytes(1000).into(), 3));
}

#[tokio::test]
async fn an_object_that_is_written_meanwhile_is_not_mixed_with_the_new_one() {
    let storage = storage();
    storage.client().put_object("films", "k", bytes(100)).await.unwrap();
    let (inner, writer, is_written) =
        (storage.transport(), storage.client(), Arc::new(AtomicBool::new(false)));
    let client = through(transport_fn(move |request| {
        let (inner, writer, is_written) = (inner.clone(), writer.clone(), Arc::clone(&is_written));
        async move {
            let range = request.headers().get("range").cloned();
            if range.is_some_and(|range| range == "bytes=50-59") && !is_written.swap(true, Ordering::SeqCst) {
                writer.put_object("films", "k", vec![7; 100]).await.unwrap();
            }
            inner.send(request).await
        }
    }));
    let failed = client.download("films", "k").part_size(10).concurrency(1).to_bytes(100).await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::PreconditionFailed);
}

#[tokio::test]
async fn bytes_that_are_not_those_that_were_written_leave_no_file() {
    let (storage, directory) = (storage(), Directory::new("wrong"));
    storage.client().put_object("films", "k", bytes(100)).await.unwrap();
    let inner = storage.transport();
    let client = through(transport_fn(move |request| {
        let inner = inner.clone();
        async move {
            let range = request.headers().get("range").cloned();
            let response = inner.send(request).await?;
            let is_bent = range.is_some_and(|range| range == "bytes=30-39");
            Ok(if is_bent { response.map(|_| vec![7; 10].into()) } else { response })
        }
    }));
    let failed = client.download("films", "k").part_size(10).to_file(directory.0.join("target")).await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::ChecksumMismatch);
    assert!(directory.names().is_empty());
}
