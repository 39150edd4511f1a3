//! [`ObjectReader`]: an object's bytes for what reads from tokio's traits.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

use super::ObjectBody;

/// An object's bytes as a tokio `AsyncRead` and `AsyncBufRead`. Made by [`ObjectBody::into_reader`].
///
/// An [`Error`](crate::Error) of the body is inside of the [`io::Error`].
pub struct ObjectReader {
    body: ObjectBody,
    /// What came and was not read.
    pending: Bytes,
}

impl ObjectReader {
    pub(super) const fn new(body: ObjectBody) -> Self {
        Self { body, pending: Bytes::new() }
    }
}

impl AsyncRead for ObjectReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let available = ready!(self.as_mut().poll_fill_buf(context))?;
        let size = available.len().min(buffer.remaining());
        buffer.put_slice(&available[..size]);
        self.consume(size);
        Poll::Ready(Ok(()))
    }
}

impl AsyncBufRead for ObjectReader {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        while this.pending.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_next(context)) {
                Some(data) => this.pending = data.map_err(io::Error::other)?,
                None => break,
            }
        }
        Poll::Ready(Ok(&this.pending))
    }

    fn consume(mut self: Pin<&mut Self>, size: usize) {
        self.pending.advance(size);
    }
}

impl fmt::Debug for ObjectReader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.body, formatter)
    }
}
