//! [`StoredBody`]: an object's bytes, made of what was written.

use std::{
    ops::Range,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use void_core::{Body, TransportError};

use super::Blob;

/// An object's bytes: pieces of what was written, one after another. Cheap to clone; nothing in it is copied.
#[derive(Clone, Debug)]
pub struct StoredBody(Arc<[Piece]>);

#[derive(Clone, Debug)]
struct Piece {
    blob: Arc<dyn Blob>,
    /// Which of the blob's bytes it is.
    range: Range<u64>,
    /// Where it ends in the body.
    end: u64,
}

impl StoredBody {
    /// All of what was written.
    #[must_use]
    pub fn of(blob: Arc<dyn Blob>) -> Self {
        let end = blob.size();
        let piece = Piece { blob, range: 0..end, end };
        Self(if end == 0 { Arc::new([]) } else { Arc::new([piece]) })
    }

    /// Bodies, one after another.
    #[must_use]
    pub fn joined<'a>(bodies: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut end = 0;
        let pieces = bodies.into_iter().flat_map(|body| body.0.iter()).map(|piece| {
            end += piece.range.end - piece.range.start;
            Piece { end, ..piece.clone() }
        });
        Self(pieces.collect())
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.last().map_or(0, |piece| piece.end)
    }

    /// Some of its bytes, which it has.
    #[must_use]
    pub fn slice(&self, range: Range<u64>) -> Self {
        let mut end = 0;
        let pieces = self.pieces(range).map(|piece| {
            end += piece.range.end - piece.range.start;
            Piece { end, ..piece }
        });
        Self(pieces.collect())
    }

    /// Reads some of its bytes, which it has.
    #[must_use]
    pub fn read(&self, range: Range<u64>) -> Body {
        let slice = self.slice(range);
        match &*slice.0 {
            [] => Body::empty(),
            [piece] => piece.blob.read(piece.range.clone()),
            _ => {
                let left = slice.size();
                Body::from_stream(Reading { body: slice, next: 0, current: Body::empty(), left })
            }
        }
    }

    /// What it is made of: blobs, and which of their bytes.
    pub(super) fn blobs(&self) -> impl Iterator<Item = (&Arc<dyn Blob>, &Range<u64>)> {
        self.0.iter().map(|piece| (&piece.blob, &piece.range))
    }

    fn pieces(&self, range: Range<u64>) -> impl Iterator<Item = Piece> {
        let first = self.0.partition_point(|piece| piece.end <= range.start);
        let pieces = self.0.get(first..).unwrap_or_default().iter();
        pieces.map_while(move |piece| {
            let start = piece.end - (piece.range.end - piece.range.start);
            let (from, until) = (range.start.max(start), range.end.min(piece.end));
            let within = |offset: u64| piece.range.start + (offset - start);
            (from < until).then(|| Piece { range: within(from)..within(until), ..piece.clone() })
        })
    }
}

/// The pieces that are read, one after another.
#[derive(Debug)]
struct Reading {
    body: StoredBody,
    next: usize,
    current: Body,
    left: u64,
}

impl http_body::Body for Reading {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        loop {
            if let Some(frame) = ready!(Pin::new(&mut self.current).poll_frame(context)) {
                let read = frame.as_ref().ok().and_then(|frame| frame.data_ref()).map_or(0, Bytes::len);
                self.left = self.left.saturating_sub(read as u64);
                return Poll::Ready(Some(frame));
            }
            let Some(piece) = self.body.0.get(self.next) else { return Poll::Ready(None) };
            let current = piece.blob.read(piece.range.clone());
            self.current = current;
            self.next += 1;
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
