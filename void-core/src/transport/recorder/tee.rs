//! [`Tee`]: a body that shows what is read of it to somebody else.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::{body::Body, transport::TransportError};

pub(super) struct Tee<F> {
    inner: Body,
    note: F,
}

impl<F> Tee<F> {
    pub(super) const fn new(inner: Body, note: F) -> Self {
        Self { inner, note }
    }
}

// No field is pinned by this one: `Body` is `Unpin`, and `note` is only called.
impl<F> Unpin for Tee<F> {}

impl<F: FnMut(&Bytes)> http_body::Body for Tee<F> {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            (self.note)(data);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
