use std::{
    collections::BTreeMap,
    fs,
    sync::{Arc, Mutex},
};

use void_local::durable::{Journal, JournalError, Position};

use super::{Directory, found};

/// Numbers by their names, each change of which is journalled under the lock.
struct Numbers {
    numbers: Mutex<BTreeMap<u8, u32>>,
    journal: Journal,
}

impl Numbers {
    fn set(&self, name: u8, number: u32) -> Position {
        let mut numbers = self.numbers.lock().unwrap();
        numbers.insert(name, number);
        self.journal.append(&record(name, number))
    }
}

fn record(name: u8, number: u32) -> Vec<u8> {
    [&[name][..], &number.to_le_bytes()].concat()
}

fn state(records: &[Vec<u8>]) -> BTreeMap<u8, u32> {
    let number = |record: &Vec<u8>| (record[0], u32::from_le_bytes(record[1..].try_into().unwrap()));
    records.iter().map(number).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_snapshot_taken_piece_by_piece_while_changes_go_on_loses_none() {
    let directory = Directory::new();
    let (journal, _) = Journal::open(&directory.0, |_| Ok(())).unwrap();
    let numbers = Arc::new(Numbers { numbers: Mutex::default(), journal });
    let change = |name: u8| {
        let numbers = Arc::clone(&numbers);
        async move {
            for number in 0..200 {
                let position = numbers.set(name, number);
                if number % 8 == 0 {
                    numbers.journal.durable(position).await.unwrap();
                }
            }
        }
    };
    let changing: Vec<_> = (0..8).map(|name| tokio::spawn(change(name))).collect();
    for _ in 0..5 {
        let of = Arc::clone(&numbers);
        // One number at a time, each under the lock.
        let snapshot =
            (0..8).filter_map(move |name| Some(record(name, *of.numbers.lock().unwrap().get(&name)?)));
        numbers.journal.compact(snapshot).await.unwrap();
    }
    for changing in changing {
        changing.await.unwrap();
    }
    let expected = numbers.numbers.lock().unwrap().clone();
    drop(numbers);
    let files = directory.files();
    assert_eq!(files.iter().filter(|name| name.ends_with(".snapshot")).count(), 1, "{files:?}");
    assert!(!files.contains(&super::SEGMENT.to_owned()), "{files:?}");
    assert_eq!(state(&found(&directory.0).unwrap().0), expected);
}

#[tokio::test]
async fn a_snapshot_stands_for_what_was_before_it() {
    let directory = Directory::new();
    let (journal, _) = Journal::open(&directory.0, |_| Ok(())).unwrap();
    for number in 0..1000 {
        journal.append(&record(1, number));
    }
    journal.compact([record(1, 999)]).await.unwrap();
    journal.append(&record(2, 5));
    assert!(!journal.wants_compaction());
    drop(journal);
    assert_eq!(found(&directory.0).unwrap().0, [record(1, 999), record(2, 5)]);
}

#[tokio::test]
async fn what_a_compaction_left_unfinished_is_passed_over_and_removed() {
    let directory = Directory::new();
    let (journal, _) = Journal::open(&directory.0, |_| Ok(())).unwrap();
    journal.append(b"one");
    drop(journal);
    let unfinished = "00000000000000000002.snapshot.unfinished";
    fs::write(directory.file(unfinished), b"half a snap").unwrap();
    assert_eq!(found(&directory.0).unwrap().0, [b"one"]);
    assert!(!directory.files().contains(&unfinished.to_owned()));
}

#[tokio::test]
async fn files_that_a_snapshot_stands_for_and_a_crash_left_are_removed() {
    let directory = Directory::new();
    let (journal, _) = Journal::open(&directory.0, |_| Ok(())).unwrap();
    journal.durable(journal.append(b"old")).await.unwrap();
    let old = fs::read(directory.file(super::SEGMENT)).unwrap();
    journal.compact([b"new".to_vec()]).await.unwrap();
    drop(journal);
    fs::write(directory.file(super::SEGMENT), old).unwrap();
    assert_eq!(found(&directory.0).unwrap().0, [b"new"]);
    assert!(!directory.files().contains(&super::SEGMENT.to_owned()));
}

#[tokio::test]
async fn a_snapshot_that_is_damaged_or_short_refuses_to_start() {
    let directory = Directory::new();
    let (journal, _) = Journal::open(&directory.0, |_| Ok(())).unwrap();
    journal.compact([b"one".to_vec(), b"two".to_vec()]).await.unwrap();
    drop(journal);
    let path = directory.file("00000000000000000002.snapshot");
    let bytes = fs::read(&path).unwrap();
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 4;
        fs::write(&path, damaged).unwrap();
        assert!(
            matches!(found(&directory.0), Err(JournalError::Damaged { .. } | JournalError::Version { .. })),
            "byte {place}"
        );
        fs::write(&path, &bytes[..place]).unwrap();
        assert!(matches!(found(&directory.0), Err(JournalError::Damaged { .. })), "{place} bytes");
    }
    fs::write(&path, bytes).unwrap();
    assert_eq!(found(&directory.0).unwrap().0, [b"one", b"two"]);
}
