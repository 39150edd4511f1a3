//! What a signature says of its signer, before it is verified: `KEY/20260101/us-east-1/kinesis/aws4_request`.

use http::{HeaderMap, header, request::Parts};

/// The credentials that a request names: in its header, then in its query string, as they stand there.
fn credentials(parts: &Parts) -> impl Iterator<Item = &str> {
    let in_header = text(&parts.headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.split_once("Credential=")?.1.split([',', ' ']).next());
    let query = parts.uri.query().unwrap_or_default();
    let in_query = query.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="));
    in_header.into_iter().chain(in_query)
}

/// The service in the scope.
pub(super) fn service(parts: &Parts) -> Option<&str> {
    credentials(parts)
        .find_map(|credential| credential.rsplit("%2F").nth(1).or_else(|| credential.rsplit('/').nth(1)))
}

/// A header that is text.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
