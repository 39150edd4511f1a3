//! What is there is what must be.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use void_messaging_sdk::{operations::DeleteMessageBatchRequestEntry, types::ReceiptHandle};
use void_streams_sdk::StartingPosition;

use super::{
    cloud::Clients,
    model::{Fate, Model, bytes_of},
};

/// Checks everything, and takes note of what has become of what was not acknowledged.
pub(crate) async fn check(clients: &Clients, model: &mut Model, folder: &Path, delete_all: bool) {
    messages(clients, model, delete_all).await;
    records(clients, model).await;
    objects(clients, model, folder).await;
    told(clients, model).await;
}

/// Receives all messages; they are in flight then, unless they are to be deleted.
async fn messages(clients: &Clients, model: &mut Model, delete_all: bool) {
    let client = &clients.messaging;
    let url = client.get_queue_url("orders").await.unwrap().queue_url;
    let mut found = BTreeMap::<String, ReceiptHandle>::new();
    loop {
        let received = client.receive_message(&url).max_number_of_messages(10).await.unwrap().messages;
        if received.is_empty() {
            break;
        }
        for message in received {
            let again = found.insert(message.body.clone(), message.receipt_handle);
            assert!(again.is_none(), "{} was received twice", message.body);
        }
    }
    for (body, fate) in &mut model.messages {
        *fate = match (*fate, found.contains_key(body)) {
            (Fate::Gone, true) => panic!("{body:?} was deleted, and is there again"),
            (Fate::There, false) => panic!("{body:?} was sent, and is lost"),
            (_, true) => Fate::There,
            (_, false) => Fate::Gone,
        };
    }
    for (body, receipt) in found {
        assert!(model.messages.contains_key(&body), "{body:?} was never sent");
        if delete_all {
            client.delete_message(&url, receipt).await.unwrap();
            model.set_fate(&body, Fate::Gone);
        }
    }
}

/// Reads the stream from its beginning: each worker's records are there once, in their order.
async fn records(clients: &Clients, model: &mut Model) {
    let client = &clients.streams;
    let mut found = BTreeMap::<u64, Vec<(String, String)>>::new();
    for shard in client.list_shards("events").await.unwrap().shards {
        let position = StartingPosition::trim_horizon();
        let begun = client.get_shard_iterator("events", shard.shard_id, position).await.unwrap();
        let mut next = Some(begun.shard_iterator);
        while let Some(iterator) = next {
            let read = client.get_records(iterator).await.unwrap();
            if read.records.is_empty() {
                break;
            }
            for record in read.records {
                let worker = record.partition_key.parse().unwrap();
                let data = String::from_utf8(record.data.to_vec()).unwrap();
                found.entry(worker).or_default().push((data, record.sequence_number.as_str().to_owned()));
            }
            next = read.next_shard_iterator;
        }
    }
    for (worker, put) in &mut model.records {
        let mut found = found.remove(worker).unwrap_or_default().into_iter().peekable();
        // What is not there now never comes.
        put.retain_mut(|(data, acknowledged)| {
            let Some((_, number)) = found.next_if(|(there, _)| there == data) else {
                assert_eq!(*acknowledged, None, "{data:?} was put, and is not there in its turn");
                return false;
            };
            assert!(acknowledged.as_ref().is_none_or(|told| *told == number), "{data:?} has another number");
            *acknowledged = Some(number);
            true
        });
        assert_eq!(found.next(), None, "nobody put this");
    }
    assert!(found.is_empty(), "nobody put {found:?}");
}

/// Reads all objects; large ones are files, and there are no others.
async fn objects(clients: &Clients, model: &mut Model, folder: &Path) {
    let client = &clients.storage;
    let listed = client.list_objects_v2("invoices").await.unwrap();
    assert!(!listed.is_truncated);
    let listed: BTreeSet<String> = listed.contents.into_iter().map(|object| object.key).collect();
    let mut files = 0;
    for (key, allowed) in &mut model.objects {
        let found = if listed.contains(key) {
            let object = client.get_object("invoices", &**key).await.unwrap();
            Some(object.body.bytes(1 << 20).await.unwrap())
        } else {
            None
        };
        let is_there = |content: &Option<_>| found.as_deref() == content.map(bytes_of).as_deref();
        let which = allowed.iter().find(|content| is_there(content)).copied();
        let size = found.as_ref().map(|bytes| bytes.len());
        let which = which.unwrap_or_else(|| panic!("{key} may be {allowed:?}, and has {size:?} bytes"));
        *allowed = [which].into();
        files += usize::from(size.is_some_and(|size| size > 16 * 1024));
    }
    let unknown = listed.iter().find(|key| !model.objects.contains_key(*key));
    assert_eq!(unknown, None, "nobody put this");
    // Parts of uploads that nobody completed are files too.
    let mut parts = 0;
    for upload in client.list_multipart_uploads("invoices").await.unwrap().uploads {
        parts += client.list_parts("invoices", &*upload.key, &upload.upload_id).await.unwrap().parts.len();
        client.abort_multipart_upload("invoices", &*upload.key, &upload.upload_id).await.unwrap();
    }
    let there = std::fs::read_dir(folder.join("bodies")).unwrap().count();
    // Files of the uploads that were just given up may be gone already.
    assert!((files..=files + parts).contains(&there), "{files} objects and {parts} parts have {there} files");
}

/// A queue was told of each object whose writing was acknowledged since the last time.
async fn told(clients: &Clients, model: &mut Model) {
    let client = &clients.messaging;
    let url = client.get_queue_url("told").await.unwrap().queue_url;
    loop {
        let received = client.receive_message(&url).max_number_of_messages(10).await.unwrap().messages;
        if received.is_empty() {
            break;
        }
        for message in &received {
            let event: serde_json::Value = serde_json::from_str(&message.body).unwrap();
            model.told.remove(event["Records"][0]["s3"]["object"]["eTag"].as_str().unwrap_or_default());
        }
        let entries = (0..).zip(received).map(|(id, message): (u32, _)| {
            DeleteMessageBatchRequestEntry::new(id.to_string(), message.receipt_handle)
        });
        client.delete_message_batch(&url, entries).await.unwrap();
    }
    assert!(model.told.is_empty(), "nobody was told of {:?}", model.told);
}
