//! [`Body`]: what a request or a response carries.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};

use crate::transport::{TransportError, TransportErrorKind};

type BoxBody = Pin<Box<dyn http_body::Body<Data = Bytes, Error = TransportError> + Send>>;

/// A source of a request body that can start again: each attempt of a call reads it from the beginning.
pub trait BodySource: fmt::Debug + Send + Sync + 'static {
    /// Starts reading from the beginning.
    fn open(&self) -> Body;

    /// How many bytes it gives, where that is known before reading.
    fn content_length(&self) -> Option<u64>;
}

/// The body of a request or a response: bytes in memory, a source that can start again, or a stream that is read once.
pub struct Body(Inner);

enum Inner {
    Bytes(Option<Bytes>),
    Source(Arc<dyn BodySource>),
    // A mutex makes it `Sync`, which hyper and reqwest ask of a body; it is never contended.
    Stream(Mutex<BoxBody>),
}

impl Body {
    /// A body of no bytes.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Inner::Bytes(None))
    }

    /// A body that `source` gives, from the beginning at each attempt.
    #[must_use]
    pub fn from_source(source: Arc<dyn BodySource>) -> Self {
        Self(Inner::Source(source))
    }

    /// A body that is read once, as it comes. A call that carries one is not retried once it was sent.
    #[must_use]
    pub fn from_stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes, Error = TransportError> + Send + 'static,
    {
        Self(Inner::Stream(Mutex::new(Box::pin(body))))
    }

    /// The same body again, for another attempt; `None` for a stream, which can be read only once.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(Self(Inner::Bytes(bytes.clone()))),
            Inner::Source(source) => Some(Self(Inner::Source(Arc::clone(source)))),
            Inner::Stream(_) => None,
        }
    }

    /// The whole body where it is in memory already, without reading anything.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes.as_deref().unwrap_or_default()),
            Inner::Source(_) | Inner::Stream(_) => None,
        }
    }

    /// The bytes where they are in memory already, the body back otherwise.
    #[cfg(feature = "http")]
    pub(crate) fn try_into_memory(self) -> Result<Bytes, Self> {
        match self.0 {
            Inner::Bytes(bytes) => Ok(bytes.unwrap_or_default()),
            inner => Err(Self(inner)),
        }
    }

    /// The bytes of a body that was read whole.
    pub(crate) fn into_memory(self) -> Bytes {
        match self.0 {
            Inner::Bytes(bytes) => bytes.unwrap_or_default(),
            Inner::Source(_) | Inner::Stream(_) => Bytes::new(),
        }
    }

    /// How many bytes the body has, where that is known.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Inner::Source(source) => source.content_length(),
            Inner::Stream(stream) => lock(stream).size_hint().exact(),
        }
    }

    /// Reads the whole body, of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// Any error of the body as it is read, and [`TransportErrorKind::BodyTooLarge`] above `limit`.
    pub async fn into_bytes(self, limit: usize) -> Result<Bytes, TransportError> {
        let mut stream = match self.0 {
            Inner::Bytes(bytes) => return within(bytes.unwrap_or_default(), limit),
            Inner::Source(source) => return Box::pin(source.open().into_bytes(limit)).await,
            Inner::Stream(stream) => stream.into_inner().unwrap_or_else(PoisonError::into_inner),
        };
        let mut first: Option<Bytes> = None;
        let mut rest = BytesMut::new();
        while let Some(frame) = std::future::poll_fn(|context| stream.as_mut().poll_frame(context)).await {
            let Ok(data) = frame?.into_data() else { continue };
            let read = first.as_ref().map_or(0, Bytes::len) + rest.len();
            if read + data.len() > limit {
                return Err(too_large(limit));
            }
            if first.is_none() {
                first = Some(data);
            } else {
                rest.extend_from_slice(&data);
            }
        }
        Ok(match (first, rest.is_empty()) {
            (None, _) => Bytes::new(),
            (Some(first), true) => first,
            (Some(first), false) => [first.as_ref(), rest.as_ref()].concat().into(),
        })
    }
}

fn within(bytes: Bytes, limit: usize) -> Result<Bytes, TransportError> {
    if bytes.len() > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

fn too_large(limit: usize) -> TransportError {
    TransportError::new(TransportErrorKind::BodyTooLarge, format!("the body is larger than {limit} bytes"))
}

fn lock(stream: &Mutex<BoxBody>) -> std::sync::MutexGuard<'_, BoxBody> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        loop {
            match &mut self.0 {
                Inner::Bytes(bytes) => {
                    let bytes = bytes.take().filter(|bytes| !bytes.is_empty());
                    return Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))));
                }
                Inner::Source(source) => *self = source.open(),
                Inner::Stream(stream) => {
                    let stream = stream.get_mut().unwrap_or_else(PoisonError::into_inner);
                    return stream.as_mut().poll_frame(context);
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Bytes(bytes) => bytes.as_ref().is_none_or(Bytes::is_empty),
            Inner::Source(_) => false,
            Inner::Stream(stream) => lock(stream).is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.0, self.content_length()) {
            (_, Some(length)) => SizeHint::with_exact(length),
            (Inner::Stream(stream), None) => lock(stream).size_hint(),
            _ => SizeHint::default(),
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Inner::Bytes(Some(bytes)))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl fmt::Debug for Body {
    /// Says how long the body is, never what is in it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content_length() {
            Some(length) => write!(formatter, "Body({length} bytes)"),
            None => formatter.write_str("Body(stream)"),
        }
    }
}
