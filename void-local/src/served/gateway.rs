//! [`Gateway`]: HTTP requests from outside to the functions whose routes they match.

use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use serde_json::json;
use void_core::{Body, Transport, TransportError, TransportErrorKind};
use void_function_sdk::{VoidHttpRequest, VoidHttpResponse};

use crate::{answer, cloud::LocalCloud};

/// Headers that are between two ends of a connection, and no function's business.
const HOP_BY_HOP: [header::HeaderName; 6] = [
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::EXPECT,
];

/// Every route of every function.
#[derive(Debug)]
pub(super) struct Gateway {
    cloud: LocalCloud,
    most_body_bytes: usize,
}

impl Gateway {
    pub(super) fn new(cloud: LocalCloud) -> Self {
        let most_body_bytes = cloud.most_body_bytes();
        Self { cloud, most_body_bytes }
    }
}

#[async_trait]
impl Transport for Gateway {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let body = match body.into_bytes(self.most_body_bytes).await {
            Ok(body) => body,
            Err(error) if error.kind() == TransportErrorKind::BodyTooLarge => {
                return Ok(message(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long"));
            }
            Err(error) => return Err(error),
        };
        let target = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let mut event = VoidHttpRequest::builder(parts.method, target).build();
        event.body = (!body.is_empty()).then_some(body);
        let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let context = &mut event.request_context;
        if let Some(host) = text(header::HOST) {
            context.domain_name = host.rsplit_once(':').map_or(host, |(host, _)| host).to_owned();
        }
        context.user_agent = text(header::USER_AGENT).unwrap_or_default().to_owned();
        event.headers = without_hop_by_hop(parts.headers);
        // A caller who goes away does not stop the function: it may be in the middle of something.
        let cloud = self.cloud.clone();
        let exchange = tokio::spawn(async move { cloud.http(event).await });
        Ok(match exchange.await {
            Ok(Ok(response)) => to_http(response),
            Ok(Err(error)) => message(StatusCode::BAD_REQUEST, &error.to_string()),
            Err(error) => {
                tracing::error!(%error, "a request's task failed");
                message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
            }
        })
    }
}

fn to_http(response: VoidHttpResponse) -> Response<Body> {
    let mut answer = Response::new(Body::from(response.body.into_bytes()));
    *answer.status_mut() = response.status_code;
    let mut headers = without_hop_by_hop(response.headers);
    // The body says how long it is.
    headers.remove(header::CONTENT_LENGTH);
    *answer.headers_mut() = headers;
    answer
}

fn without_hop_by_hop(mut headers: HeaderMap) -> HeaderMap {
    for name in &HOP_BY_HOP {
        headers.remove(name);
    }
    headers
}

fn message(status: StatusCode, text: &str) -> Response<Body> {
    answer::json(status, &json!({ "message": text }))
}
