//! [`VoidHttpResponse`].

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};

use super::{BodyError, ResponseBody};
use crate::json_path;

/// What a function answers to an HTTP request. It is written as the request's payload version needs it.
///
/// ```
/// use void_function_sdk::{VoidHttpResponse, http::StatusCode};
///
/// let response = VoidHttpResponse::json(StatusCode::CREATED, &serde_json::json!({ "orderId": 7 }))
///     .header("x-shop", "berlin")
///     .cookie("session=abc; HttpOnly");
/// assert_eq!(response.status_code, 201);
/// assert_eq!(response.header_value("content-type"), Some("application/json"));
/// assert_eq!(response.text_body().unwrap(), r#"{"orderId":7}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VoidHttpResponse {
    /// The status. It compares with a number: `response.status_code == 200`.
    pub status_code: StatusCode,
    /// The headers. Cookies are in `set-cookie`, one value each.
    pub headers: HeaderMap,
    /// The body.
    pub body: ResponseBody,
}

impl VoidHttpResponse {
    /// Answers with a status alone.
    #[must_use]
    pub fn new(status_code: StatusCode) -> Self {
        Self { status_code, ..Self::default() }
    }

    /// Answers with JSON. A `body` that can't be written as JSON (a map with keys that are no texts) is answered with 500 and logged.
    #[must_use]
    pub fn json(status_code: StatusCode, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_string(body) {
            Ok(text) => Self::typed(status_code, "application/json", ResponseBody::Text(text)),
            Err(error) => {
                tracing::error!(%error, "the response's body can't be written as JSON");
                let text = r#"{"message":"Internal Server Error"}"#;
                Self::typed(StatusCode::INTERNAL_SERVER_ERROR, "application/json", text.into())
            }
        }
    }

    /// Answers with plain text.
    #[must_use]
    pub fn text(status_code: StatusCode, body: impl Into<String>) -> Self {
        Self::typed(status_code, "text/plain; charset=utf-8", body.into().into())
    }

    /// Answers with bytes of `content_type`, which go through the gateway in Base64.
    ///
    /// # Panics
    ///
    /// Where `content_type` can't be a header's value.
    #[must_use]
    pub fn binary(status_code: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { status_code, body: body.into().into(), ..Self::default() }.header("content-type", content_type)
    }

    fn typed(status_code: StatusCode, content_type: &'static str, body: ResponseBody) -> Self {
        let mut headers = HeaderMap::with_capacity(1);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self { status_code, headers, body }
    }

    /// Sets a header, in place of the one of this name if there is one.
    ///
    /// # Panics
    ///
    /// Where name or value can't be a header's, such as one with a line break. For a value that comes from outside,
    /// parse a [`HeaderValue`] and put it into [`headers`](Self::headers).
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(header_name(name), header_value(value));
        self
    }

    /// Adds a cookie, written as in `Set-Cookie`: `session=abc; HttpOnly; Path=/`.
    ///
    /// # Panics
    ///
    /// Where `cookie` can't be a header's value.
    #[must_use]
    pub fn cookie(mut self, cookie: &str) -> Self {
        self.headers.append(header::SET_COOKIE, header_value(cookie));
        self
    }

    /// The first value of the header `name`, where it is text.
    #[must_use]
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The values of `set-cookie`.
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.headers.get_all(header::SET_COOKIE).into_iter().filter_map(|value| value.to_str().ok())
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// [`BodyError::Missing`] where there is no body, [`BodyError::NotUtf8`] where it is binary.
    pub fn text_body(&self) -> Result<&str, BodyError> {
        std::str::from_utf8(self.some_body()?).map_err(BodyError::NotUtf8)
    }

    /// The body read as JSON.
    ///
    /// # Errors
    ///
    /// [`BodyError::Missing`] where there is no body, [`BodyError::Json`] where it is not a `T`.
    pub fn json_body<T: DeserializeOwned>(&self) -> Result<T, BodyError> {
        json_path::from_slice(self.some_body()?).map_err(BodyError::Json)
    }

    fn some_body(&self) -> Result<&[u8], BodyError> {
        Some(self.body.as_bytes()).filter(|body| !body.is_empty()).ok_or(BodyError::Missing)
    }
}

fn header_name(name: &str) -> HeaderName {
    name.parse().expect("a header's name, as the caller wrote it")
}

fn header_value(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("a header's value without line breaks, as the caller wrote it")
}
