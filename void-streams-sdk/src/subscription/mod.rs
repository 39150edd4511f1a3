//! [`ShardSubscription`]: what a shard pushes, as a stream.

mod message;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;
use http::{Response, header};
use http_body::Body as _;
use void_core::{
    Body, CallError, CallErrorKind, SharedClock, TransportError, TransportErrorKind,
    protocol::event_stream::{self, Decoder},
};

use self::message::Meaning;
use crate::{
    error::Error,
    operations::{Operation, SubscribeToShardEvent, SubscribeToShardRequest},
};

/// How long a subscription may be silent: the service sends an event without records every 5 seconds or so.
const SILENCE_LIMIT: Duration = Duration::from_secs(30);

type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a shard pushes to a consumer, for 5 minutes: a `Stream` of [`SubscribeToShardEvent`].
///
/// It ends by itself after 5 minutes, and after the event of a closed shard's end. It ends after an error too:
///
/// | kind | happened |
/// |---|---|
/// | `ResourceInUse` | another subscription of this consumer took over |
/// | `ResourceNotFound` | the stream or the consumer was deleted |
/// | `Transport` | the connection broke off, or what came was damaged |
/// | `Timeout` | nothing came for 30 seconds |
///
/// It is read no faster than it is polled: one event is in memory, at most 24 MiB. Dropping it closes the connection.
#[must_use = "a stream does nothing until it is polled"]
pub struct ShardSubscription {
    /// `None` once it has ended.
    body: Option<Body>,
    decoder: Decoder,
    request_id: Option<String>,
    clock: SharedClock,
    silence: Sleep,
}

impl ShardSubscription {
    pub(crate) fn open(response: Response<Body>, clock: SharedClock) -> Result<Self, Error> {
        let (parts, body) = response.into_parts();
        let text = |name: &str| parts.headers.get(name)?.to_str().ok();
        let content_type = text(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        if content_type.split(';').next().map(str::trim) != Some(event_stream::CONTENT_TYPE) {
            return Err(Error::invalid_response(
                SubscribeToShardRequest::NAME,
                format!("the response is not a stream of events: its content type is {content_type:?}"),
            ));
        }
        let request_id = text("x-amzn-requestid").map(ToOwned::to_owned);
        let silence = sleep(&clock);
        Ok(Self { body: Some(body), decoder: Decoder::new(), request_id, clock, silence })
    }

    /// The next event, when there is one; `None` once it has ended.
    pub async fn next(&mut self) -> Option<Result<SubscribeToShardEvent, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The service's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The event or the end that what was read so far holds; `None` where more has to be read.
    fn decoded(&mut self) -> Option<Result<SubscribeToShardEvent, Error>> {
        loop {
            let message = match self.decoder.next_message() {
                Ok(message) => message?,
                Err(error) => return Some(Err(broken(error))),
            };
            match Meaning::of(&message) {
                Ok(Meaning::Event(event)) => return Some(Ok(*event)),
                Ok(Meaning::Nothing) => {}
                Ok(Meaning::Failure(mut error)) => {
                    error.request_id.clone_from(&self.request_id);
                    return Some(Err(failed(CallErrorKind::Service(error))));
                }
                Err(reason) => return Some(Err(failed(CallErrorKind::InvalidResponse(reason)))),
            }
        }
    }

    /// The piece of the body that comes next; `None` at its end.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<(), Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        match Pin::new(body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(piece) = frame.data_ref() {
                    self.decoder.push(piece);
                }
                self.silence = sleep(&self.clock);
                Poll::Ready(Some(Ok(())))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(failed(CallErrorKind::Transport(error))))),
            Poll::Ready(None) => {
                self.body = None;
                let rest = std::mem::take(&mut self.decoder).finish();
                Poll::Ready(rest.err().map(|error| Err(broken(error))))
            }
            Poll::Pending => {
                ready!(self.silence.as_mut().poll(context));
                let message = format!("the subscription was silent for {SILENCE_LIMIT:?}");
                let error = TransportError::new(TransportErrorKind::Timeout, message);
                Poll::Ready(Some(Err(failed(CallErrorKind::Transport(error)))))
            }
        }
    }
}

impl Stream for ShardSubscription {
    type Item = Result<SubscribeToShardEvent, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.body.is_none() {
                return Poll::Ready(None);
            }
            let found = match self.decoded() {
                Some(found) => found,
                None => match ready!(self.poll_piece(context)) {
                    Some(Ok(())) => continue,
                    Some(Err(error)) => Err(error),
                    None => return Poll::Ready(None),
                },
            };
            if found.is_err() {
                self.body = None;
            }
            return Poll::Ready(Some(found));
        }
    }
}

fn sleep(clock: &SharedClock) -> Sleep {
    let (clock, until) = (clock.clone(), clock.now() + SILENCE_LIMIT);
    Box::pin(async move { clock.sleep_until(until).await })
}

fn failed(kind: CallErrorKind) -> Error {
    CallError::new(SubscribeToShardRequest::NAME, kind).into()
}

/// What came is not what was sent.
fn broken(error: event_stream::DecodeError) -> Error {
    let error =
        TransportError::new(TransportErrorKind::Body, "the subscription broke off").with_source(error);
    failed(CallErrorKind::Transport(error))
}

impl fmt::Debug for ShardSubscription {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ShardSubscription")
            .field("request_id", &self.request_id)
            .field("ended", &self.body.is_none())
            .finish_non_exhaustive()
    }
}
