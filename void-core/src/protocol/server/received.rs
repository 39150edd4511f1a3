//! [`Received`]: a request with its whole body, as signatures are checked and operations decoded.

use bytes::Bytes;
use http::{Request, request};

use super::ServerError;
use crate::{body::Body, transport::TransportErrorKind};

/// A request that was read whole.
#[derive(Clone, Debug)]
pub struct Received {
    /// Method, URI, headers and extensions.
    pub parts: request::Parts,
    /// The body.
    pub body: Bytes,
}

impl Received {
    /// Reads the body of `request`, of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// `RequestEntityTooLargeException` (413) above `limit`, `SerializationException` when the body breaks off.
    pub async fn read(request: Request<Body>, limit: usize) -> Result<Self, ServerError> {
        let (parts, body) = request.into_parts();
        match body.into_bytes(limit).await {
            Ok(body) => Ok(Self { parts, body }),
            Err(error) if error.kind() == TransportErrorKind::BodyTooLarge => {
                Err(ServerError::request_too_large(limit))
            }
            Err(error) => Err(ServerError::serialization(format!("The body can't be read: {error}."))),
        }
    }

    /// The value of the header `name`, where it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// The content type without its parameters, where there is one.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.header("content-type")?.split(';').next().map(str::trim)
    }
}

#[cfg(test)]
mod tests {
    use http::{Request, StatusCode};

    use super::Received;
    use crate::body::Body;

    #[tokio::test]
    async fn refuses_a_body_above_the_limit() {
        let request = || Request::new(Body::from("12345"));
        assert_eq!(Received::read(request(), 5).await.unwrap().body, "12345");
        let error = Received::read(request(), 4).await.unwrap_err();
        assert_eq!(
            (error.status(), error.code()),
            (StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLargeException")
        );
    }
}
