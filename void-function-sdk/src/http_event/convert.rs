//! To and from the types of the `http` crate.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{ResponseBody, VoidHttpRequest, VoidHttpResponse};

/// What a path may not hold as it is. `%` stays: the gateway may have left escapes.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

/// The request as `http` has it: path and query as the URI, cookies in `cookie`. The whole [`RequestContext`](super::RequestContext)
/// and the path parameters are in its extensions, as [`VoidHttpRequest`] itself without the body.
impl From<VoidHttpRequest> for http::Request<Bytes> {
    fn from(mut request: VoidHttpRequest) -> Self {
        let mut converted = Self::new(request.body.take().unwrap_or_default());
        *converted.method_mut() = request.method.clone();
        *converted.uri_mut() = uri(&request);
        *converted.headers_mut() = request.headers.clone();
        converted.extensions_mut().insert(request);
        converted
    }
}

fn uri(request: &VoidHttpRequest) -> Uri {
    let mut text = utf8_percent_encode(&request.path, NOT_IN_PATH).to_string();
    if !text.starts_with('/') {
        text.insert(0, '/');
    }
    if !request.query.is_empty() {
        text.extend(["?", &request.query_string()]);
    }
    // Every byte that a URI may not hold is escaped above; only one longer than 64 KB is refused.
    text.parse().unwrap_or_else(|_too_long| Uri::from_static("/"))
}

/// A request as a gateway would hand it to a function.
impl<B: Into<Bytes>> From<http::Request<B>> for VoidHttpRequest {
    fn from(request: http::Request<B>) -> Self {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let mut converted = Self::builder(parts.method, path).bytes(body);
        converted.headers = parts.headers;
        converted
    }
}

impl<B: Into<Bytes>> From<http::Response<B>> for VoidHttpResponse {
    /// A body is text where its content type says so, it is not compressed, and it is UTF-8.
    fn from(response: http::Response<B>) -> Self {
        let (parts, body) = response.into_parts();
        let body = response_body(&parts.headers, body.into());
        Self { status_code: parts.status, headers: parts.headers, body }
    }
}

impl From<VoidHttpResponse> for http::Response<Bytes> {
    fn from(response: VoidHttpResponse) -> Self {
        let mut converted = Self::new(response.body.into_bytes());
        *converted.status_mut() = response.status_code;
        *converted.headers_mut() = response.headers;
        converted
    }
}

impl From<StatusCode> for VoidHttpResponse {
    fn from(status_code: StatusCode) -> Self {
        Self::new(status_code)
    }
}

fn response_body(headers: &HeaderMap, body: Bytes) -> ResponseBody {
    if body.is_empty() {
        return ResponseBody::Empty;
    }
    if !is_text(headers) {
        return ResponseBody::Binary(body);
    }
    match String::from_utf8(body.into()) {
        Ok(text) => ResponseBody::Text(text),
        Err(binary) => ResponseBody::Binary(binary.into_bytes().into()),
    }
}

fn is_text(headers: &HeaderMap) -> bool {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity") {
        return false;
    }
    let Some(content_type) = headers.get(header::CONTENT_TYPE) else { return true };
    let content_type = String::from_utf8_lossy(content_type.as_bytes()).to_ascii_lowercase();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || essence.ends_with("+json")
        || essence.ends_with("+xml")
        || content_type.contains("charset=utf-8")
        || matches!(
            essence,
            "application/json"
                | "application/javascript"
                | "application/xml"
                | "application/x-www-form-urlencoded"
                | "application/x-ndjson"
                | "application/yaml"
        )
}
