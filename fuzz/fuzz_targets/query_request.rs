//! Requests of the query protocol to the mock. The input is a list of requests with a line of `--` between them: each is the
//! path and query on the first line, then the form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use void_core::Body;

fuzz_target!(|input: &str| {
    let requests = void_fuzz::parts(input).filter_map(|part| {
        let (path, form) = part.split_once('\n')?;
        http::Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .ok()
    });
    void_fuzz::exchange(requests, |response, body| {
        assert!(body.contains("<RequestId>"), "{body}");
        assert!(response.status().is_success() != body.contains("<ErrorResponse"), "{body}");
    });
});
