//! Transfers that are cancelled, and uploads that are aborted.

use std::{
    fs,
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::Notify;
use void_core::{
    Body,
    transport::{Faults, Transport, transport_fn},
};
use void_storage_sdk::{
    ErrorKind, VoidStorageClient,
    mock::MockStorage,
    transfer::{Cancel, UploadSource},
};

use crate::support::{Directory, bytes, storage, through, uploads};

/// A client whose requests that `holds` says so of never get an answer, and cancel.
fn held(
    storage: &MockStorage,
    cancel: &Cancel,
    holds: impl Fn(&http::Request<Body>) -> bool + Send + Sync + 'static,
) -> VoidStorageClient {
    let (inner, cancel, holds) = (storage.transport(), cancel.clone(), Arc::new(holds));
    through(transport_fn(move |request| {
        let (inner, cancel, holds) = (inner.clone(), cancel.clone(), Arc::clone(&holds));
        async move {
            if holds(&request) {
                cancel.cancel();
                std::future::pending::<()>().await;
            }
            inner.send(request).await
        }
    }))
}

fn query(request: &http::Request<Body>) -> &str {
    request.uri().query().unwrap_or_default()
}

#[tokio::test]
async fn an_upload_that_is_cancelled_is_aborted_before_it_says_so() {
    let (storage, directory) = (storage(), Directory::new("cancelled-upload"));
    let file = directory.0.join("film");
    fs::write(&file, bytes(100)).unwrap();
    for source in [
        UploadSource::from(bytes(100)),
        UploadSource::file(&file),
        UploadSource::reader(Cursor::new(bytes(100))),
    ] {
        let cancel = Cancel::new();
        let client = held(&storage, &cancel, |request| query(request).contains("partNumber=4"));
        let upload = client.upload("films", "k", source).threshold(10).part_size(10).cancel_on(&cancel);
        let failed = upload.await.unwrap_err();
        assert_eq!((failed.kind(), failed.operation()), (ErrorKind::Cancelled, "Upload"));
        assert_eq!(failed.to_string(), "Upload: it was cancelled");
        assert!(!failed.is_retryable() && !failed.may_have_been_applied());
        assert_eq!(uploads(&storage).await, 0, "nothing is left");
    }
}

#[tokio::test]
async fn an_upload_that_is_cancelled_while_it_begins_is_aborted_too() {
    let (storage, cancel) = (storage(), Cancel::new());
    let (inner, in_time) = (storage.transport(), cancel.clone());
    let client = through(transport_fn(move |request| {
        let (inner, cancel) = (inner.clone(), in_time.clone());
        async move {
            if query(&request) == "uploads=" {
                cancel.cancel();
            }
            inner.send(request).await
        }
    }));
    let upload = client.upload("films", "k", bytes(100)).threshold(10).part_size(10).cancel_on(&cancel);
    assert_eq!(upload.await.unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(uploads(&storage).await, 0);
}

#[tokio::test]
async fn an_upload_whose_parts_are_all_there_is_completed_all_the_same() {
    let (storage, cancel) = (storage(), Cancel::new());
    let (inner, late) = (storage.transport(), cancel.clone());
    let client = through(transport_fn(move |request| {
        let (inner, cancel) = (inner.clone(), late.clone());
        async move {
            if request.method() == http::Method::POST && query(&request).starts_with("uploadId") {
                cancel.cancel();
                tokio::task::yield_now().await;
            }
            inner.send(request).await
        }
    }));
    let upload = client.upload("films", "k", bytes(100)).threshold(10).part_size(10).cancel_on(&cancel);
    assert_eq!(upload.await.unwrap().size, 100);
    assert!(cancel.is_cancelled());
}

#[tokio::test]
async fn an_object_that_was_being_written_at_once_may_be_there() {
    let (storage, cancel) = (storage(), Cancel::new());
    let client = held(&storage, &cancel, |request| request.method() == http::Method::PUT);
    let failed = client.upload("films", "k", bytes(5)).cancel_on(&cancel).await.unwrap_err();
    assert_eq!((failed.kind(), failed.may_have_been_applied()), (ErrorKind::Cancelled, true));
    let failed = client.upload("films", "k", bytes(5)).cancel_on(&cancel).await.unwrap_err();
    assert_eq!((failed.kind(), failed.may_have_been_applied()), (ErrorKind::Cancelled, false), "never sent");
}

#[tokio::test]
async fn an_upload_that_is_dropped_while_it_begins_is_aborted_once_its_id_is_known() {
    let storage = storage();
    let (begun, aborted) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (inner, notify) = (storage.transport(), (Arc::clone(&begun), Arc::clone(&aborted)));
    let client = through(transport_fn(move |request| {
        let (inner, (begun, aborted)) = (inner.clone(), notify.clone());
        async move {
            let (is_begin, is_abort) =
                (query(&request) == "uploads=", request.method() == http::Method::DELETE);
            let response = inner.send(request).await;
            if is_begin {
                begun.notify_one();
                tokio::task::yield_now().await;
            }
            if is_abort {
                aborted.notify_one();
            }
            response
        }
    }));
    let upload = client.upload("films", "k", bytes(100)).threshold(10).part_size(10);
    tokio::select! {
        biased;
        () = begun.notified() => {}
        done = upload => panic!("it can't be done: {done:?}"),
    }
    aborted.notified().await;
    assert_eq!(uploads(&storage).await, 0);
}

#[tokio::test]
async fn a_download_that_is_cancelled_leaves_no_file() {
    let (storage, cancel, directory) = (storage(), Cancel::new(), Directory::new("cancelled-download"));
    storage.client().put_object("films", "k", bytes(100)).await.unwrap();
    let client = held(&storage, &cancel, |request| {
        request.headers().get("range").is_some_and(|range| range == "bytes=40-49")
    });
    let download = client.download("films", "k").part_size(10).cancel_on(&cancel);
    let failed = download.to_file(directory.0.join("target")).await.unwrap_err();
    assert_eq!((failed.kind(), failed.operation()), (ErrorKind::Cancelled, "Download"));
    assert!(directory.names().is_empty(), "nothing is left: {:?}", directory.names());

    let (to_memory, to_writer) = (client.download("films", "k"), client.download("films", "k"));
    let to_memory = to_memory.cancel_on(&cancel).to_bytes(100).await;
    assert_eq!(to_memory.unwrap_err().kind(), ErrorKind::Cancelled);
    let to_writer = to_writer.cancel_on(&cancel).to_writer(&mut Cursor::new(Vec::new())).await;
    assert_eq!(to_writer.unwrap_err().kind(), ErrorKind::Cancelled);
}

#[tokio::test]
async fn a_writer_that_takes_nothing_does_not_keep_a_download_from_being_cancelled() {
    let (storage, cancel) = (storage(), Cancel::new());
    storage.client().put_object("films", "k", bytes(100)).await.unwrap();
    let (mut writer, _reader) = tokio::io::duplex(10);
    let client = storage.client();
    let on_first = cancel.clone();
    let download = client.download("films", "k").on_progress(move |_| on_first.cancel());
    let failed = download.cancel_on(&cancel).to_writer(&mut writer).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Cancelled);
}

/// An upload that fails at its third part, with a service on which the first `late` aborts leave parts behind: as where they
/// land after it. How many aborts it took, and how many uploads are left.
async fn aborts_of_a_failed_upload(late: usize, may_list: bool) -> (usize, usize) {
    let (storage, count) = (storage(), Arc::new(AtomicUsize::new(0)));
    let (inner, aborts) = (storage.transport(), Arc::clone(&count));
    let faults = Faults::new(transport_fn(move |request: http::Request<Body>| {
        let (inner, aborts) = (inner.clone(), Arc::clone(&aborts));
        async move {
            let is_list = request.method() == http::Method::GET && query(&request).contains("uploadId=");
            if is_list && !may_list {
                return Ok(http::Response::builder().status(403).body(Body::empty()).unwrap());
            }
            if request.method() == http::Method::DELETE && aborts.fetch_add(1, Ordering::SeqCst) < late {
                return Ok(http::Response::builder().status(204).body(Body::empty()).unwrap());
            }
            inner.send(request).await
        }
    }));
    faults.on("UploadPart").nth(3).refuse();
    let client = through(faults);
    let upload = client.upload("films", "k", bytes(100)).threshold(10).part_size(10).concurrency(1);
    assert_eq!(upload.await.unwrap_err().kind(), ErrorKind::Transport);
    (count.load(Ordering::SeqCst), uploads(&storage).await)
}

#[tokio::test]
async fn an_upload_is_aborted_again_while_parts_landed_after_it_was_but_not_for_ever() {
    assert_eq!(aborts_of_a_failed_upload(0, true).await, (1, 0));
    assert_eq!(aborts_of_a_failed_upload(1, true).await, (2, 0));
    assert_eq!(aborts_of_a_failed_upload(9, true).await, (3, 1), "it gives up");
    assert_eq!(aborts_of_a_failed_upload(1, false).await, (3, 0), "who may not list them aborts as often");
}
