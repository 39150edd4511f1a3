//! [`BodyFile`]: a file's bytes, which stay as long as anything holds them.

use std::{fs::File, io, ops::Range, sync::Arc};

use void_core::Body;
use void_storage_sdk::mock::{Blob, Kept};

use super::{files::Shared, reading::Reading};

/// A file's bytes.
#[derive(Debug)]
pub(super) struct BodyFile {
    held: Arc<Held>,
    size: u64,
}

/// Dropped, the file may go.
#[derive(Debug)]
pub(super) struct Held {
    shared: Arc<Shared>,
    number: u64,
}

impl BodyFile {
    pub(super) const fn new(held: Arc<Held>, size: u64) -> Self {
        Self { held, size }
    }
}

impl Blob for BodyFile {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, range: Range<u64>) -> Body {
        // Whoever reads holds the file too: an object that goes meanwhile is read to its end.
        Body::from_stream(Reading::new(Arc::clone(&self.held), range))
    }

    fn kept(&self, _range: Range<u64>) -> Kept {
        Kept::There(self.held.number)
    }
}

impl Held {
    pub(super) const fn new(shared: Arc<Shared>, number: u64) -> Self {
        Self { shared, number }
    }

    pub(super) fn open(&self) -> io::Result<File> {
        File::open(self.shared.path_of(self.number))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shared.give_up(self.shared.path_of(self.number));
    }
}
