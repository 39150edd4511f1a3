//! [`Reading`]: bytes of a file, a piece at a time.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    ops::Range,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};
use void_core::{TransportError, transport::TransportErrorKind};

use super::file::Held;

/// How many bytes are read at a time: what a reader needs of memory.
const PIECE_BYTES: usize = 128 * 1024;

type Piece = io::Result<(File, Bytes)>;

/// Bytes of a file, in their order.
#[derive(Debug)]
pub(super) struct Reading {
    held: Arc<Held>,
    left: Range<u64>,
    /// The file, once it is open.
    file: Option<File>,
    piece: Option<JoinHandle<Piece>>,
}

impl Reading {
    pub(super) const fn new(held: Arc<Held>, range: Range<u64>) -> Self {
        Self { held, left: range, file: None, piece: None }
    }

    fn begin_piece(&mut self) -> JoinHandle<Piece> {
        let (held, file, start) = (Arc::clone(&self.held), self.file.take(), self.left.start);
        let left = usize::try_from(self.left.end - start).unwrap_or(usize::MAX);
        spawn_blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => {
                    let mut file = held.open()?;
                    file.seek(SeekFrom::Start(start))?;
                    file
                }
            };
            let mut piece = vec![0; left.min(PIECE_BYTES)];
            file.read_exact(&mut piece)?;
            Ok((file, piece.into()))
        })
    }
}

impl http_body::Body for Reading {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let mut piece = match self.piece.take() {
            Some(piece) => piece,
            None => self.begin_piece(),
        };
        let Poll::Ready(read) = Pin::new(&mut piece).poll(context) else {
            self.piece = Some(piece);
            return Poll::Pending;
        };
        let read = read.unwrap_or_else(|error| Err(io::Error::other(error)));
        Poll::Ready(Some(match read {
            Ok((file, bytes)) => {
                self.file = Some(file);
                self.left.start += bytes.len() as u64;
                Ok(Frame::data(bytes))
            }
            Err(error) => {
                self.left.start = self.left.end;
                Err(failed(error))
            }
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.end - self.left.start)
    }
}

/// Why bytes can't be read or written.
pub(super) fn failed(error: io::Error) -> TransportError {
    TransportError::new(TransportErrorKind::Other, format!("the file of an object's bytes: {error}"))
        .with_source(error)
}
