use std::sync::Arc;

use void_local::durable::{Journal, SavedTable, Table};

use super::Directory;

/// A table in a journal that has records of something else, too; and how many records of either there were.
fn open(directory: &Directory) -> (Table, Arc<Journal>, [usize; 2]) {
    let (mut saved, mut records) = (SavedTable::new(), [0, 0]);
    let (journal, _) = Journal::open(&directory.0, |record| {
        records[usize::from(saved.apply(record)?)] += 1;
        Ok(())
    })
    .unwrap();
    let journal = Arc::new(journal);
    (Table::new(saved, journal.clone()), journal, records)
}

#[tokio::test]
async fn what_was_put_is_there_and_what_was_removed_is_not_over_starts_and_compactions() {
    let directory = Directory::new();
    let (table, journal, _) = open(&directory);
    for (name, value) in [("a/1", 1), ("a/2", 2), ("b/1", 3), ("b/2", 4), ("c", 5)] {
        table.set(name, &value);
    }
    journal.append(&[1, 2, 3]);
    table.set("a/1", &10);
    table.remove("a/2");
    table.remove("nothing");
    table.remove_all("b/");
    table.durable().await.unwrap();
    let expected = [("a/1".to_owned(), 10), ("c".to_owned(), 5)];
    assert_eq!(table.all::<u32>(""), expected);
    drop((table, journal));
    let (table, journal, records) = open(&directory);
    assert_eq!(records, [1, 9]);
    assert_eq!(table.all::<u32>(""), expected);
    assert_eq!(table.all::<u32>("a/"), [("1".to_owned(), 10)]);
    journal.compact(table.snapshot()).await.unwrap();
    table.set("d", &6);
    drop((table, journal));
    let (table, _, records) = open(&directory);
    assert_eq!((table.all::<u32>("").len(), records), (3, [0, 3]));
    assert_eq!(table.all::<String>("c"), [], "it is a number");
}
