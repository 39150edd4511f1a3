//! [`Services`]: several services behind one endpoint, as one transport.

use async_trait::async_trait;
use http::{HeaderMap, Request, Response, header, request::Parts};
use void_core::{Body, Transport, TransportError};

/// The prefix of the operations of Void Data Streams in `X-Amz-Target`, and their service's name in a path.
const STREAMS_TARGET: &str = "Kinesis_20131202";
/// The content types that only Void Data Streams speaks: AWS JSON 1.1 and CBOR.
const STREAMS_TYPES: [&str; 3] =
    ["application/x-amz-json-1.1", "application/x-amz-cbor-1.1", "application/x-amz-cbor-1.0"];
/// Its name in a signature's scope.
const STREAMS_SCOPE: &str = "kinesis";

/// Void Messaging and Void Data Streams behind one endpoint: a request goes to the service that it is for.
///
/// What tells, the first that says something: the header `X-Amz-Target`, the path of a CBOR call
/// (`/service/Kinesis_20131202/…`), the content type (AWS JSON 1.1 and CBOR are streams'), the service in the signature's
/// scope. What says nothing goes to messaging, which answers the query protocol too.
#[derive(Debug)]
pub struct Services<M, S> {
    messaging: M,
    streams: S,
}

impl<M: Transport, S: Transport> Services<M, S> {
    /// Puts the two behind one endpoint.
    pub const fn new(messaging: M, streams: S) -> Self {
        Self { messaging, streams }
    }
}

#[async_trait]
impl<M: Transport, S: Transport> Transport for Services<M, S> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let is_for_streams = is_for_streams(&parts);
        let request = Request::from_parts(parts, body);
        if is_for_streams { self.streams.send(request).await } else { self.messaging.send(request).await }
    }
}

fn is_for_streams(parts: &Parts) -> bool {
    if let Some(target) = text(&parts.headers, "x-amz-target") {
        return target.starts_with(STREAMS_TARGET);
    }
    let path = parts.uri.path().trim_start_matches('/');
    if path.strip_prefix("service/").is_some_and(|rest| rest.starts_with(STREAMS_TARGET)) {
        return true;
    }
    let content_type = text(&parts.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    STREAMS_TYPES.iter().any(|known| media_type.eq_ignore_ascii_case(known))
        || scope(parts).is_some_and(|service| service == STREAMS_SCOPE)
}

/// The service in the scope of a signature, in the header or in the query string: `KEY/20260101/us-east-1/kinesis/aws4_request`.
fn scope(parts: &Parts) -> Option<&str> {
    let in_header = text(&parts.headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.split_once("Credential=")?.1.split([',', ' ']).next())
        .and_then(|credential| credential.rsplit('/').nth(1));
    let in_query = || {
        let credential =
            parts.uri.query()?.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="))?;
        credential.rsplit("%2F").nth(1).or_else(|| credential.rsplit('/').nth(1))
    };
    in_header.or_else(in_query)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use http::Request;
    use void_core::{Body, Transport, transport_fn};

    use super::Services;

    async fn answered_by(uri: &str, headers: &[(&str, &str)]) -> String {
        let service = |name: &'static str| {
            transport_fn(move |_| async move { Ok(http::Response::new(Body::from(name))) })
        };
        let mut request = Request::post(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let services = Services::new(service("messaging"), service("streams"));
        let response = services.send(request.body(Body::empty()).unwrap()).await.unwrap();
        String::from_utf8(response.body().as_bytes().unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_request_goes_to_the_service_that_it_is_for() {
        let json = ("content-type", "application/x-amz-json-1.0");
        let signed = |service: &str| {
            format!(
                "AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host"
            )
        };
        let (kinesis, sqs) = (signed("kinesis"), signed("sqs"));
        let query = "/?Action=ListQueues&X-Amz-Credential=AK%2F20260101%2Fus-east-1%2Fkinesis%2Faws4_request";
        for (expected, uri, headers) in [
            ("streams", "/", vec![("x-amz-target", "Kinesis_20131202.PutRecord"), json]),
            ("messaging", "/", vec![("x-amz-target", "AmazonSQS.SendMessage"), json]),
            ("messaging", "/", vec![("x-amz-target", "AmazonSQS.SendMessage"), ("authorization", &kinesis)]),
            (
                "streams",
                "/service/Kinesis_20131202/operation/PutRecord",
                vec![("content-type", "application/cbor")],
            ),
            ("streams", "/", vec![("content-type", "application/x-amz-json-1.1; charset=utf-8")]),
            ("streams", "/", vec![("content-type", "application/x-amz-cbor-1.1")]),
            ("streams", "/", vec![("authorization", &kinesis)]),
            ("messaging", "/", vec![("authorization", &sqs)]),
            ("streams", query, vec![]),
            (
                "messaging",
                "/000000000000/orders",
                vec![("content-type", "application/x-www-form-urlencoded")],
            ),
            ("messaging", "/", vec![("authorization", "Credential=")]),
            ("messaging", "/?X-Amz-Credential=", vec![("x-amz-target", "")]),
        ] {
            assert_eq!(answered_by(uri, &headers).await, expected, "{uri} {headers:?}");
        }
    }
}
