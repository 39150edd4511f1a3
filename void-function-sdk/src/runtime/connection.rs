//! One kept HTTP connection to the Runtime API, made again when it dies.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header, uri::PathAndQuery};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use void_core::{Clock, SystemClock};

use crate::error::BoxError;

/// Attempts at one request, the first included, and the wait before the second, which doubles with each further one.
const MAX_ATTEMPTS: u32 = 6;
const FIRST_BACKOFF: Duration = Duration::from_millis(20);

/// The largest response that is read. An invocation's payload has at most 6 MB.
const RESPONSE_LIMIT: usize = 64 * 1024 * 1024;

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
    pub(super) headers: HeaderMap,
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
        let body = Limited::new(body, RESPONSE_LIMIT).collect().await;
        let body = body.map_err(|error| Failure { error, may_have_arrived: true })?.to_bytes();
        Ok(Answer { status: parts.status, headers: parts.headers, body, may_be_repeated: false })
    }

    fn request(&self, call: &Call) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(call.body.clone()));
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = call.path.clone().into();
        *request.headers_mut() = call.headers.clone();
        request.headers_mut().insert(header::HOST, self.host.clone());
        request
    }

    /// The kept connection, or a new one, once it can take a request.
    async fn sender(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, BoxError> {
        let mut sender = match self.sender.take() {
            Some(sender) => sender,
            None => {
                let stream = TcpStream::connect(&self.address).await?;
                stream.set_nodelay(true)?;
                let (sender, connection) = handshake(TokioIo::new(stream)).await?;
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
