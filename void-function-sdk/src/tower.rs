//! [`ServiceHandler`]: an axum router, or any tower service over HTTP, as the handler of a function.

use std::{
    any::type_name,
    fmt,
    future::poll_fn,
    marker::PhantomData,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use tower_service::Service;
use void_core::Body;

use crate::{
    context::VoidContext,
    error::{BoxError, HandlerError},
    handler::Handler,
    http_event::{VoidHttpRequest, VoidHttpResponse},
};

/// A tower service over HTTP as a handler: an axum `Router`, or anything that takes an [`http::Request`].
///
/// The request's extensions hold the [`VoidContext`] and the [`VoidHttpRequest`] (without its body), for what `http` has
/// no place for: path parameters, the gateway's context. Each invocation calls a clone of the service, once it is ready.
/// An error of the service is the invocation's; the response is read to its end, since a gateway takes it as a whole.
///
/// ```
/// # use std::{convert::Infallible, pin::Pin, task::{Context, Poll}};
/// # use void_function_sdk::{Handler, ServiceHandler, VoidContext, VoidHttpRequest, http};
/// # #[derive(Clone)]
/// # struct Router;
/// # impl tower_service::Service<http::Request<void_core::Body>> for Router {
/// #     type Response = http::Response<void_core::Body>;
/// #     type Error = Infallible;
/// #     type Future = std::future::Ready<Result<Self::Response, Infallible>>;
/// #     fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> { Poll::Ready(Ok(())) }
/// #     fn call(&mut self, request: http::Request<void_core::Body>) -> Self::Future {
/// #         let body = void_core::Body::from(format!("hello from {}", request.uri().path()));
/// #         std::future::ready(Ok(http::Response::new(body)))
/// #     }
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let router = Router; // axum::Router::new().route("/orders", get(list_orders))
/// let handler = ServiceHandler::new(router);
///
/// let response = handler.handle(VoidHttpRequest::get("/orders").build(), VoidContext::for_test()).await.unwrap();
/// assert_eq!(response.text_body().unwrap(), "hello from /orders");
/// # });
/// ```
pub struct ServiceHandler<S, B = Body> {
    // A service need not be `Sync`, which a handler is; the lock is held while the service is cloned.
    service: Mutex<S>,
    body: PhantomData<fn() -> B>,
}

impl<S> ServiceHandler<S> {
    /// Makes a handler of a service that takes any body, or [`void_core::Body`].
    pub const fn new(service: S) -> Self {
        Self::with_body(service)
    }
}

impl<S, B> ServiceHandler<S, B> {
    /// Makes a handler of a service that takes bodies of the type `B` only, such as `Bytes`.
    pub const fn with_body(service: S) -> Self {
        Self { service: Mutex::new(service), body: PhantomData }
    }
}

impl<S, B, R> Handler<VoidHttpRequest> for ServiceHandler<S, B>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: From<Bytes> + Send + 'static,
    R: http_body::Body + Send + 'static,
    R::Data: Send,
    R::Error: Into<BoxError>,
{
    type Output = VoidHttpResponse;

    async fn handle(
        &self,
        request: VoidHttpRequest,
        context: VoidContext,
    ) -> Result<VoidHttpResponse, HandlerError> {
        let mut request = Request::<Bytes>::from(request).map(B::from);
        request.extensions_mut().insert(context);
        let mut service = self.service.lock().unwrap_or_else(PoisonError::into_inner).clone();
        poll_fn(|task| service.poll_ready(task)).await.map_err(HandlerError::new)?;
        let response = service.call(request).await.map_err(HandlerError::new)?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map_err(HandlerError::new)?.to_bytes();
        Ok(Response::from_parts(parts, body).into())
    }
}

impl<S, B> fmt::Debug for ServiceHandler<S, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ServiceHandler").field(&type_name::<S>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll};

    use http_body_util::Full;

    use super::*;
    use crate::{BoxFunction, PayloadVersion, fixtures};

    /// Tells what it got, and fails where the path says so. It is ready at the second time of asking.
    #[derive(Clone, Default)]
    struct Mirror {
        is_ready: bool,
        // Not `Sync`, as services may be.
        _calls: std::cell::Cell<u32>,
    }

    impl Service<Request<Full<Bytes>>> for Mirror {
        type Response = Response<Full<Bytes>>;
        type Error = BoxError;
        type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

        fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
            if std::mem::replace(&mut self.is_ready, true) {
                return Poll::Ready(Ok(()));
            }
            task.waker().wake_by_ref();
            Poll::Pending
        }

        fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
            assert!(self.is_ready);
            Box::pin(async move {
                if request.uri().path() == "/fail" {
                    return Err("the service failed".into());
                }
                let context = request.extensions().get::<VoidContext>().ok_or("no context")?.clone();
                let event = request.extensions().get::<VoidHttpRequest>().ok_or("no event")?.clone();
                let head =
                    format!("{} {} {:?} ", request.method(), request.uri(), event.path_parameter("orderId"));
                let body = request.into_body().collect().await?.to_bytes();
                let response = Response::builder()
                    .status(201)
                    .header("x-request-id", context.request_id())
                    .header("set-cookie", "a=1")
                    .header("set-cookie", "b=2");
                Ok(response.body(Full::new([head.as_bytes(), &body].concat().into()))?)
            })
        }
    }

    #[tokio::test]
    async fn a_service_is_a_handler() {
        let function = BoxFunction::new(ServiceHandler::with_body(Mirror::default()));
        for (payload, version) in [
            (fixtures::API_GATEWAY_REST, PayloadVersion::V1),
            (fixtures::API_GATEWAY_HTTP_V2, PayloadVersion::V2),
        ] {
            let reply = function.invoke(payload.into(), VoidContext::for_test()).await.unwrap();
            let response = VoidHttpResponse::from_payload(&reply, version).unwrap();
            assert_eq!(response.status_code, 201);
            assert_eq!(response.header_value("x-request-id"), Some(VoidContext::for_test().request_id()));
            assert_eq!(response.cookies().collect::<Vec<_>>(), ["a=1", "b=2"]);
            let text = response.text_body().unwrap();
            assert!(
                text.starts_with("POST /orders/7?") && text.ends_with("Some(\"7\") {\"quantity\":2}"),
                "{text}"
            );
        }
    }

    #[tokio::test]
    async fn an_error_of_the_service_is_the_handlers() {
        let handler = ServiceHandler::<_, Full<Bytes>>::with_body(Mirror::default());
        let request = VoidHttpRequest::get("/fail").build();
        let error = handler.handle(request, VoidContext::for_test()).await.unwrap_err();
        assert_eq!(error.to_string(), "the service failed");
    }
}
