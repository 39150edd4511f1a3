//! One connection: requests from the socket to the transport, responses back.

use std::{pin::pin, time::Duration};

use http::{Request, Response, StatusCode, header};
use http_body::Body as _;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, sync::watch};
use void_core::{Body, SharedClock, SharedTransport, Transport, TransportError, TransportErrorKind};

use super::{
    body::{LimitedBody, too_large},
    limits::ServeLimits,
};

/// What all connections of a server share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) transport: SharedTransport,
    pub(super) clock: SharedClock,
    pub(super) limits: ServeLimits,
}

/// Serves one connection until it ends, or until requests in progress are done after `stop` changes.
pub(super) async fn serve_connection(stream: TcpStream, shared: Shared, mut stop: watch::Receiver<bool>) {
    let ServeLimits { max_header_bytes, max_headers, header_timeout, shutdown_grace, .. } = shared.limits;
    let clock = SharedClock::clone(&shared.clock);
    let service = service_fn(move |request| answer(shared.clone(), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .max_header_size(max_header_bytes)
        .max_headers(max_headers)
        .header_read_timeout(header_timeout)
        .half_close(false)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let stopped = async { stop.wait_for(|stopped| *stopped).await.map(drop) };
    let mut ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        _ = stopped => None,
    };
    if ended.is_none() {
        connection.as_mut().graceful_shutdown();
        ended = void_core::time::timeout(&*clock, shutdown_grace, connection).await.ok();
    }
    match ended {
        Some(Ok(())) => {}
        Some(Err(error)) => tracing::debug!(%error, "connection ended"),
        None => tracing::debug!("cut off a request that outlived the shutdown"),
    }
}

/// An error ends the connection without an answer, as a lost one would.
async fn answer(shared: Shared, request: Request<Incoming>) -> Result<Response<Body>, TransportError> {
    let ServeLimits { max_body_bytes, body_timeout, .. } = shared.limits;
    if request.body().size_hint().lower() > max_body_bytes {
        return Ok(refuse(StatusCode::PAYLOAD_TOO_LARGE, &too_large(max_body_bytes)));
    }
    let expects = request.headers().get(header::EXPECT).is_some();
    let has_body = request.body().size_hint().exact() != Some(0);
    let request = request.map(|incoming| received(incoming, max_body_bytes, body_timeout, shared.clock));
    let mut response = shared.transport.send(request).await;
    if let Ok(response) = &mut response
        && expects
        && !(has_body && response.status().is_success())
    {
        // Nobody asked for a body. botocore takes what follows on the connection for more of this answer.
        response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    }
    response.or_else(|error| match error.kind() {
        TransportErrorKind::BodyTooLarge => Ok(refuse(StatusCode::PAYLOAD_TOO_LARGE, &error)),
        TransportErrorKind::InvalidRequest => Ok(refuse(StatusCode::BAD_REQUEST, &error)),
        _ => Err(error),
    })
}

fn received(incoming: Incoming, limit_bytes: u64, silence: Duration, clock: SharedClock) -> Body {
    if incoming.size_hint().exact() == Some(0) {
        return Body::empty();
    }
    Body::from_stream(LimitedBody::new(incoming, limit_bytes, silence, clock))
}

/// Says why, and ends the connection, so that what is left of the body is not taken for a request.
fn refuse(status: StatusCode, error: &TransportError) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{error}\n")));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    response
}
