//! [`respond`]: a response as the protocols that are routed by `X-Amz-Target` give it.

use http::{HeaderName, HeaderValue, Response, header};

use crate::{body::Body, clock::Timestamp};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// A response with status 200, the request's id and the date.
#[must_use]
pub fn respond(
    content_type: &'static str,
    body: impl Into<Body>,
    request_id: &str,
    now: Timestamp,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.reserve(4);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, request_id);
    }
    if let Ok(date) = HeaderValue::try_from(now.to_http_date()) {
        headers.insert(header::DATE, date);
    }
    response
}
