//! [`ObjectBody`]: an object's bytes as they come.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use serde::de::DeserializeOwned;
use void_core::{Body, TransportError, TransportErrorKind};

use super::{forward::Forward, reader::ObjectReader};
use crate::{client::Download, error::Error};

const OPERATION: &str = "GetObject";

/// An object's bytes as they come, read once: a `Stream` of [`Bytes`] and an `http_body::Body`.
///
/// Those that a client reads are as many as the service said. A body that breaks off is gone on with from where it stopped,
/// as long as the object is the same. Where the service has a checksum of them, they have it: if not, the last ones are an
/// error of kind `ChecksumMismatch` in their place.
pub struct ObjectBody(Inner);

enum Inner {
    Plain(Body),
    Download(Box<Download>),
}

impl ObjectBody {
    pub(crate) fn of_download(download: Download) -> Self {
        Self(Inner::Download(Box::new(download)))
    }

    /// The next bytes; `None` after the last ones.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// How many bytes are still to come, where that is known.
    #[must_use]
    pub fn remaining(&self) -> Option<u64> {
        match &self.0 {
            Inner::Plain(body) => body.content_length(),
            Inner::Download(download) => Some(download.remaining()),
        }
    }

    /// Reads all bytes into memory, of at most `limit`.
    ///
    /// # Errors
    ///
    /// `Transport` when the object is larger or breaks off, `ChecksumMismatch` when the bytes are not those that were
    /// written, `PreconditionFailed` when the object changed after the body broke off.
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes, Error> {
        let known = self.remaining().unwrap_or(0);
        if known > limit as u64 {
            return Err(too_large(limit));
        }
        let Some(first) = self.next().await.transpose()? else { return Ok(Bytes::new()) };
        let Some(second) = self.next().await.transpose()? else { return within(first, limit) };
        let mut bytes = BytesMut::with_capacity(usize::try_from(known).unwrap_or(0));
        bytes.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(data) = next {
            if bytes.len() + data.len() > limit {
                return Err(too_large(limit));
            }
            bytes.extend_from_slice(&data);
            next = self.next().await.transpose()?;
        }
        Ok(bytes.freeze())
    }

    /// Reads all bytes, of at most `limit`, as text.
    ///
    /// # Errors
    ///
    /// As for [`bytes`](Self::bytes), and `InvalidResponse` when they are not UTF-8.
    pub async fn text(self, limit: usize) -> Result<String, Error> {
        let bytes = self.bytes(limit).await?;
        String::from_utf8(bytes.into()).map_err(|error| {
            let place = error.utf8_error().valid_up_to();
            Error::unreadable(OPERATION, format!("the object is no text in UTF-8, from byte {place} on"))
        })
    }

    /// Reads all bytes, of at most `limit`, as JSON.
    ///
    /// # Errors
    ///
    /// As for [`bytes`](Self::bytes), and `InvalidResponse` when they are not the JSON of a `T`.
    pub async fn json<T: DeserializeOwned>(self, limit: usize) -> Result<T, Error> {
        let bytes = self.bytes(limit).await?;
        serde_json::from_slice(&bytes).map_err(|error| {
            // The whole message may quote the object.
            let why = match error.classify() {
                serde_json::error::Category::Data => "not the JSON that was asked for",
                _ => "no JSON",
            };
            let (line, column) = (error.line(), error.column());
            Error::unreadable(OPERATION, format!("the object is {why}: line {line}, column {column}"))
        })
    }

    /// The same bytes as a tokio `AsyncRead` and `AsyncBufRead`.
    #[must_use]
    pub const fn into_reader(self) -> ObjectReader {
        ObjectReader::new(self)
    }
}

fn within(bytes: Bytes, limit: usize) -> Result<Bytes, Error> {
    if bytes.len() > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

fn too_large(limit: usize) -> Error {
    let message = format!("the object is larger than {limit} bytes: raise the limit, or read it as a stream");
    Error::transport(OPERATION, TransportError::new(TransportErrorKind::BodyTooLarge, message))
}

impl Stream for ObjectBody {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Inner::Plain(body) => {
                let data = ready!(poll_data(body, context));
                Poll::Ready(data.map(|data| data.map_err(|error| Error::transport(OPERATION, error))))
            }
            Inner::Download(download) => download.poll_next(context),
        }
    }
}

/// The next bytes of a body, whose trailers are left out.
pub(crate) fn poll_data(
    body: &mut Body,
    context: &mut Context<'_>,
) -> Poll<Option<Result<Bytes, TransportError>>> {
    use http_body::Body as _;
    loop {
        let Some(frame) = ready!(Pin::new(&mut *body).poll_frame(context)) else { return Poll::Ready(None) };
        match frame.map(Frame::into_data) {
            Ok(Ok(data)) => return Poll::Ready(Some(Ok(data))),
            Ok(Err(_trailers)) => {}
            Err(error) => return Poll::Ready(Some(Err(error))),
        }
    }
}

impl http_body::Body for ObjectBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.poll_next(context).map(|next| next.map(|data| data.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Plain(body) => body.is_end_stream(),
            Inner::Download(download) => download.is_over(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.remaining().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl From<Body> for ObjectBody {
    fn from(body: Body) -> Self {
        Self(Inner::Plain(body))
    }
}

/// The body of another request or response: a copy from store to store streams.
impl From<ObjectBody> for Body {
    fn from(body: ObjectBody) -> Self {
        match body.0 {
            Inner::Plain(body) => body,
            Inner::Download(_) => Self::from_stream(Forward(body)),
        }
    }
}

impl fmt::Debug for ObjectBody {
    /// Says how long it is, never what is in it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.remaining() {
            Some(length) => write!(formatter, "ObjectBody({length} bytes)"),
            None => formatter.write_str("ObjectBody(stream)"),
        }
    }
}
