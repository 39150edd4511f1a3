//! [`CutBody`]: a body that breaks off.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::Frame;

use crate::{
    body::Body,
    transport::{TransportError, TransportErrorKind},
};

/// The first bytes of a body, then an error.
pub(super) struct CutBody {
    inner: Body,
    left: usize,
}

impl CutBody {
    pub(super) const fn new(inner: Body, after: usize) -> Self {
        Self { inner, left: after }
    }
}

impl http_body::Body for CutBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if self.left == 0 {
            return Poll::Ready(Some(Err(broken_off())));
        }
        let frame = match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(None) => return Poll::Ready(Some(Err(broken_off()))),
            other => return other,
        };
        let Ok(mut data) = frame.into_data() else { return Poll::Ready(Some(Err(broken_off()))) };
        data.truncate(self.left);
        self.left -= data.len();
        Poll::Ready(Some(Ok(Frame::data(data))))
    }
}

fn broken_off() -> TransportError {
    TransportError::new(TransportErrorKind::Body, "the body broke off (an injected fault)")
}
