//! [`VoidHttpRequestBuilder`]: a request for a test.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use void_core::Timestamp;

use super::{PayloadVersion, RequestContext, VoidHttpRequest};

/// Makes a [`VoidHttpRequest`]: set what matters to the test, then end with the body
/// ([`json`](Self::json), [`text`](Self::text), [`bytes`](Self::bytes)) or without one ([`build`](Self::build)).
#[derive(Clone, Debug)]
#[must_use = "a builder makes a request only when `json`, `text`, `bytes` or `build` is called"]
pub struct VoidHttpRequestBuilder {
    request: VoidHttpRequest,
}

impl VoidHttpRequestBuilder {
    pub(super) fn new(method: Method, path: String) -> Self {
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => {
                (path.to_owned(), form_urlencoded::parse(query.as_bytes()).into_owned().collect())
            }
            None => (path, Vec::new()),
        };
        Self {
            request: VoidHttpRequest {
                request_context: RequestContext {
                    request_id: "00000000-0000-4000-8000-000000000000".to_owned(),
                    account_id: "000000000000".to_owned(),
                    api_id: "local".to_owned(),
                    domain_name: "localhost".to_owned(),
                    stage: "$default".to_owned(),
                    route: format!("{method} {path}"),
                    protocol: "HTTP/1.1".to_owned(),
                    source_ip: "127.0.0.1".to_owned(),
                    user_agent: String::new(),
                    time: None,
                    authorizer: None,
                },
                method,
                path,
                query,
                headers: HeaderMap::new(),
                path_parameters: BTreeMap::new(),
                stage_variables: BTreeMap::new(),
                body: None,
                version: PayloadVersion::V2,
            },
        }
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// Where name or value can't be a header's.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a valid header name");
        self.request.headers.append(name, HeaderValue::from_str(value).expect("a valid header value"));
        self
    }

    /// Adds a cookie.
    ///
    /// # Panics
    ///
    /// Where name or value can't be a cookie's.
    pub fn cookie(self, name: &str, value: &str) -> Self {
        self.header("cookie", &format!("{name}={value}"))
    }

    /// Adds a query parameter, not encoded.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.query.push((name.into(), value.into()));
        self
    }

    /// Sets what the route's placeholder `name` matched.
    pub fn path_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.path_parameters.insert(name.into(), value.into());
        self
    }

    /// Sets the route that matched: `GET /orders/{orderId}`. Default: method and path.
    pub fn route(mut self, route: impl Into<String>) -> Self {
        self.request.request_context.route = route.into();
        self
    }

    /// Sets the gateway's id of the request. Default: a fixed one.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request.request_context.request_id = id.into();
        self
    }

    /// Sets the caller's address. Default: `127.0.0.1`.
    pub fn source_ip(mut self, address: impl Into<String>) -> Self {
        self.request.request_context.source_ip = address.into();
        self
    }

    /// Sets when the gateway received the request. Default: not told.
    pub const fn time(mut self, time: Timestamp) -> Self {
        self.request.request_context.time = Some(time);
        self
    }

    /// Sets what the authorizer said.
    ///
    /// # Panics
    ///
    /// Where `context` can't be written as JSON.
    pub fn authorizer(mut self, context: &impl Serialize) -> Self {
        let raw = serde_json::value::to_raw_value(context).expect("an authorizer context that is JSON");
        self.request.request_context.authorizer = Some(raw);
        self
    }

    /// Says in which payload version the request comes and the response goes back. Default: 2.0.
    pub const fn version(mut self, version: PayloadVersion) -> Self {
        self.request.version = version;
        self
    }

    /// Ends with a JSON body, and its content type where none was set.
    ///
    /// # Panics
    ///
    /// Where `body` can't be written as JSON.
    #[must_use]
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> VoidHttpRequest {
        let body = serde_json::to_vec(body).expect("a body that is JSON");
        self.with_content_type("application/json").bytes(body)
    }

    /// Ends with a text, and its content type where none was set.
    #[must_use]
    pub fn text(self, body: impl Into<String>) -> VoidHttpRequest {
        self.with_content_type("text/plain; charset=utf-8").bytes(body.into())
    }

    /// Ends with a body as it is.
    #[must_use]
    pub fn bytes(mut self, body: impl Into<Bytes>) -> VoidHttpRequest {
        self.request.body = Some(body.into()).filter(|body| !body.is_empty());
        self.request
    }

    /// Ends without a body.
    #[must_use]
    pub fn build(self) -> VoidHttpRequest {
        self.request
    }

    fn with_content_type(mut self, content_type: &'static str) -> Self {
        let headers = &mut self.request.headers;
        headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
        self
    }
}

impl From<VoidHttpRequestBuilder> for VoidHttpRequest {
    fn from(builder: VoidHttpRequestBuilder) -> Self {
        builder.build()
    }
}
