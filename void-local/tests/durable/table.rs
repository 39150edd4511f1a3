use void_local::durable::Table;

use super::Directory;

#[tokio::test]
async fn what_was_put_is_there_and_what_was_removed_is_not_over_starts_and_compactions() {
    let directory = Directory::new();
    let (table, _) = Table::open(&directory.0).unwrap();
    for (name, value) in [("a/1", 1), ("a/2", 2), ("b/1", 3), ("b/2", 4), ("c", 5)] {
        table.set(name, &value);
    }
    table.set("a/1", &10);
    table.remove("a/2");
    table.remove("nothing");
    table.remove_all("b/");
    table.durable().await.unwrap();
    let expected = [("a/1".to_owned(), 10), ("c".to_owned(), 5)];
    assert_eq!(table.all::<u32>(""), expected);
    drop(table);
    let (table, _) = Table::open(&directory.0).unwrap();
    assert_eq!(table.all::<u32>(""), expected);
    assert_eq!(table.all::<u32>("a/"), [("1".to_owned(), 10)]);
    table.compact().await.unwrap();
    table.set("d", &6);
    drop(table);
    let (table, report) = Table::open(&directory.0).unwrap();
    assert_eq!((table.all::<u32>("").len(), report.records), (3, 3));
    assert_eq!(table.all::<String>("c"), [], "it is a number");
}
