use std::{fs, sync::Arc};

use proptest::{collection::vec, prelude::*};
use void_local::durable::{Journal, JournalError};

use super::{Directory, SEGMENT, found};

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_was_appended_is_found_in_its_order_over_any_number_of_starts(
        runs in vec(vec(vec(any::<u8>(), 0..300), 0..20), 1..5),
    ) {
        let directory = Directory::new();
        for (run, records) in runs.iter().enumerate() {
            let mut before = Vec::new();
            let (journal, _) = Journal::open(&directory.0, |record| {
                before.push(record.to_vec());
                Ok(())
            }).unwrap();
            prop_assert_eq!(before, runs[..run].concat());
            for record in records {
                journal.append(record);
            }
        }
        prop_assert_eq!(found(&directory.0).unwrap().0, runs.concat());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_senders_share_a_commit_and_each_keeps_its_order() {
    let directory = Directory::new();
    let (journal, _) = Journal::open(&directory.0, |_| Ok(())).unwrap();
    let journal = Arc::new(journal);
    let send = |sender: u8| {
        let journal = Arc::clone(&journal);
        async move {
            for count in 0..50 {
                journal.ready().await.unwrap();
                let position = journal.append(&[sender, count]);
                journal.durable(position).await.unwrap();
            }
        }
    };
    let senders: Vec<_> = (0..16).map(|sender| tokio::spawn(send(sender))).collect();
    for sender in senders {
        sender.await.unwrap();
    }
    drop(journal);
    let (records, report) = found(&directory.0).unwrap();
    assert_eq!((records.len(), report.records, report.cut), (800, 800, None));
    for sender in 0..16 {
        let counts = records.iter().filter(|record| record[0] == sender).map(|record| record[1]);
        assert!(counts.eq(0..50), "sender {sender}");
    }
    // Fewer frames than records, or nothing was shared; a frame has 16 bytes besides 6 for each record.
    assert!(fs::metadata(directory.file(SEGMENT)).unwrap().len() < 800 * 22);
}

#[test]
fn a_directory_has_one_user_at_a_time() {
    let directory = Directory::new();
    let (journal, _) = Journal::open(&directory.0, |_| Ok(())).unwrap();
    let error = Journal::open(&directory.0, |_| Ok(())).unwrap_err();
    assert!(matches!(error, JournalError::InUse { .. }), "{error}");
    assert!(error.to_string().ends_with("is in use by another process"), "{error}");
    drop(journal);
    Journal::open(&directory.0, |_| Ok(())).unwrap();
}

#[test]
fn a_record_that_can_not_be_taken_is_named_by_its_place() {
    let directory = Directory::new();
    Journal::open(&directory.0, |_| Ok(())).unwrap().0.append(b"from another world");
    let error = Journal::open(&directory.0, |_| Err("nobody knows this change".to_owned())).unwrap_err();
    assert!(matches!(error, JournalError::Damaged { offset: 28, .. }), "{error}");
    assert!(error.to_string().contains("nobody knows this change"), "{error}");
    assert_eq!(found(&directory.0).unwrap().0, [b"from another world"]);
}
