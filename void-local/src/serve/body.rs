//! A request's body as it comes from the socket, within its limits.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use void_core::{SharedClock, TransportError, TransportErrorKind};

/// Breaks off when more comes than the limit, or nothing for too long.
pub(super) struct LimitedBody {
    incoming: Incoming,
    clock: SharedClock,
    limit_bytes: u64,
    read_bytes: u64,
    silence: Duration,
    waiting: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl LimitedBody {
    pub(super) fn new(incoming: Incoming, limit_bytes: u64, silence: Duration, clock: SharedClock) -> Self {
        Self { incoming, clock, limit_bytes, read_bytes: 0, silence, waiting: None }
    }

    fn silent_for_too_long(&mut self, context: &mut Context<'_>) -> bool {
        let (clock, silence) = (&self.clock, self.silence);
        let waiting = self.waiting.get_or_insert_with(|| {
            let clock = SharedClock::clone(clock);
            let deadline = clock.now() + silence;
            Box::pin(async move { clock.sleep_until(deadline).await })
        });
        waiting.as_mut().poll(context).is_ready()
    }
}

impl HttpBody for LimitedBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.incoming).poll_frame(context) else {
            if self.silent_for_too_long(context) {
                let message = format!("the request's body brought nothing for {:?}", self.silence);
                return Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::Timeout, message))));
            }
            return Poll::Pending;
        };
        self.waiting = None;
        let Some(frame) = frame else { return Poll::Ready(None) };
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) => {
                let broken = TransportError::new(TransportErrorKind::Body, "the request's body broke off");
                return Poll::Ready(Some(Err(broken.with_source(error))));
            }
        };
        self.read_bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
        if self.read_bytes > self.limit_bytes {
            return Poll::Ready(Some(Err(too_large(self.limit_bytes))));
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

pub(super) fn too_large(limit_bytes: u64) -> TransportError {
    let message = format!("the request's body is larger than {limit_bytes} bytes");
    TransportError::new(TransportErrorKind::BodyTooLarge, message)
}
