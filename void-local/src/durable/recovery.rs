//! What a start makes of the files that it finds.

use std::{fs::OpenOptions, path::PathBuf};

use super::{
    directory::Directory,
    error::JournalError,
    frame::{FRAME_BYTES, Head, Kind},
    reader::{Each, End, read},
};

/// What a start found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// How many records were read.
    pub records: u64,
    /// How many bytes they and their files have.
    pub bytes: u64,
    /// The write that was cut off, where one was: nobody was told that it lasts.
    pub cut: Option<Cut>,
}

/// A write that was cut off, and was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cut {
    /// The file.
    pub path: PathBuf,
    /// How long it is now.
    pub offset: u64,
    /// How many bytes were removed.
    pub bytes: u64,
}

/// What there is, and where the journal goes on.
#[derive(Debug)]
pub(super) struct Recovered {
    pub(super) report: Report,
    /// The number of the next segment.
    pub(super) next: u64,
    /// How many bytes the snapshot has, and how many came since.
    pub(super) snapshot_bytes: u64,
    pub(super) since_bytes: u64,
}

/// Reads all there is, then makes the last segment whole. Nothing is changed where there is an error.
pub(super) fn recover(directory: &Directory, each: Each<'_>) -> Result<Recovered, JournalError> {
    let listing = directory.list()?;
    let snapshot = listing.snapshots.last().copied();
    let first = snapshot.or_else(|| listing.segments.first().copied());
    let last = listing.segments.last().copied().max(snapshot);
    let mut report = Report::default();
    let mut each = |record: &[u8]| {
        report.records += 1;
        each(record)
    };
    let (mut snapshot_bytes, mut since_bytes) = (0, 0);
    if let Some(number) = snapshot {
        let head = Head { kind: Kind::Snapshot, number };
        let path = directory.path_of(head);
        snapshot_bytes = size(&path)?;
        match read(&path, head, &mut each)? {
            End::Whole => {}
            End::Open { bytes: offset } | End::CutOff { whole: offset, .. } => {
                return Err(JournalError::Damaged { path, offset, reason: "its end is missing".to_owned() });
            }
        }
    } else if let Some(number) = first.filter(|first| *first != 1) {
        let path = directory.path_of(Head { kind: Kind::Snapshot, number });
        return Err(JournalError::Missing { path });
    }
    let mut cut = None;
    for number in first.into_iter().flat_map(|first| first..=last.unwrap_or(first)) {
        let head = Head { kind: Kind::Segment, number };
        let path = directory.path_of(head);
        let end = read(&path, head, &mut each)?;
        since_bytes += size(&path)?;
        match end {
            End::Whole => {}
            End::Open { bytes } if Some(number) == last => seal(&path, head, bytes)?,
            End::CutOff { whole, bytes } if Some(number) == last => {
                seal(&path, head, whole)?;
                cut = Some(Cut { path, offset: whole, bytes: bytes - whole });
            }
            End::Open { bytes: offset } | End::CutOff { whole: offset, .. } => {
                let reason = "its end is missing, and a later file is there".to_owned();
                return Err(JournalError::Damaged { path, offset, reason });
            }
        }
    }
    directory.remove_unfinished()?;
    directory.remove_before(snapshot.unwrap_or_default())?;
    let report = Report { bytes: snapshot_bytes + since_bytes, cut, ..report };
    Ok(Recovered { report, next: last.map_or(1, |last| last + 1), snapshot_bytes, since_bytes })
}

/// Ends a segment that was not ended, at `offset`.
fn seal(path: &PathBuf, head: Head, offset: u64) -> Result<(), JournalError> {
    use std::io::{Seek, SeekFrom, Write};
    let mut end = [0; FRAME_BYTES];
    head.seal(offset, &mut end);
    let seal = || {
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.set_len(offset)?;
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(&end)?;
        file.sync_all()
    };
    seal().map_err(JournalError::io(path))
}

fn size(path: &PathBuf) -> Result<u64, JournalError> {
    Ok(std::fs::metadata(path).map_err(JournalError::io(path))?.len())
}
