//! A payload is a body, without copying its bytes.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use ::object_store::PutPayload;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use void_core::{Body, BodySource, TransportError};

/// The body of a payload's bytes, as often as a call is tried. Bytes in one piece are in memory for the client, which puts
/// their checksum in a header; those in several are a source, whose checksum is in a trailer.
pub(super) fn body(payload: PutPayload) -> Body {
    match payload.as_ref() {
        [] => Body::empty(),
        [whole] => whole.clone().into(),
        _ => Body::from_source(Arc::new(Pieces(payload))),
    }
}

/// Bytes in several pieces.
struct Pieces(PutPayload);

impl BodySource for Pieces {
    fn open(&self) -> Body {
        Body::from_stream(Reading { payload: self.0.clone(), next: 0, left: self.0.content_length() as u64 })
    }

    fn content_length(&self) -> Option<u64> {
        Some(self.0.content_length() as u64)
    }
}

impl fmt::Debug for Pieces {
    /// Says how long they are, never what is in them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pieces({} bytes)", self.0.content_length())
    }
}

/// The pieces one after the other.
struct Reading {
    payload: PutPayload,
    next: usize,
    left: u64,
}

impl http_body::Body for Reading {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let Some(piece) = self.payload.as_ref().get(self.next).cloned() else { return Poll::Ready(None) };
        self.next += 1;
        self.left -= piece.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.next == self.payload.as_ref().len()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use ::object_store::PutPayload;
    use bytes::Bytes;

    use super::body;

    #[tokio::test]
    async fn pieces_are_read_in_order_and_from_the_beginning_each_time() {
        let payload: PutPayload = ["ab", "", "cde"].map(Bytes::from).into_iter().collect();
        let first = body(payload);
        assert_eq!((first.content_length(), first.as_bytes()), (Some(5), None));
        let again = first.try_clone().unwrap();
        for body in [first, again] {
            assert_eq!(body.into_bytes(5).await.unwrap(), "abcde");
        }
    }

    #[test]
    fn one_piece_is_shared() {
        let piece = Bytes::from(vec![7; 100]);
        let shared = body(PutPayload::from(piece.clone()));
        assert_eq!(shared.as_bytes().unwrap().as_ptr(), piece.as_ptr());
    }
}
