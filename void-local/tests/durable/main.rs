//! The journal of `void_local::durable`: what lasts, what is cut, what is refused.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bodies;
mod compaction;
mod damage;
mod killed;
mod lasting;
mod messaging;
mod table;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use void_local::durable::{Journal, JournalError, Report};

/// A directory that goes with the test.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("void-journal-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn files(&self) -> Vec<String> {
        let names =
            fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != "lock").collect();
        names.sort();
        names
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a start finds.
fn found(directory: &Path) -> Result<(Vec<Vec<u8>>, Report), JournalError> {
    let mut records = Vec::new();
    let (_, report) = Journal::open(directory, |record| {
        records.push(record.to_vec());
        Ok(())
    })?;
    Ok((records, report))
}

const SEGMENT: &str = "00000000000000000001.journal";
