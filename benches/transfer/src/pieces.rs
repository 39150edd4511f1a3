//! The bytes that go up and down: 64 MiB in pieces of 64 KiB, which are all one.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

pub const SIZE: u64 = 64 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// So many bytes, made as they are asked for.
pub struct Pieces {
    piece: Bytes,
    left: u64,
}

impl Pieces {
    pub fn new() -> Self {
        let piece: Vec<u8> = (0..PIECE).map(|at| u8::try_from(at * 31 % 251).unwrap_or_default()).collect();
        Self { piece: piece.into(), left: SIZE }
    }

    /// All of them.
    pub fn all(self) -> Vec<Bytes> {
        vec![self.piece; usize::try_from(SIZE).unwrap_or_default() / PIECE]
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= PIECE as u64;
        Poll::Ready(Some(Ok(Frame::data(self.piece.clone()))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
