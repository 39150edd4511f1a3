//! [`Services`]: several services behind one endpoint, as one transport.

use async_trait::async_trait;
use http::{Method, Request, Response, header, request::Parts};
use void_core::{Body, Transport, TransportError};

use super::credential::{service, text};

/// The prefix of the operations of Void Data Streams in `X-Amz-Target`, and their service's name in a path.
const STREAMS_TARGET: &str = "Kinesis_20131202";
/// The content types that only Void Data Streams speaks: AWS JSON 1.1 and CBOR.
const STREAMS_TYPES: [&str; 3] =
    ["application/x-amz-json-1.1", "application/x-amz-cbor-1.1", "application/x-amz-cbor-1.0"];
/// The content types that messaging speaks: AWS JSON 1.0 and the query protocol.
const MESSAGING_TYPES: [&str; 2] = ["application/x-amz-json-1.0", "application/x-www-form-urlencoded"];

/// Void Messaging, Void Data Streams and Void Storage behind one endpoint: a request goes to the service that it is for.
///
/// What tells, the first that says something: the header `X-Amz-Target`, the service in the signature's scope (in the header
/// or in the query string), the path of a CBOR call (`/service/Kinesis_20131202/…`), the content type of a POST (AWS JSON 1.1
/// and CBOR are streams', AWS JSON 1.0 and forms are messaging's), an `Action` in the query string, which messaging's query
/// protocol has. What says nothing goes to storage, whose requests anybody may send: a browser's GET, POST and OPTIONS among
/// them. A POST to `/` is none of storage's, and goes to messaging.
///
/// ```
/// # tokio_test(async {
/// use std::net::Ipv4Addr;
/// use void_local::serve::{Services, serve};
/// # use void_messaging_sdk::mock::MockMessaging;
/// # use void_storage_sdk::mock::MockStorage;
/// # use void_streams_sdk::mock::MockStreams;
///
/// let (messaging, streams, storage) = (MockMessaging::new(), MockStreams::new(), MockStorage::new());
/// let services = Services::new(messaging.transport(), streams.transport(), storage.transport());
/// let server = serve(services, (Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
/// println!("{}", server.url());
/// # });
/// # fn tokio_test(future: impl Future<Output = ()>) {
/// #     tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
/// # }
/// ```
#[derive(Debug)]
pub struct Services<M, D, S> {
    messaging: M,
    streams: D,
    storage: S,
}

/// The service that a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Service {
    Messaging,
    Streams,
    Storage,
}

impl<M: Transport, D: Transport, S: Transport> Services<M, D, S> {
    /// Puts the three behind one endpoint.
    pub const fn new(messaging: M, streams: D, storage: S) -> Self {
        Self { messaging, streams, storage }
    }
}

#[async_trait]
impl<M: Transport, D: Transport, S: Transport> Transport for Services<M, D, S> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let service = Service::of(&parts);
        let request = Request::from_parts(parts, body);
        match service {
            Service::Messaging => self.messaging.send(request).await,
            Service::Streams => self.streams.send(request).await,
            Service::Storage => self.storage.send(request).await,
        }
    }
}

impl Service {
    fn of(parts: &Parts) -> Self {
        if let Some(target) = text(&parts.headers, "x-amz-target") {
            return if target.starts_with(STREAMS_TARGET) { Self::Streams } else { Self::Messaging };
        }
        if let Some(service) = service(parts).and_then(Self::named) {
            return service;
        }
        let path = parts.uri.path();
        let is_cbor_call =
            path.strip_prefix("/service/").is_some_and(|rest| rest.starts_with(STREAMS_TARGET));
        let content_type = text(&parts.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        let is_one_of = |types: &[&str]| types.iter().any(|known| media_type.eq_ignore_ascii_case(known));
        let is_post = parts.method == Method::POST;
        if is_cbor_call || (is_post && is_one_of(&STREAMS_TYPES)) {
            return Self::Streams;
        }
        let query = parts.uri.query().unwrap_or_default();
        let has_action = query.split('&').any(|pair| pair.starts_with("Action="));
        let is_form_to_bucket = media_type.eq_ignore_ascii_case("multipart/form-data");
        let is_to_root = path == "/" && !is_form_to_bucket;
        if has_action || (is_post && (is_one_of(&MESSAGING_TYPES) || is_to_root)) {
            return Self::Messaging;
        }
        Self::Storage
    }

    /// By its name in the scope of signatures.
    fn named(scope: &str) -> Option<Self> {
        match scope {
            "sqs" => Some(Self::Messaging),
            "kinesis" => Some(Self::Streams),
            "s3" => Some(Self::Storage),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{Method, Request};
    use void_core::{Body, Transport, transport_fn};

    use super::Services;

    async fn answered_by(method: Method, uri: &str, headers: &[(&str, &str)]) -> String {
        let service = |name: &'static str| {
            transport_fn(move |_| async move { Ok(http::Response::new(Body::from(name))) })
        };
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let services = Services::new(service("messaging"), service("streams"), service("storage"));
        let response = services.send(request.body(Body::empty()).unwrap()).await.unwrap();
        String::from_utf8(response.body().as_bytes().unwrap().to_vec()).unwrap()
    }

    fn signed(service: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host"
        )
    }

    #[tokio::test]
    async fn a_post_goes_to_the_service_that_it_is_for() {
        let json = ("content-type", "application/x-amz-json-1.0");
        let (kinesis, sqs, s3) = (signed("kinesis"), signed("sqs"), signed("s3"));
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
            ("storage", "/photos/a?uploads", vec![("authorization", &s3)]),
            ("storage", "/photos?delete", vec![("content-type", "application/xml")]),
            ("storage", "/photos", vec![("content-type", "multipart/form-data; boundary=x")]),
            ("storage", "/", vec![("content-type", "multipart/form-data; boundary=x")]),
        ] {
            assert_eq!(answered_by(Method::POST, uri, &headers).await, expected, "{uri} {headers:?}");
        }
    }

    #[tokio::test]
    async fn what_names_no_service_goes_to_storage() {
        let s3 = signed("s3");
        for (expected, method, uri, headers) in [
            ("storage", Method::GET, "/", vec![("authorization", s3.as_str())]),
            ("storage", Method::GET, "/", vec![]),
            ("storage", Method::GET, "/photos/a.jpg", vec![]),
            ("storage", Method::HEAD, "/photos/a.jpg", vec![]),
            ("storage", Method::OPTIONS, "/photos/a.jpg", vec![("origin", "http://example.com")]),
            ("storage", Method::PUT, "/photos/event", vec![("content-type", "application/x-amz-json-1.1")]),
            (
                "storage",
                Method::GET,
                "/service/Kinesis_20131202/x?X-Amz-Credential=AK/20260101/eu-west-1/s3/aws4_request",
                vec![],
            ),
            ("messaging", Method::GET, "/?Action=ListQueues&Version=2012-11-05", vec![]),
            ("messaging", Method::GET, "/000000000000/orders?Action=ReceiveMessage", vec![]),
        ] {
            assert_eq!(answered_by(method, uri, &headers).await, expected, "{uri} {headers:?}");
        }
    }
}
