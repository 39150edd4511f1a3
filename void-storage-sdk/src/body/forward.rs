//! [`Forward`]: an object's bytes as the body of another exchange.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use void_core::{TransportError, TransportErrorKind};

use super::ObjectBody;
use crate::error::Error;

/// An object's bytes as the body of another exchange.
pub(super) struct Forward(pub(super) ObjectBody);

impl Body for Forward {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0).poll_frame(context).map(|frame| frame.map(|frame| frame.map_err(broken)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        Body::size_hint(&self.0)
    }
}

fn broken(error: Error) -> TransportError {
    let kind = if error.is_retryable() { TransportErrorKind::Body } else { TransportErrorKind::Other };
    TransportError::new(kind, error.to_string()).with_source(error)
}
