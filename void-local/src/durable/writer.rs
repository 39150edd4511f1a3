//! [`Writer`]: the thread that writes: all that waits in one write, then one fdatasync.

use std::{fs::File, io::Write, mem, sync::Arc};

use super::{
    directory::Directory,
    error::JournalError,
    frame::{FRAME_BYTES, HEAD_BYTES, Head, Kind},
    shared::{Shared, Work},
};

/// A segment of at least this many bytes gets no more; the next one begins.
const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct Writer {
    directory: Arc<Directory>,
    shared: Arc<Shared>,
    head: Head,
    file: File,
    offset: u64,
}

impl Writer {
    /// Begins the segment of this number.
    pub(super) fn begin(
        directory: Arc<Directory>,
        shared: Arc<Shared>,
        number: u64,
    ) -> Result<Self, JournalError> {
        let head = Head { kind: Kind::Segment, number };
        let file = directory.create(head, |_| Ok(()))?;
        Ok(Self { directory, shared, head, file, offset: HEAD_BYTES as u64 })
    }

    /// Writes until the journal is dropped. After an error nothing is written any more: what is in memory and what lasts
    /// would not be one state.
    pub(super) fn run(mut self) {
        let mut failure: Option<JournalError> = None;
        let mut spare = Vec::new();
        loop {
            let Work { mut frame, position, rotations, ended } = self.shared.work(mem::take(&mut spare));
            if failure.is_none() {
                failure = self.write(&mut frame, !rotations.is_empty(), ended).err();
                self.shared.publish(failure.clone().map_or(Ok(position), Err));
            }
            for rotation in rotations {
                // Whoever waited may have gone.
                let _ = rotation.send(match &failure {
                    None => Ok((self.head.number, self.shared.wrote(0))),
                    Some(failure) => Err(failure.clone()),
                });
            }
            if ended {
                return;
            }
            spare = frame;
        }
    }

    fn write(&mut self, frame: &mut [u8], rotate: bool, ended: bool) -> Result<(), JournalError> {
        if frame.len() > FRAME_BYTES {
            self.write_frame(frame)?;
        }
        if ended {
            return self.write_frame(&mut [0; FRAME_BYTES]);
        }
        if rotate || self.offset >= SEGMENT_BYTES {
            self.write_frame(&mut [0; FRAME_BYTES])?;
            let head = Head { number: self.head.number + 1, ..self.head };
            self.file = self.directory.create(head, |_| Ok(()))?;
            (self.head, self.offset) = (head, HEAD_BYTES as u64);
        }
        Ok(())
    }

    fn write_frame(&mut self, frame: &mut [u8]) -> Result<(), JournalError> {
        self.head.seal(self.offset, frame);
        let written = self.file.write_all(frame).and_then(|()| self.file.sync_data());
        written.map_err(JournalError::io(self.directory.path_of(self.head)))?;
        self.offset += frame.len() as u64;
        self.shared.wrote(frame.len() as u64);
        Ok(())
    }
}
