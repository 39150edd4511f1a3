//! [`MemoryBodies`]: bytes in memory, as they came.

use std::{
    ops::Range,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use async_trait::async_trait;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use void_core::{Body, TransportError};

use super::{Blob, BodyStore, BodyWriter, Kept};

/// Keeps bytes in memory: what came in is what goes out, without a copy.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryBodies;

impl BodyStore for MemoryBodies {
    fn begin(&self) -> Box<dyn BodyWriter> {
        Box::new(Chunks::default())
    }
}

#[derive(Debug, Default)]
struct Chunks {
    chunks: Vec<Bytes>,
    /// Where each chunk ends.
    ends: Vec<u64>,
}

#[async_trait]
impl BodyWriter for Chunks {
    async fn write(&mut self, bytes: Bytes) -> Result<(), TransportError> {
        if !bytes.is_empty() {
            self.ends.push(self.ends.last().unwrap_or(&0) + bytes.len() as u64);
            self.chunks.push(bytes);
        }
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<Arc<dyn Blob>, TransportError> {
        Ok(Arc::new(Memory(Arc::new(*self))))
    }
}

/// Bytes in memory.
pub(super) fn of(bytes: Bytes) -> Arc<dyn Blob> {
    let ends = vec![bytes.len() as u64];
    Arc::new(Memory(Arc::new(Chunks { chunks: vec![bytes], ends })))
}

#[derive(Debug)]
struct Memory(Arc<Chunks>);

impl Memory {
    fn reading(&self, range: Range<u64>) -> Reading {
        let first = self.0.ends.partition_point(|end| *end <= range.start);
        Reading { chunks: Arc::clone(&self.0), next: first, range }
    }
}

impl Blob for Memory {
    fn size(&self) -> u64 {
        self.0.ends.last().copied().unwrap_or_default()
    }

    fn read(&self, range: Range<u64>) -> Body {
        let mut reading = self.reading(range);
        if reading.is_one() { reading.take().unwrap_or_default().into() } else { Body::from_stream(reading) }
    }

    fn kept(&self, range: Range<u64>) -> Kept {
        let mut reading = self.reading(range);
        if reading.is_one() {
            return Kept::Here(reading.take().unwrap_or_default());
        }
        let chunks: Vec<Bytes> = std::iter::from_fn(|| reading.take()).collect();
        Kept::Here(chunks.concat().into())
    }
}

/// The chunks that are read, one after another.
#[derive(Debug)]
struct Reading {
    chunks: Arc<Chunks>,
    next: usize,
    range: Range<u64>,
}

impl Reading {
    /// Whether the whole range is in the next chunk.
    fn is_one(&self) -> bool {
        self.chunks.ends.get(self.next).is_some_and(|end| self.range.end <= *end)
    }

    /// What is left of the next chunk within the range.
    fn take(&mut self) -> Option<Bytes> {
        if self.range.is_empty() {
            return None;
        }
        let (chunk, end) = (self.chunks.chunks.get(self.next)?, *self.chunks.ends.get(self.next)?);
        let start = end - chunk.len() as u64;
        let until = self.range.end.min(end);
        let within = |offset: u64| usize::try_from(offset - start).unwrap_or(usize::MAX);
        let bytes = chunk.slice(within(self.range.start)..within(until));
        self.range.start = until;
        self.next += 1;
        Some(bytes)
    }
}

impl http_body::Body for Reading {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Poll::Ready(self.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.range.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.range.end - self.range.start)
    }
}
