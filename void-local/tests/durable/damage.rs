use std::{fs, ops::Range, path::Path};

use void_local::durable::{Journal, JournalError};

use super::{Directory, SEGMENT, found};

/// A segment that is not ended, as after a crash, and where each of its frames ends.
async fn segment(directory: &Path, records: Range<u8>) -> (Vec<u8>, Vec<usize>) {
    let (journal, _) = Journal::open(directory, |_| Ok(())).unwrap();
    let mut ends = Vec::new();
    for record in records {
        journal.durable(journal.append(&vec![record; usize::from(record) * 3])).await.unwrap();
        ends.push(fs::metadata(directory.join(SEGMENT)).unwrap().len() as usize);
    }
    (fs::read(directory.join(SEGMENT)).unwrap(), ends)
}

fn bytes_after(name: &str, bytes: &[u8]) -> Directory {
    let directory = Directory::new();
    fs::write(directory.file(name), bytes).unwrap();
    directory
}

#[tokio::test]
async fn a_file_cut_anywhere_gives_the_records_up_to_the_last_whole_one() {
    let written = Directory::new();
    let (bytes, ends) = segment(&written.0, 1..9).await;
    for length in 28..bytes.len() {
        let directory = bytes_after(SEGMENT, &bytes[..length]);
        let (records, report) = found(&directory.0).unwrap();
        let whole = ends.iter().filter(|end| **end <= length).count();
        assert_eq!(records.len(), whole, "cut at {length}");
        assert!(
            records.iter().zip(1..).all(|(record, number)| *record == vec![number; usize::from(number) * 3])
        );
        let at_an_end = length == 28 || ends.contains(&length);
        assert_eq!(report.cut.is_none(), at_an_end, "cut at {length}");
        // What was cut is gone for good, and the journal goes on.
        let (again, report) = found(&directory.0).unwrap();
        assert_eq!((again, report.cut), (records, None), "cut at {length}");
    }
}

#[tokio::test]
async fn a_cut_is_reported_with_file_and_place() {
    let written = Directory::new();
    let (bytes, ends) = segment(&written.0, 1..4).await;
    let directory = bytes_after(SEGMENT, &bytes[..bytes.len() - 1]);
    let cut = found(&directory.0).unwrap().1.cut.unwrap();
    assert_eq!(cut.path, directory.file(SEGMENT));
    assert_eq!((cut.offset, cut.bytes), (ends[1] as u64, (ends[2] - ends[1] - 1) as u64));
}

#[tokio::test]
async fn zeros_behind_the_last_record_are_a_cut() {
    let written = Directory::new();
    let (bytes, _) = segment(&written.0, 1..4).await;
    let directory = bytes_after(SEGMENT, &[&bytes[..], &[0; 5000]].concat());
    let (records, report) = found(&directory.0).unwrap();
    assert_eq!((records.len(), report.cut.map(|cut| cut.bytes)), (3, Some(5000)));
}

#[tokio::test]
async fn a_flipped_byte_before_the_last_record_refuses_to_start_and_changes_nothing() {
    let written = Directory::new();
    let (bytes, ends) = segment(&written.0, 1..6).await;
    let last = ends[ends.len() - 2];
    for place in 28..last {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        let directory = bytes_after(SEGMENT, &damaged);
        let error = found(&directory.0).unwrap_err();
        let begins = ends.iter().rfind(|end| **end <= place).copied().unwrap_or(28) as u64;
        let JournalError::Damaged { path, offset, .. } = &error else { panic!("byte {place}: {error}") };
        assert_eq!((path, *offset), (&directory.file(SEGMENT), begins), "byte {place}");
        assert_eq!(fs::read(directory.file(SEGMENT)).unwrap(), damaged);
        assert_eq!(directory.files(), [SEGMENT]);
    }
}

#[test]
fn a_flipped_byte_anywhere_in_a_file_that_was_ended_refuses_to_start() {
    let written = Directory::new();
    let (journal, _) = Journal::open(&written.0, |_| Ok(())).unwrap();
    journal.append(b"one");
    journal.append(b"two");
    drop(journal);
    // The next start adds a file, after which nothing in this one can have been cut off.
    found(&written.0).unwrap();
    let bytes = fs::read(written.file(SEGMENT)).unwrap();
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        fs::write(written.file(SEGMENT), damaged).unwrap();
        let error = found(&written.0).unwrap_err();
        let expected = match place {
            8..12 => matches!(error, JournalError::Version { .. }),
            _ => matches!(error, JournalError::Damaged { .. }),
        };
        assert!(expected, "byte {place}: {error}");
    }
    for length in 0..bytes.len() {
        fs::write(written.file(SEGMENT), &bytes[..length]).unwrap();
        assert!(matches!(found(&written.0), Err(JournalError::Damaged { .. })), "{length} bytes");
    }
    fs::remove_file(written.file(SEGMENT)).unwrap();
    assert!(matches!(found(&written.0), Err(JournalError::Missing { .. })));
}

#[tokio::test]
async fn another_version_of_the_format_is_refused_by_its_number() {
    let written = Directory::new();
    let (mut bytes, _) = segment(&written.0, 1..2).await;
    bytes[8] = 9;
    let directory = bytes_after(SEGMENT, &bytes);
    let error = found(&directory.0).unwrap_err();
    assert!(matches!(error, JournalError::Version { found: 9, .. }), "{error}");
    assert!(error.to_string().ends_with("has format version 9, this program reads version 1"), "{error}");
}
