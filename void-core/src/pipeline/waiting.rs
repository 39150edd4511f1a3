//! [`Waiting`]: a response's body that may not keep its reader waiting.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::{
    body::Body,
    clock::SharedClock,
    transport::{TransportError, TransportErrorKind},
};

/// Breaks off when the body brings nothing for too long while somebody waits for it. A reader may take its time.
pub(super) struct Waiting {
    body: Body,
    clock: SharedClock,
    limit: Duration,
    /// Runs while the body is waited for.
    sleep: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    is_over: bool,
}

impl Waiting {
    /// Limits how long `body` may be waited for. What is in memory already is not.
    pub(super) fn limit(body: Body, clock: &SharedClock, limit: Duration) -> Body {
        if body.as_bytes().is_some() {
            return body;
        }
        Body::from_stream(Self { body, clock: clock.clone(), limit, sleep: None, is_over: false })
    }
}

impl http_body::Body for Waiting {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        if this.is_over {
            return Poll::Ready(None);
        }
        let frame = Pin::new(&mut this.body).poll_frame(context);
        if frame.is_ready() {
            this.sleep = None;
            return frame;
        }
        let sleep = this.sleep.get_or_insert_with(|| {
            let (clock, deadline) = (this.clock.clone(), this.clock.now() + this.limit);
            Box::pin(async move { clock.sleep_until(deadline).await })
        });
        if sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        this.is_over = true;
        // What is left of the exchange ends with it.
        this.body = Body::empty();
        let message = format!("the response's body brought nothing for {:?}", this.limit);
        Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::Timeout, message))))
    }

    fn is_end_stream(&self) -> bool {
        self.is_over || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
