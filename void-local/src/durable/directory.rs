//! [`Directory`]: the files of a journal by their numbers, made so that they are there whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    error::JournalError,
    frame::{Head, Kind},
};

/// A directory that only this process uses.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    lock: File,
}

/// Which files there are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    pub(super) segments: Vec<u64>,
    pub(super) snapshots: Vec<u64>,
}

impl Directory {
    /// Takes the directory for this process, and makes it where there is none.
    pub(super) fn take(path: &Path) -> Result<Self, JournalError> {
        fs::create_dir_all(path).map_err(JournalError::io(path))?;
        let name = path.join("lock");
        let options = OpenOptions::new().create(true).truncate(false).write(true).open(&name);
        let lock = options.map_err(JournalError::io(&name))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(fs::TryLockError::WouldBlock) => Err(JournalError::InUse { path: path.to_owned() }),
            Err(fs::TryLockError::Error(error)) => Err(JournalError::io(name)(error)),
        }
    }

    pub(super) fn path_of(&self, Head { kind, number }: Head) -> PathBuf {
        let extension = match kind {
            Kind::Segment => "journal",
            Kind::Snapshot => "snapshot",
        };
        self.path.join(format!("{number:020}.{extension}"))
    }

    /// The numbers of the files, in their order. Other files are passed over.
    pub(super) fn list(&self) -> Result<Listing, JournalError> {
        let mut listing = Listing::default();
        for entry in fs::read_dir(&self.path).map_err(JournalError::io(&self.path))? {
            let name = entry.map_err(JournalError::io(&self.path))?.file_name();
            let Some((number, extension)) = name.to_str().and_then(|name| name.split_once('.')) else {
                continue;
            };
            let Some(number) = number.parse().ok().filter(|_| number.len() == 20) else { continue };
            match extension {
                "journal" => listing.segments.push(number),
                "snapshot" => listing.snapshots.push(number),
                _ => {}
            }
        }
        listing.segments.sort_unstable();
        listing.snapshots.sort_unstable();
        Ok(listing)
    }

    /// Makes a file that shows under its name once `fill` has filled it and it lasts.
    pub(super) fn create(
        &self,
        head: Head,
        fill: impl FnOnce(&mut File) -> Result<(), JournalError>,
    ) -> Result<File, JournalError> {
        let path = self.path_of(head);
        let mut unfinished = path.clone().into_os_string();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        let make = || -> Result<File, JournalError> {
            let mut file = File::create(&unfinished).map_err(JournalError::io(&unfinished))?;
            file.write_all(&head.write()).map_err(JournalError::io(&unfinished))?;
            fill(&mut file)?;
            file.sync_all().map_err(JournalError::io(&unfinished))?;
            fs::rename(&unfinished, &path).map_err(JournalError::io(&path))?;
            self.sync()?;
            Ok(file)
        };
        make().inspect_err(|_| {
            // Half a file is of no use, and room is what may be missing.
            let _ = fs::remove_file(&unfinished);
        })
    }

    /// Removes what a snapshot stands for, and what was never finished.
    pub(super) fn remove_before(&self, number: u64) -> Result<(), JournalError> {
        let listing = self.list()?;
        let segments = listing.segments.into_iter().map(|number| Head { kind: Kind::Segment, number });
        let snapshots = listing.snapshots.into_iter().map(|number| Head { kind: Kind::Snapshot, number });
        for head in segments.chain(snapshots).filter(|head| head.number < number) {
            let path = self.path_of(head);
            fs::remove_file(&path).map_err(JournalError::io(path))?;
        }
        self.sync()
    }

    /// Removes files that were never finished.
    pub(super) fn remove_unfinished(&self) -> Result<(), JournalError> {
        for entry in fs::read_dir(&self.path).map_err(JournalError::io(&self.path))? {
            let path = entry.map_err(JournalError::io(&self.path))?.path();
            if path.extension().is_some_and(|extension| extension == "unfinished") {
                fs::remove_file(&path).map_err(JournalError::io(path))?;
            }
        }
        Ok(())
    }

    /// Makes names last: those of files that came or went.
    fn sync(&self) -> Result<(), JournalError> {
        // Windows has no such thing, and keeps names itself.
        if cfg!(unix) {
            File::open(&self.path)
                .and_then(|directory| directory.sync_all())
                .map_err(JournalError::io(&self.path))?;
        }
        Ok(())
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Closing is not enough: a process that is being started just now has the file open too, until it is another program.
        let _ = self.lock.unlock();
    }
}
