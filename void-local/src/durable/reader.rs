//! Reads a file: its records, and where it ends.

use std::{
    fs::File,
    io::{BufReader, ErrorKind, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::{
    error::JournalError,
    frame::{BadHead, FRAME_BYTES, HEAD_BYTES, Head, MARK, crc, records},
};

const BUFFER_BYTES: usize = 1 << 20;

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// As it was ended.
    Whole,
    /// At a frame's end, with nothing behind it.
    Open {
        /// How long it is.
        bytes: u64,
    },
    /// In the middle of a frame, with no other behind it.
    CutOff {
        /// How long it is up to there.
        whole: u64,
        /// How long it is.
        bytes: u64,
    },
}

/// What is done with each record; what it says is wrong with one is damage.
pub(super) type Each<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), String>;

struct Reader {
    file: BufReader<File>,
    path: PathBuf,
    head: Head,
    offset: u64,
    bytes: u64,
}

/// Reads the file, and tells how it ends.
///
/// # Errors
///
/// A file of another version; damage before its last frame; a record that `each` can't take.
pub(super) fn read(path: &Path, head: Head, each: Each<'_>) -> Result<End, JournalError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(JournalError::Missing { path: path.to_owned() });
        }
        Err(error) => return Err(JournalError::io(path)(error)),
    };
    let bytes = file.metadata().map_err(JournalError::io(path))?.len();
    let file = BufReader::with_capacity(BUFFER_BYTES, file);
    Reader { file, path: path.to_owned(), head, offset: 0, bytes }.read(each)
}

impl Reader {
    fn read(mut self, each: Each<'_>) -> Result<End, JournalError> {
        self.check_head()?;
        let mut frame = Vec::new();
        loop {
            let start = self.offset;
            if start == self.bytes {
                return Ok(End::Open { bytes: start });
            }
            if !self.next(&mut frame)? {
                return self.cut_off(start);
            }
            if frame.is_empty() {
                return match self.bytes - self.offset {
                    0 => Ok(End::Whole),
                    _ => Err(self.damaged(self.offset, "something follows its end")),
                };
            }
            for record in records(&frame) {
                let taken =
                    record.map_err(|()| "a record is longer than its frame".to_owned()).and_then(&mut *each);
                taken.map_err(|reason| self.damaged(start, &reason))?;
            }
        }
    }

    fn check_head(&mut self) -> Result<(), JournalError> {
        let mut head = Vec::new();
        let read = self.file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head);
        self.offset = read.map_err(JournalError::io(&self.path))? as u64;
        self.head.check(&head).map_err(|bad| match bad {
            BadHead::Damaged => self.damaged(0, "it does not begin as such a file does"),
            BadHead::Version(found) => JournalError::Version { path: self.path.clone(), found },
        })
    }

    /// Reads the records of the next frame; `false` where there is no whole one.
    fn next(&mut self, frame: &mut Vec<u8>) -> Result<bool, JournalError> {
        let left = self.bytes - self.offset;
        let mut head = [0; FRAME_BYTES];
        if left < FRAME_BYTES as u64 {
            return Ok(false);
        }
        self.file.read_exact(&mut head).map_err(JournalError::io(&self.path))?;
        let Some((length, expected)) = self.head.read(self.offset, &head) else { return Ok(false) };
        if length as u64 > left - FRAME_BYTES as u64 {
            return Ok(false);
        }
        frame.resize(length, 0);
        self.file.read_exact(frame).map_err(JournalError::io(&self.path))?;
        self.offset += (FRAME_BYTES + length) as u64;
        Ok(crc(frame) == expected)
    }

    /// Tells a write that was cut off from damage: behind the former there is no frame.
    fn cut_off(mut self, start: u64) -> Result<End, JournalError> {
        let mut rest = Vec::new();
        self.file.seek(SeekFrom::Start(start)).map_err(JournalError::io(&self.path))?;
        self.file.read_to_end(&mut rest).map_err(JournalError::io(&self.path))?;
        let marks =
            rest.windows(FRAME_BYTES).enumerate().skip(1).filter(|(_, bytes)| bytes.starts_with(&MARK));
        for (place, bytes) in marks {
            let bytes = bytes.try_into().expect("a window has this length");
            if self.head.read(start + place as u64, bytes).is_some() {
                let reason = format!(
                    "what was written there is not, and more follows at byte {}",
                    start + place as u64
                );
                return Err(self.damaged(start, &reason));
            }
        }
        Ok(End::CutOff { whole: start, bytes: self.bytes })
    }

    fn damaged(&self, offset: u64, reason: &str) -> JournalError {
        JournalError::Damaged { path: self.path.clone(), offset, reason: reason.to_owned() }
    }
}
