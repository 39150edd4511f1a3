//! What pages of other origins are told: the answer to a preflight request, and the headers of any other answer.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>

use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header, request::Parts};
use void_core::Body;

use super::{Exchange, address::Address};
use crate::{
    mock::engine::{Code, CrossOrigin, Problem},
    types::CorsRule,
    wire::Message,
};

const VARY: HeaderValue =
    HeaderValue::from_static("Origin, Access-Control-Request-Headers, Access-Control-Request-Method");

/// Answers a preflight request.
pub(super) fn preflight(exchange: &Exchange<'_>) -> Result<Response<Body>, Problem> {
    let headers = &exchange.parts.headers;
    let refused = |message: &'static str| Problem::new(Code::BadRequest, message);
    let origin = text(headers, &header::ORIGIN)
        .ok_or_else(|| refused("Insufficient information. Origin request header needed."))?;
    let method = text(headers, &header::ACCESS_CONTROL_REQUEST_METHOD)
        .ok_or_else(|| refused("Invalid Access-Control-Request-Method: null"))?;
    let asked = text(headers, &header::ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    let wanted: Vec<&str> = asked.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let Some(bucket) = bucket(exchange) else {
        return Err(Problem::of(Code::MethodNotAllowed)
            .with("Method", "OPTIONS")
            .with("ResourceType", "SERVICE"));
    };
    let cross = CrossOrigin { origin, method, headers: &wanted };
    let rule = exchange.backend.run(|state| {
        let problem = match state.engine.cors(&bucket) {
            Ok(_) => Problem::of(Code::AccessForbidden),
            Err(problem) if problem.code() == Code::NoSuchBucket => problem,
            Err(_) => {
                Problem::new(Code::AccessForbidden, "CORSResponse: CORS is not enabled for this bucket.")
            }
        };
        state.engine.cors_rule(&bucket, &cross).cloned().ok_or(problem)
    })?;
    let mut message = Message::default();
    allow(&mut message.headers, &rule, origin);
    if !wanted.is_empty() {
        set(
            &mut message.headers,
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            &wanted.join(", ").to_ascii_lowercase(),
        );
    }
    if let Some(seconds) = rule.max_age_seconds {
        set(&mut message.headers, header::ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
    }
    Ok(exchange.success(StatusCode::OK, message))
}

/// Lets the page that asked read the answer, where a rule of the bucket does.
pub(super) fn share(exchange: &Exchange<'_>, response: &mut Response<Body>) {
    let Parts { method, headers, .. } = &exchange.parts;
    let Some(origin) = text(headers, &header::ORIGIN).filter(|_| *method != Method::OPTIONS) else { return };
    let Some(bucket) = bucket(exchange) else { return };
    let asked = CrossOrigin { origin, method: method.as_str(), headers: &[] };
    let rule = exchange.backend.peek(|state| state.engine.cors_rule(&bucket, &asked).cloned());
    if let Some(rule) = rule {
        allow(response.headers_mut(), &rule, origin);
    }
}

fn bucket(exchange: &Exchange<'_>) -> Option<String> {
    Address::of(&exchange.parts, &exchange.backend.base_url).ok()?.bucket
}

fn allow(headers: &mut HeaderMap, rule: &CorsRule, origin: &str) {
    let is_any = rule.allowed_origins.iter().any(|origin| origin == "*");
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, if is_any { "*" } else { origin });
    if !is_any {
        set(headers, header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, &rule.allowed_methods.join(", "));
    if !rule.expose_headers.is_empty() {
        set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, &rule.expose_headers.join(", "));
    }
    headers.insert(header::VARY, VARY);
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
