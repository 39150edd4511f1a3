//! [`ObjectBody`]: an object's bytes as they come.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use void_core::Body;

use crate::error::Error;

const OPERATION: &str = "GetObject";

/// An object's bytes as they come: a `Stream` of [`Bytes`], read once.
pub struct ObjectBody {
    body: Body,
}

impl ObjectBody {
    /// The next bytes; `None` after the last ones.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads all bytes into memory, of at most `limit`.
    ///
    /// # Errors
    ///
    /// `Transport` when the object is larger or breaks off.
    pub async fn bytes(self, limit: usize) -> Result<Bytes, Error> {
        self.body.into_bytes(limit).await.map_err(|error| Error::transport(OPERATION, error))
    }
}

impl Stream for ObjectBody {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)) else {
                return Poll::Ready(None);
            };
            match frame.map(http_body::Frame::into_data) {
                Ok(Ok(data)) => return Poll::Ready(Some(Ok(data))),
                // Trailers.
                Ok(Err(_)) => {}
                Err(error) => return Poll::Ready(Some(Err(Error::transport(OPERATION, error)))),
            }
        }
    }
}

impl From<Body> for ObjectBody {
    fn from(body: Body) -> Self {
        Self { body }
    }
}

impl From<ObjectBody> for Body {
    fn from(body: ObjectBody) -> Self {
        body.body
    }
}

impl fmt::Debug for ObjectBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.body, formatter)
    }
}
