//! The requests, as bytes.

/// Signed by nobody: none of the emulators looks, and what the scope says tells one of them the service.
fn request(method: &str, target: &str, service: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\nX-Amz-Date: 20260101T000000Z\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature=00\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// A call on queues.
pub(crate) fn sqs(operation: &str, body: &str) -> Vec<u8> {
    let headers =
        format!("Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AmazonSQS.{operation}\r\n");
    request("POST", "/", "sqs", &headers, body)
}

/// A call on streams.
pub(crate) fn kinesis(operation: &str, body: &str) -> Vec<u8> {
    let headers =
        format!("Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: Kinesis_20131202.{operation}\r\n");
    request("POST", "/", "kinesis", &headers, body)
}

/// A call on buckets.
pub(crate) fn s3(method: &str, target: &str, body: &str) -> Vec<u8> {
    request(method, target, "s3", "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n", body)
}

/// The value of a string in an answer of JSON that has no escapes in it.
pub(crate) fn string<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\""))?;
    rest.trim_start_matches([':', ' ']).strip_prefix('"')?.split('"').next()
}
