//! CBOR requests to the streams' mock, as the Java SDK and the KPL send them. The input is a list of requests with a line of
//! `--` between them: each is the operation on the first line, then the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use void_core::Body;

fuzz_target!(|input: &[u8]| {
    let requests = void_fuzz::byte_parts(input).filter_map(|part| {
        let end = part.iter().position(|byte| *byte == b'\n')?;
        let operation = std::str::from_utf8(&part[..end]).ok()?;
        http::Request::post("/")
            .header("content-type", "application/x-amz-cbor-1.1")
            .header("x-amz-target", format!("Kinesis_20131202.{operation}"))
            .body(Body::from(part[end + 1..].to_vec()))
            .ok()
    });
    void_fuzz::exchange_streams(requests, |_response, _body| {});
});
