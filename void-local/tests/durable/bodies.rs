//! Objects whose bytes are in files.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use bytes::Bytes;
use void_local::durable::{FileBodies, Journal, JournalError};
use void_storage_sdk::{
    VoidStorageClient,
    mock::{BodyStore, MockStorage, SavedStorage},
    operations::CompletedPart,
};

use super::Directory;

struct Opened {
    storage: MockStorage,
    bodies: FileBodies,
    client: VoidStorageClient,
    _journal: Arc<Journal>,
}

fn try_open(directory: &Path) -> Result<Opened, JournalError> {
    let mut saved = SavedStorage::new();
    let (journal, _) = Journal::open(directory.join("objects"), |record| saved.apply(record))?;
    let journal = Arc::new(journal);
    let bodies = FileBodies::open(directory.join("bodies"), &saved.bodies())?;
    let storage = MockStorage::builder()
        .saved(saved)
        .change_log(journal.clone())
        .bodies(Arc::new(bodies.clone()))
        .minimum_part_size(1)
        .build();
    let client = storage.client();
    Ok(Opened { storage, bodies, client, _journal: journal })
}

fn open(directory: &Path) -> Opened {
    try_open(directory).unwrap()
}

fn files(directory: &Path) -> Vec<String> {
    let names = fs::read_dir(directory.join("bodies")).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Bytes that tell where they are.
fn content(seed: u8, size: usize) -> Bytes {
    (0..size).map(|place| seed ^ (place / 251) as u8 ^ place as u8).collect()
}

async fn read(client: &VoidStorageClient, key: &str) -> Bytes {
    client.get_object("orders", key).await.unwrap().body.bytes(16 << 20).await.unwrap()
}

/// Removes what nothing holds any more.
async fn sweep(opened: &Opened) {
    let dropped = opened.bodies.dropped().await;
    opened.storage.durable().await.unwrap();
    dropped.remove().await;
}

#[tokio::test]
async fn small_bodies_cost_no_file_and_large_ones_are_read_back_whole_and_in_part() {
    let directory = Directory::new();
    let opened = open(&directory.0);
    opened.storage.create_bucket("orders");
    for (key, size) in [("none", 0), ("small", 16 * 1024), ("large", 16 * 1024 + 1), ("huge", 3_000_000)] {
        opened.client.put_object("orders", key, content(1, size)).await.unwrap();
    }
    assert_eq!(files(&directory.0).len(), 2);
    drop(opened);
    let opened = open(&directory.0);
    for (key, size) in [("none", 0), ("small", 16 * 1024), ("large", 16 * 1024 + 1), ("huge", 3_000_000)] {
        assert_eq!(read(&opened.client, key).await, content(1, size), "{key}");
    }
    let part = opened.client.get_object("orders", "huge").range(999_990..=2_000_000).await.unwrap();
    assert_eq!(part.body.bytes(16 << 20).await.unwrap(), content(1, 3_000_000).slice(999_990..=2_000_000));
}

#[tokio::test]
async fn a_file_stays_as_long_as_any_object_has_it_and_goes_with_the_last() {
    let directory = Directory::new();
    let opened = open(&directory.0);
    opened.storage.create_bucket("orders");
    opened.client.put_object("orders", "one", content(2, 100_000)).await.unwrap();
    opened.client.copy_object(("orders", "one"), "orders", "other").await.unwrap();
    drop(opened);
    // The second time both are found in the records.
    let opened = open(&directory.0);
    opened.client.delete_object("orders", "one").await.unwrap();
    opened.client.put_object("orders", "third", content(3, 50_000)).await.unwrap();
    opened.client.delete_object("orders", "third").await.unwrap();
    sweep(&opened).await;
    assert_eq!(files(&directory.0).len(), 1);
    assert_eq!(read(&opened.client, "other").await, content(2, 100_000));
    opened.client.delete_object("orders", "other").await.unwrap();
    sweep(&opened).await;
    assert!(files(&directory.0).is_empty());
}

#[tokio::test]
async fn an_object_that_goes_while_it_is_read_is_read_to_its_end() {
    let directory = Directory::new();
    let opened = open(&directory.0);
    opened.storage.create_bucket("orders");
    opened.client.put_object("orders", "7", content(4, 2_000_000)).await.unwrap();
    let body = opened.client.get_object("orders", "7").await.unwrap().body;
    opened.client.put_object("orders", "7", content(5, 20_000)).await.unwrap();
    opened.client.delete_object("orders", "7").await.unwrap();
    sweep(&opened).await;
    assert_eq!(body.bytes(16 << 20).await.unwrap(), content(4, 2_000_000));
    sweep(&opened).await;
    assert!(files(&directory.0).is_empty());
}

#[tokio::test]
async fn an_upload_goes_on_after_a_restart_and_what_it_is_made_of_stays() {
    let directory = Directory::new();
    let opened = open(&directory.0);
    opened.storage.create_bucket("orders");
    let upload = opened.client.create_multipart_upload("orders", "all").await.unwrap().upload.upload_id;
    let first =
        opened.client.upload_part("orders", "all", &upload, 1, content(6, 300_000)).await.unwrap().e_tag;
    drop(opened);
    let opened = open(&directory.0);
    let second = opened.client.upload_part("orders", "all", &upload, 2, content(7, 9)).await.unwrap().e_tag;
    let parts = [CompletedPart::new(1, first), CompletedPart::new(2, second)];
    opened.client.complete_multipart_upload("orders", "all", &upload, parts).await.unwrap();
    drop(opened);
    let opened = open(&directory.0);
    assert_eq!(read(&opened.client, "all").await, [content(6, 300_000), content(7, 9)].concat());
    assert_eq!(files(&directory.0).len(), 1);
}

#[tokio::test]
async fn what_nobody_finished_or_names_is_gone_after_a_start_and_what_is_named_and_missing_is_refused() {
    let directory = Directory::new();
    let opened = open(&directory.0);
    opened.storage.create_bucket("orders");
    opened.client.put_object("orders", "7", content(8, 40_000)).await.unwrap();
    let mut broken_off = opened.bodies.begin();
    broken_off.write(content(9, 400_000)).await.unwrap();
    let mut unnamed = opened.bodies.begin();
    unnamed.write(content(9, 400_000)).await.unwrap();
    let unnamed = unnamed.finish().await.unwrap();
    let before = files(&directory.0);
    assert!(before.len() == 3 && before[1].ends_with(".unfinished"), "{before:?}");
    drop((opened, broken_off, unnamed));
    assert_eq!(read(&open(&directory.0).client, "7").await, content(8, 40_000));
    assert_eq!(files(&directory.0), before[..1]);

    let file = directory.0.join("bodies").join(&before[0]);
    fs::write(&file, "short").unwrap();
    let refused = try_open(&directory.0).err().unwrap().to_string();
    assert!(refused.contains(&before[0]) && refused.contains("40000 are needed"), "{refused}");
    fs::remove_file(&file).unwrap();
    let refused = try_open(&directory.0).err().unwrap().to_string();
    assert!(refused.contains(&before[0]) && refused.contains("is missing"), "{refused}");
}

#[tokio::test]
async fn numbers_of_bodies_that_are_named_are_not_given_again() {
    let directory = Directory::new();
    fs::create_dir_all(directory.0.join("bodies")).unwrap();
    fs::write(directory.0.join("bodies/00000000000000000007.body"), [7; 20_000]).unwrap();
    let bodies = FileBodies::open(directory.0.join("bodies"), &BTreeMap::from([(7, 20_000)])).unwrap();
    let mut more = bodies.begin();
    more.write(content(1, 20_000)).await.unwrap();
    let more = more.finish().await.unwrap();
    assert_eq!(files(&directory.0), ["00000000000000000007.body", "00000000000000000008.body"]);
    let old = bodies.find(7, 20_000).read(0..20_000).into_bytes(20_000).await.unwrap();
    assert_eq!((old.as_ref(), more.size()), (&[7; 20_000][..], 20_000));
}
