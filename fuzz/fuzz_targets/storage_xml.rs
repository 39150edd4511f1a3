//! A document as the body of each request to the storage mock that takes one. The input is the document.
#![no_main]

use base64::{Engine, prelude::BASE64_STANDARD};
use http::Request;
use libfuzzer_sys::fuzz_target;
use md5::{Digest, Md5};
use void_core::Body;

const TAKERS: &[(&str, &str)] = &[
    ("PUT", "/another"),
    ("POST", "/bucket?delete"),
    ("PUT", "/bucket?versioning"),
    ("PUT", "/bucket?tagging"),
    ("PUT", "/bucket?lifecycle"),
    ("PUT", "/bucket?notification"),
    ("PUT", "/bucket?cors"),
    ("PUT", "/bucket/k?tagging"),
    ("POST", "/bucket/k?uploadId=x"),
];

fuzz_target!(|input: &[u8]| {
    let digest = BASE64_STANDARD.encode(Md5::digest(input));
    let requests = TAKERS.iter().filter_map(|(method, path)| {
        let request = Request::builder().method(*method).uri(*path).header("content-md5", &digest);
        request.body(Body::from(input.to_vec())).ok()
    });
    void_fuzz::exchange_storage(requests, |response, body| {
        let has_code = body.windows(6).any(|part| part == b"<Code>");
        assert!(response.status().is_success() || has_code, "{response:?}");
    });
});
