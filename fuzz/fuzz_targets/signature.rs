//! The verifier on any head and body: refused, since nobody here knows the secret.
//!
//! The input is a method and a URI on the first line, then headers, an empty line and the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use void_core::{Credentials, Timestamp, signing::Verifier};

fuzz_target!(|input: &[u8]| {
    let Some(request) = read(input) else { return };
    let (parts, body) = request.into_parts();
    let now = Timestamp::from_secs(1_440_938_160);
    for verifier in [Verifier::new("sqs"), Verifier::new("sqs").region("us-east-1")] {
        let find = |key: &str| Some(Credentials::new(key, "a secret that no input was signed with"));
        let error = verifier.verify(&parts, Some(body), now, find).expect_err("a forged signature");
        let _ = error.to_string();
        verifier.verify(&parts, None, now, find).expect_err("a forged signature");
    }
});

fn read(input: &[u8]) -> Option<http::Request<&[u8]>> {
    let (first, mut rest) = line(input);
    let (method, uri) = first.split_at(first.iter().position(|byte| *byte == b' ')?);
    let mut request = http::Request::builder().method(method).uri(&uri[1..]);
    loop {
        let (header, after) = line(rest);
        rest = after;
        if header.is_empty() {
            return request.body(rest).ok();
        }
        let (name, value) = header.split_at(header.iter().position(|byte| *byte == b':')?);
        request = request.header(name, value[1..].trim_ascii());
    }
}

fn line(input: &[u8]) -> (&[u8], &[u8]) {
    match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[]),
    }
}
