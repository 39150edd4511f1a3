//! One kept HTTP connection to the Runtime API, made again when it dies.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header, uri::PathAndQuery};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Body, Incoming},
    client::conn::http1::{Builder, SendRequest},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use void_core::{Clock, SystemClock};

use crate::error::BoxError;

/// Attempts at one request, the first included, and the wait before the second, which doubles with each further one.
const MAX_ATTEMPTS: u32 = 6;
const FIRST_BACKOFF: Duration = Duration::from_millis(20);

/// The largest response that is read. An invocation's payload has at most 6 MB.
const RESPONSE_LIMIT_BYTES: usize = 64 * 1024 * 1024;

const ERROR_TYPE: HeaderName = HeaderName::from_static("lambda-runtime-function-error-type");

/// The Runtime API at `host:port`.
#[derive(Debug)]
pub(super) struct Connection {
    address: String,
    host: HeaderValue,
    sender: Option<SendRequest<Full<Bytes>>>,
}

/// One request, which can be sent again.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: PathAndQuery,
    /// Set where the body is an error.
    pub(super) error_type: Option<&'static str>,
    pub(super) body: Bytes,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether an earlier attempt broke off after it may have arrived.
    pub(super) may_be_repeated: bool,
}

impl Connection {
    /// Connects at the first call. `address` is `host:port`, or a host alone, whose port is 80 then.
    pub(super) fn new(address: &str) -> Result<Self, header::InvalidHeaderValue> {
        let host = HeaderValue::from_str(address)?;
        let has_port = address.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let address = if has_port { address.to_owned() } else { format!("{address}:80") };
        Ok(Self { address, host, sender: None })
    }

    /// Sends `call` until it is answered, over a new connection where the kept one has died. Waits for the answer without limit.
    ///
    /// # Errors
    ///
    /// The last attempt's error, after six attempts in 620 ms.
    pub(super) async fn send(&mut self, call: &Call) -> Result<Answer, BoxError> {
        let mut backoff = FIRST_BACKOFF;
        let mut may_be_repeated = false;
        for attempt in 1.. {
            let was_kept = self.sender.is_some();
            match self.attempt(call).await {
                Ok(mut answer) => {
                    answer.may_be_repeated = may_be_repeated;
                    return Ok(answer);
                }
                Err(failure) if attempt == MAX_ATTEMPTS => return Err(failure.error),
                Err(failure) => {
                    self.sender = None;
                    may_be_repeated |= failure.may_have_arrived;
                    // A kept connection that died says nothing about the host: try a new one at once.
                    if !was_kept {
                        let clock = SystemClock::new();
                        clock.sleep_until(clock.now() + backoff).await;
                        backoff *= 2;
                    }
                }
            }
        }
        unreachable!("the last attempt returns")
    }

    async fn attempt(&mut self, call: &Call) -> Result<Answer, Failure> {
        let request = self.request(call);
        let sender = self.sender().await.map_err(|error| Failure { error, may_have_arrived: false })?;
        let response = match sender.try_send_request(request).await {
            Ok(response) => response,
            Err(mut failure) => {
                let may_have_arrived = failure.take_message().is_none();
                return Err(Failure { error: failure.into_error().into(), may_have_arrived });
            }
        };
        let (parts, body) = response.into_parts();
        let body = read(body).await.map_err(|error| Failure { error, may_have_arrived: true })?;
        Ok(Answer { status: parts.status, headers: parts.headers, body, may_be_repeated: false })
    }

    fn request(&self, call: &Call) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(call.body.clone()));
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = call.path.clone().into();
        let headers = request.headers_mut();
        headers.insert(header::HOST, self.host.clone());
        if let Some(error_type) = call.error_type {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(ERROR_TYPE, HeaderValue::from_static(error_type));
        }
        request
    }

    /// The kept connection, or a new one, once it can take a request.
    async fn sender(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, BoxError> {
        let mut sender = match self.sender.take() {
            Some(sender) => sender,
            None => {
                let stream = TcpStream::connect(&self.address).await?;
                stream.set_nodelay(true)?;
                // One buffer for head and body: most replies are small, and gathering costs more than copying.
                let (sender, connection) =
                    Builder::new().writev(false).handshake(TokioIo::new(stream)).await?;
                // It ends with an error when the host closes it; the next request then makes a new one.
                tokio::spawn(connection);
                sender
            }
        };
        sender.ready().await?;
        Ok(self.sender.insert(sender))
    }
}

/// An attempt that was not answered.
struct Failure {
    error: BoxError,
    may_have_arrived: bool,
}

/// Reads a body; one that comes in one piece is not copied.
async fn read(mut body: Incoming) -> Result<Bytes, BoxError> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while !body.is_end_stream() {
        let Some(frame) = body.frame().await else { break };
        let Ok(data) = frame?.into_data() else { continue };
        if first.len().max(all.len()) + data.len() > RESPONSE_LIMIT_BYTES {
            return Err(format!("the answer is larger than {RESPONSE_LIMIT_BYTES} bytes").into());
        }
        if first.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}
