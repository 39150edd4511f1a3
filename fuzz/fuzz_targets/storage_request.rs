//! Requests to the storage mock. The input is a list of requests with a line of `--` between them: each is a line of method,
//! path and query, lines of headers, an empty line, and the body.
#![no_main]

use http::{HeaderName, HeaderValue, Method, Request};
use libfuzzer_sys::fuzz_target;
use void_core::Body;

fuzz_target!(|input: &[u8]| {
    let requests = void_fuzz::byte_parts(input).filter_map(request);
    void_fuzz::exchange_storage(requests, |response, body| {
        let is_bare = body.is_empty();
        let has_code = body.windows(6).any(|part| part == b"<Code>");
        let is_refusal = response.status().is_client_error() || response.status().is_server_error();
        assert!(!is_refusal || is_bare || has_code, "{response:?}");
    });
});

fn request(part: &[u8]) -> Option<Request<Body>> {
    let at = part.windows(2).position(|window| window == b"\n\n").unwrap_or(part.len());
    let head = std::str::from_utf8(&part[..at]).ok()?;
    let body = part.get(at + 2..).unwrap_or_default();
    let mut lines = head.lines();
    let (method, path) = lines.next()?.split_once(' ')?;
    let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).ok()?).uri(path);
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
        request = request.header(name, HeaderValue::from_str(value.trim()).ok()?);
    }
    request.body(Body::from(body.to_vec())).ok()
}
