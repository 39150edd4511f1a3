//! One connection: requests from the socket to the transport, responses back.

use std::{
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body::{Body as _, Frame, SizeHint};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, sync::watch};
use void_core::{Body, SharedClock, SharedTransport, Transport, TransportError, TransportErrorKind};

use super::{
    body::{LimitedBody, too_large},
    idle::{IdleConnection, InProgress},
    limits::ServeLimits,
};

/// What all connections of a server share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) transport: SharedTransport,
    pub(super) clock: SharedClock,
    pub(super) limits: ServeLimits,
}

/// How long a connection that makes room for another has for the rest of its last answer; one that gave none ends at once.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// Serves one connection until it ends, until it is to make room for another, or until requests in progress are done after
/// `stop` changes.
pub(super) async fn serve_connection(
    stream: TcpStream,
    shared: Shared,
    idle: Arc<IdleConnection>,
    mut stop: watch::Receiver<bool>,
) {
    let ServeLimits { max_header_bytes, max_headers, header_timeout, shutdown_grace, .. } = shared.limits;
    let clock = SharedClock::clone(&shared.clock);
    let served = Arc::clone(&idle);
    let service = service_fn(move |request| {
        let (shared, in_progress) = (shared.clone(), served.has_request());
        async move {
            let response = answer(shared, request).await?;
            Ok::<_, TransportError>(response.map(|body| Sent { body, _in_progress: in_progress }))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .max_header_size(max_header_bytes)
        .max_headers(max_headers)
        .header_read_timeout(header_timeout)
        .half_close(false)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let mut stopped = pin!(async { stop.wait_for(|stopped| *stopped).await.map(drop) });
    tokio::select! {
        ended = connection.as_mut() => return report(Some(ended)),
        _ = stopped.as_mut() => {}
        () = idle.is_to_end() => {
            if idle.is_new() {
                return;
            }
            connection.as_mut().graceful_shutdown();
            let last_words = clock.sleep_until(clock.now() + LAST_WORDS);
            tokio::select! {
                ended = connection.as_mut() => return report(Some(ended)),
                // A request that came just then is answered.
                () = last_words, if !idle.is_busy() => return report(None),
                _ = stopped.as_mut() => {}
            }
        }
    }
    connection.as_mut().graceful_shutdown();
    report(void_core::time::timeout(&*clock, shutdown_grace, connection).await.ok());
}

fn report(ended: Option<hyper::Result<()>>) {
    match ended {
        Some(Ok(())) => {}
        Some(Err(error)) => tracing::debug!(%error, "connection ended"),
        None => tracing::debug!("cut off what was still in progress"),
    }
}

/// The body of a response: the connection is idle again once it is sent.
struct Sent {
    body: Body,
    _in_progress: InProgress,
}

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
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
