//! An HTTP event of any payload version: read or refused; and what was read is written and read back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use void_function_sdk::{Event, VoidHttpRequest, VoidHttpResponse, http::StatusCode};

fuzz_target!(|payload: &[u8]| {
    for version in [void_function_sdk::PayloadVersion::V1, void_function_sdk::PayloadVersion::V2] {
        if let Ok(response) = VoidHttpResponse::from_payload(payload, version) {
            let _ = (response.text_body(), response.cookies().count(), response.to_payload(version));
        }
    }
    let Ok(request) = VoidHttpRequest::decode(payload) else { return };
    let _ = (request.text(), request.cookies().count(), request.query_string(), format!("{request:?}"));
    let _ = VoidHttpResponse::text(StatusCode::OK, request.path.clone()).to_payload(request.version);
    let written = request.to_payload();
    let again = VoidHttpRequest::decode(&written).expect("what was written can be read");
    assert_eq!(again.to_payload(), written);
    assert_eq!((&again.method, &again.path, &again.body), (&request.method, &request.path, &request.body));
    assert_eq!(again.query, request.query);
    assert!(again.cookies().eq(request.cookies()));
    let mut names = request.headers.keys().filter(|name| *name != "cookie");
    assert!(names.all(|name| again.headers.contains_key(name)));
});
