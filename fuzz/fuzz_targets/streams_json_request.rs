//! AWS JSON requests to the streams' mock. The input is a list of requests with a line of `--` between them: each is the
//! operation on the first line, then the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use void_core::Body;

fuzz_target!(|input: &str| {
    let requests = void_fuzz::parts(input).filter_map(|part| {
        let (operation, body) = part.split_once('\n')?;
        http::Request::post("/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("Kinesis_20131202.{operation}"))
            .body(Body::from(body.to_owned()))
            .ok()
    });
    void_fuzz::exchange_streams(requests, |response, body| {
        let is_events = response.headers()["content-type"] == "application/vnd.amazon.eventstream";
        if is_events || (response.status().is_success() && body.is_empty()) {
            return;
        }
        let json: serde_json::Value = serde_json::from_slice(body).expect("every answer is JSON");
        assert!(response.status().is_success() || json["__type"].is_string(), "{json}");
    });
});
