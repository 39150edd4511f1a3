//! [`VoidHttpRequest`].

use std::{collections::BTreeMap, fmt};

use bytes::Bytes;
use http::{HeaderMap, Method, header};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use void_core::Timestamp;

use super::{BodyError, VoidHttpRequestBuilder};
use crate::json_path::{self, JsonError};

/// An HTTP request as a gateway hands it to a function, whichever payload version it came in.
///
/// ```
/// use void_function_sdk::VoidHttpRequest;
///
/// let request = VoidHttpRequest::post("/orders?dry-run=yes")
///     .header("x-shop", "berlin")
///     .json(&serde_json::json!({ "quantity": 2 }));
/// let order: serde_json::Value = request.json().unwrap();
/// assert_eq!(order["quantity"], 2);
/// assert_eq!(request.query("dry-run"), Some("yes"));
/// assert_eq!(request.header("X-Shop"), Some("berlin"));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct VoidHttpRequest {
    /// The method.
    pub method: Method,
    /// The path, without query and without the stage's name: `/orders/7`.
    pub path: String,
    /// The query's parameters, decoded, in their order (sorted by name where the payload has no order).
    pub query: Vec<(String, String)>,
    /// The headers. Cookies are in `cookie`, whatever the payload version.
    pub headers: HeaderMap,
    /// What the route's placeholders matched: `orderId` → `7` for `/orders/{orderId}`.
    pub path_parameters: BTreeMap<String, String>,
    /// The stage's variables.
    pub stage_variables: BTreeMap<String, String>,
    /// The body, decoded from Base64 where it came so; `None` where there is none or it is empty.
    pub body: Option<Bytes>,
    /// What the gateway knows about the request.
    pub request_context: RequestContext,
    /// The payload version that it came in, in which the response goes back.
    pub version: PayloadVersion,
}

/// The form of the payload between gateway and function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PayloadVersion {
    /// 1.0: REST APIs, and HTTP APIs that ask for it.
    V1,
    /// 2.0: HTTP APIs and function URLs.
    #[default]
    V2,
}

/// What the gateway knows about a request. A text is empty where the gateway does not tell.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RequestContext {
    /// The gateway's id of the request.
    pub request_id: String,
    /// The account that the API belongs to.
    pub account_id: String,
    /// The API's id.
    pub api_id: String,
    /// The host that the API is reached at.
    pub domain_name: String,
    /// The stage: `$default`, `prod`.
    pub stage: String,
    /// The route that matched: `/orders/{orderId}` in payload 1.0, `GET /orders/{orderId}` in 2.0.
    pub route: String,
    /// `HTTP/1.1`
    pub protocol: String,
    /// The caller's address.
    pub source_ip: String,
    /// The caller's `User-Agent`.
    pub user_agent: String,
    /// When the gateway received the request.
    pub time: Option<Timestamp>,
    pub(super) authorizer: Option<Box<RawValue>>,
}

impl RequestContext {
    /// What the authorizer said: claims, scopes, a Lambda authorizer's context. `None` where the route has no authorizer.
    ///
    /// # Errors
    ///
    /// [`JsonError`] where it is not a `T`.
    pub fn authorizer<T: DeserializeOwned>(&self) -> Option<Result<T, JsonError>> {
        self.authorizer.as_ref().map(|raw| json_path::from_slice(raw.get().as_bytes()))
    }
}

impl VoidHttpRequest {
    /// Starts a request for a test: `path` may have a query.
    pub fn builder(method: Method, path: impl Into<String>) -> VoidHttpRequestBuilder {
        VoidHttpRequestBuilder::new(method, path.into())
    }

    /// Starts a `GET` for a test.
    pub fn get(path: impl Into<String>) -> VoidHttpRequestBuilder {
        Self::builder(Method::GET, path)
    }

    /// Starts a `POST` for a test.
    pub fn post(path: impl Into<String>) -> VoidHttpRequestBuilder {
        Self::builder(Method::POST, path)
    }

    /// Starts a `PUT` for a test.
    pub fn put(path: impl Into<String>) -> VoidHttpRequestBuilder {
        Self::builder(Method::PUT, path)
    }

    /// Starts a `PATCH` for a test.
    pub fn patch(path: impl Into<String>) -> VoidHttpRequestBuilder {
        Self::builder(Method::PATCH, path)
    }

    /// Starts a `DELETE` for a test.
    pub fn delete(path: impl Into<String>) -> VoidHttpRequestBuilder {
        Self::builder(Method::DELETE, path)
    }

    /// The body read as JSON.
    ///
    /// # Errors
    ///
    /// [`BodyError::Missing`] where there is no body, [`BodyError::Json`], which names the field, where it is not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, BodyError> {
        json_path::from_slice(self.body.as_deref().ok_or(BodyError::Missing)?).map_err(BodyError::Json)
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// [`BodyError::Missing`] where there is no body, [`BodyError::NotUtf8`] where it is binary.
    pub fn text(&self) -> Result<&str, BodyError> {
        std::str::from_utf8(self.body.as_deref().ok_or(BodyError::Missing)?).map_err(BodyError::NotUtf8)
    }

    /// The first value of the header `name`, where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The first value of the query parameter `name`.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query_all(name).next()
    }

    /// Every value of the query parameter `name`.
    pub fn query_all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The query in its encoded form, without `?`; empty where there is none.
    #[must_use]
    pub fn query_string(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish()
    }

    /// What the route's placeholder `name` matched.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        self.path_parameters.get(name).map(String::as_str)
    }

    /// The cookies as name and value, as they were sent: nothing is decoded.
    pub fn cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='))
    }

    /// The value of the cookie `name`.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

impl fmt::Debug for VoidHttpRequest {
    /// Shows no values of headers, query or body: they may be secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VoidHttpRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &self.headers.keys().map(http::HeaderName::as_str).collect::<Vec<_>>())
            .field("body_bytes", &self.body.as_ref().map_or(0, Bytes::len))
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
