//! What the gateway says to browsers: answers to preflights, and headers of other answers.
//! [The protocol](https://fetch.spec.whatwg.org/#http-cors-protocol).

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use void_function_sdk::{VoidHttpRequest, VoidHttpResponse};

use crate::{
    manifest::{Cors, EventSource, FunctionManifest},
    routing::PathPattern,
};

/// The method that a preflight asks for.
pub(super) fn asked_method(request: &VoidHttpRequest) -> Option<Method> {
    request.header(header::ORIGIN.as_str())?;
    let asked = request.header(header::ACCESS_CONTROL_REQUEST_METHOD.as_str())?;
    Method::from_bytes(asked.as_bytes()).ok().filter(|_| request.method == Method::OPTIONS)
}

/// The rules of the function's route; whether the route names the method itself, too.
pub(super) fn rules_of<'m>(
    manifest: &'m FunctionManifest,
    pattern: &PathPattern,
    method: &Method,
) -> (Option<&'m Cors>, bool) {
    let routes = manifest.events.iter().filter_map(|event| match event {
        EventSource::Http(http) if http.path == *pattern => Some(http),
        _ => None,
    });
    let routes: Vec<_> = routes.collect();
    let named = routes.iter().find(|route| route.method.as_ref() == Some(method));
    let route = named.or_else(|| routes.iter().find(|route| route.method.is_none()));
    (route.and_then(|route| route.cors.as_ref()), named.is_some())
}

/// Answers a preflight: without the headers, which the browser takes for a refusal, where the origin may not call.
pub(super) fn preflight(cors: &Cors, request: &VoidHttpRequest, method: &Method) -> VoidHttpResponse {
    let mut response = VoidHttpResponse::new(StatusCode::NO_CONTENT);
    if !allow_origin(cors, request.header(header::ORIGIN.as_str()), &mut response) {
        return response;
    }
    let headers = &mut response.headers;
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, method.as_str());
    if !cors.headers.is_empty() {
        set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, &joined(&cors.headers));
    } else if let Some(asked) = request.header(header::ACCESS_CONTROL_REQUEST_HEADERS.as_str()) {
        set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
    }
    if let Some(max_age) = cors.max_age {
        set(headers, header::ACCESS_CONTROL_MAX_AGE, &max_age.as_secs().to_string());
    }
    response
}

/// Adds the headers to a function's answer, in place of its own.
pub(super) fn mark(cors: &Cors, origin: Option<&str>, response: &mut VoidHttpResponse) {
    let own: Vec<_> = response
        .headers
        .keys()
        .filter(|name| name.as_str().starts_with("access-control-"))
        .cloned()
        .collect();
    for name in own {
        response.headers.remove(name);
    }
    if allow_origin(cors, origin, response) && !cors.expose_headers.is_empty() {
        set(&mut response.headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, &joined(&cors.expose_headers));
    }
}

/// Whether an origin may call; says so then.
fn allow_origin(cors: &Cors, origin: Option<&str>, response: &mut VoidHttpResponse) -> bool {
    let is_for_all = cors.origins.is_empty();
    if !is_for_all {
        // What is kept for one origin is not another's.
        response.headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    let Some(origin) = origin else { return false };
    if !is_for_all && !cors.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin)) {
        return false;
    }
    set(&mut response.headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, if is_for_all { "*" } else { origin });
    if cors.credentials {
        set(&mut response.headers, header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    true
}

fn joined(names: &[HeaderName]) -> String {
    names.iter().map(HeaderName::as_str).collect::<Vec<_>>().join(", ")
}

/// What came as a header's text fits into one.
fn set(headers: &mut http::HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
