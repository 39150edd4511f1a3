//! What comes of a body, as lines and as data.

use bytes::{Buf, Bytes, BytesMut};

/// The frames of a body that were not used up yet: as little of them as a line takes is copied.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The start of a line whose end has not come.
    partial: BytesMut,
    frame: Bytes,
}

impl Lines {
    /// Adds what came. There is nothing left of what came before, a line's start aside.
    pub(super) fn push(&mut self, frame: Bytes) {
        self.frame = frame;
    }

    /// Whether more has to come.
    pub(super) fn is_empty(&self) -> bool {
        self.frame.is_empty()
    }

    /// Whether a line has begun.
    pub(super) fn has_partial(&self) -> bool {
        !self.partial.is_empty()
    }

    /// At most `most` bytes of data.
    pub(super) fn data(&mut self, most: u64) -> Bytes {
        let size = usize::try_from(most).unwrap_or(usize::MAX).min(self.frame.len());
        self.frame.split_to(size)
    }

    /// The next line without its line feed; `None` while its end has not come. A line of more than `limit` bytes is an error.
    pub(super) fn line(&mut self, limit: usize) -> Result<Option<Bytes>, TooLong> {
        let end = self.frame.iter().position(|byte| *byte == b'\n');
        let size = end.unwrap_or(self.frame.len());
        if self.partial.len() + size > limit {
            return Err(TooLong);
        }
        let part = self.frame.split_to(size);
        if end.is_none() {
            self.partial.extend_from_slice(&part);
            return Ok(None);
        }
        self.frame.advance(1);
        if self.partial.is_empty() {
            return Ok(Some(part));
        }
        self.partial.extend_from_slice(&part);
        Ok(Some(std::mem::take(&mut self.partial).freeze()))
    }
}

/// A line is longer than the reader accepts.
#[derive(Debug)]
pub(super) struct TooLong;
