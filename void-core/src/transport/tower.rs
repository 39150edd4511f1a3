//! Adapters between [`Transport`] and [`tower_service::Service`], both ways.

use std::{
    any::Any,
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use tower_service::Service;

use super::{
    Transport, TransportError, TransportErrorKind,
    foreign::{BoxError, Foreign, transport_error},
};
use crate::body::Body;

/// A transport as a tower service. Always ready; cheap to clone.
pub struct TransportService<T: ?Sized>(Arc<T>);

impl<T: Transport> TransportService<T> {
    /// Makes a service of `transport`.
    pub fn new(transport: T) -> Self {
        Self(Arc::new(transport))
    }
}

impl<T: Transport + ?Sized> Service<Request<Body>> for TransportService<T> {
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let transport = Arc::clone(&self.0);
        Box::pin(async move { transport.send(request).await })
    }
}

impl<T: ?Sized> Clone for TransportService<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug + ?Sized> fmt::Debug for TransportService<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("TransportService").field(&&*self.0).finish()
    }
}

/// A tower service as a transport: an axum router, say, or a client with layers. Each request waits until a clone is ready.
#[derive(Clone)]
pub struct ServiceTransport<S>(S);

impl<S> ServiceTransport<S> {
    /// Makes a transport of `service`.
    ///
    /// An error of the service that is a [`TransportError`] stays what it is; any other has the kind
    /// [`TransportErrorKind::Other`].
    pub const fn new(service: S) -> Self {
        Self(service)
    }
}

#[async_trait]
impl<S, B> Transport for ServiceTransport<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let mut service = self.0.clone();
        let called = async {
            std::future::poll_fn(|context| service.poll_ready(context)).await?;
            service.call(request).await
        };
        let response =
            called.await.map_err(|error| transport_error(error.into(), TransportErrorKind::Other))?;
        Ok(response.map(into_body))
    }
}

impl<S> fmt::Debug for ServiceTransport<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServiceTransport")
    }
}

/// A body of our own stays what it is, so that one in memory can be read again.
fn into_body<B>(body: B) -> Body
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let mut body = Some(body);
    let ours = (&mut body as &mut dyn Any).downcast_mut::<Option<Body>>().and_then(Option::take);
    match (ours, body) {
        (Some(ours), _) => ours,
        (None, Some(body)) => Body::from_stream(Foreign::new(body)),
        (None, None) => Body::empty(),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::VecDeque,
        convert::Infallible,
        future::{Ready, ready},
    };

    use http::StatusCode;
    use http_body::Frame;

    use super::*;
    use crate::transport::transport_fn;

    /// A service that is ready at the second asking, and answers with `B`.
    struct Slow<B> {
        asked: u32,
        answer: fn() -> Result<B, BoxError>,
    }

    impl<B> Clone for Slow<B> {
        fn clone(&self) -> Self {
            Self { asked: self.asked, answer: self.answer }
        }
    }

    impl<B> Service<Request<Body>> for Slow<B> {
        type Response = Response<B>;
        type Error = BoxError;
        type Future = Ready<Result<Response<B>, BoxError>>;

        fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
            self.asked += 1;
            if self.asked >= 2 {
                return Poll::Ready(Ok(()));
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }

        fn call(&mut self, _request: Request<Body>) -> Self::Future {
            assert!(self.asked >= 2, "called before it was ready");
            ready((self.answer)().map(Response::new))
        }
    }

    /// A body that is not ours, of chunks.
    struct Chunks(VecDeque<&'static str>);

    impl http_body::Body for Chunks {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(self.0.pop_front().map(|chunk| Ok(Frame::data(Bytes::from_static(chunk.as_bytes())))))
        }
    }

    fn request() -> Request<Body> {
        Request::new(Body::from("ping"))
    }

    #[tokio::test]
    async fn is_a_service_and_back() {
        let transport = transport_fn(|request: Request<Body>| async {
            Ok(Response::builder().status(StatusCode::ACCEPTED).body(request.into_body()).unwrap())
        });
        let back = ServiceTransport::new(TransportService::new(transport));
        let response = back.send(request()).await.unwrap();
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        assert_eq!(response.body().as_bytes(), Some(&b"ping"[..]));
    }

    #[tokio::test]
    async fn waits_until_a_service_is_ready_and_reads_its_body() {
        let answer = || Ok(Chunks(["po", "ng"].into()));
        let transport = ServiceTransport::new(Slow { asked: 0, answer });
        for _ in 0..2 {
            let body = transport.send(request()).await.unwrap().into_body();
            assert_eq!(body.into_bytes(10).await.unwrap(), "pong");
        }
    }

    #[tokio::test]
    async fn keeps_the_kind_of_a_transports_error() {
        let refused = || Err(TransportError::new(TransportErrorKind::Connect, "refused").into());
        let error = ServiceTransport::new(Slow::<Body> { asked: 0, answer: refused }).send(request()).await;
        assert_eq!(error.unwrap_err().kind(), TransportErrorKind::Connect);
        let other = || Err("out of order".into());
        let error = ServiceTransport::new(Slow::<Body> { asked: 0, answer: other }).send(request()).await;
        let error = error.unwrap_err();
        assert_eq!((error.kind(), &*error.to_string()), (TransportErrorKind::Other, "out of order"));
    }
}
