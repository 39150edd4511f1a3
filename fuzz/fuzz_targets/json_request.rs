//! AWS JSON requests to the mock. The input is a list of requests with a line of `--` between them: each is the operation on
//! the first line, then the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use void_core::Body;

fuzz_target!(|input: &str| {
    let requests = void_fuzz::parts(input).filter_map(|part| {
        let (operation, body) = part.split_once('\n')?;
        http::Request::post("/")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("AmazonSQS.{operation}"))
            .body(Body::from(body.to_owned()))
            .ok()
    });
    void_fuzz::exchange(requests, |response, body| {
        let json: serde_json::Value = serde_json::from_str(body).expect("every answer is JSON");
        assert!(response.status().is_success() || json["__type"].is_string(), "{body}");
    });
});
