//! The files of the page, and the headers that they go with.

use http::{HeaderValue, Method, Response, StatusCode, header};
use void_core::Body;

use crate::answer::answer;

const HOME: &str = "/_void/console";
const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// Nothing but what this server sends, no script or style within the page, and no frame around it.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

macro_rules! file {
    ($name:literal, $kind:expr) => {
        ($name, $kind, include_str!(concat!("assets/", $name)))
    };
}

/// Name, media type and text. The page itself has no name in the URL.
const FILES: [(&str, &str, &str); 14] = [
    ("", HTML, include_str!("assets/index.html")),
    file!("icon.svg", SVG),
    file!("style.css", CSS),
    file!("main.js", JAVASCRIPT),
    file!("api.js", JAVASCRIPT),
    file!("dom.js", JAVASCRIPT),
    file!("chart.js", JAVASCRIPT),
    file!("tabs.js", JAVASCRIPT),
    file!("queues.js", JAVASCRIPT),
    file!("letters.js", JAVASCRIPT),
    file!("streams.js", JAVASCRIPT),
    file!("buckets.js", JAVASCRIPT),
    file!("functions.js", JAVASCRIPT),
    file!("trace.js", JAVASCRIPT),
];

/// What the console has at a path; `None` where it has nothing.
pub(crate) fn page(method: &Method, path: &str) -> Option<Response<Body>> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    if path == "/_void/" {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::FOUND;
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(HOME));
        return Some(guarded(response));
    }
    let name = path.strip_prefix(HOME)?;
    let name = if name.is_empty() { name } else { name.strip_prefix('/')? };
    let (_, kind, text) = FILES.iter().find(|(known, _, _)| *known == name)?;
    let body = if *method == Method::HEAD { Body::empty() } else { Body::from(*text) };
    Some(guarded(answer(StatusCode::OK, HeaderValue::from_static(kind), body)))
}

fn guarded(mut response: Response<Body>) -> Response<Body> {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        // Another version of the binary has other files under the same names.
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
