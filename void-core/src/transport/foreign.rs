//! Bodies and errors of other crates, as ours.

use std::{
    error::Error,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{TransportError, TransportErrorKind};

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// An error that is a transport's stays what it is.
pub(super) fn transport_error(error: BoxError, kind: TransportErrorKind) -> TransportError {
    match error.downcast::<TransportError>() {
        Ok(error) => *error,
        Err(error) => TransportError::new(kind, error.to_string()).with_source(error),
    }
}

/// A body of somebody else's.
pub(super) struct Foreign<B>(Pin<Box<B>>);

impl<B> Foreign<B> {
    pub(super) fn new(body: B) -> Self {
        Self(Box::pin(body))
    }
}

impl<B> http_body::Body for Foreign<B>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let polled = self.0.as_mut().poll_frame(context);
        polled.map_err(|error| transport_error(error.into(), TransportErrorKind::Body))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
