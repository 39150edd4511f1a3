//! Bodies to and from the HTTP client.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::classify;
use crate::{body::Body, transport::TransportError};

/// The body of a request: what is in memory goes as it is.
pub(super) fn outgoing(body: Body) -> reqwest::Body {
    match body.try_into_memory() {
        Ok(bytes) => bytes.into(),
        Err(stream) => reqwest::Body::wrap(stream),
    }
}

/// The body of a response, which is read as it comes.
pub(super) fn incoming<B>(body: B) -> Body
where
    B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: classify::Cause,
{
    if body.is_end_stream() { Body::empty() } else { Body::from_stream(Incoming(body)) }
}

struct Incoming<B>(B);

impl<B> http_body::Body for Incoming<B>
where
    B: http_body::Body<Data = Bytes> + Unpin,
    B::Error: classify::Cause,
{
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0).poll_frame(context).map_err(classify::receiving)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
