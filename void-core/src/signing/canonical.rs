//! The canonical form of a request that is in it already, as every AWS JSON call is: a path of `/` and no query, so that
//! nothing has to be decoded, sorted or encoded again.

use std::fmt::Write;

use http::{HeaderMap, Request, header};
use sha2::{Digest, Sha256};

use crate::body::Body;

/// Headers that are not signed: what proxies change, and what the signature itself is in.
pub(super) const UNSIGNED: [header::HeaderName; 4] = [
    header::AUTHORIZATION,
    header::USER_AGENT,
    header::TRANSFER_ENCODING,
    header::HeaderName::from_static("x-amzn-trace-id"),
];

/// A canonical request, and the names of the headers that it covers.
pub(super) struct Canonical {
    pub(super) text: String,
    pub(super) signed_headers: String,
}

impl Canonical {
    /// Writes it down, with `date` and `session_token` as they will be sent; `None` where something needs normalising.
    pub(super) fn of(request: &Request<Body>, date: &str, session_token: Option<&str>) -> Option<Self> {
        if request.uri().path() != "/" || request.uri().query().is_some() {
            return None;
        }
        let payload = request.body().as_bytes()?;
        let mut headers = plain_headers(request.headers())?;
        headers.push(("x-amz-date", date));
        headers.extend(session_token.map(|token| ("x-amz-security-token", token)));
        headers.sort_unstable();

        let mut signed_headers = String::with_capacity(96);
        let mut text = String::with_capacity(512 + session_token.map_or(0, str::len));
        text.push_str(request.method().as_str());
        text.push_str("\n/\n\n");
        for (name, value) in headers {
            if !signed_headers.is_empty() {
                signed_headers.push(';');
            }
            signed_headers.push_str(name);
            for part in [name, ":", value, "\n"] {
                text.push_str(part);
            }
        }
        text.push('\n');
        text.push_str(&signed_headers);
        text.push('\n');
        push_hex(&mut text, &Sha256::digest(payload));
        Some(Self { text, signed_headers })
    }
}

/// The headers to sign; `None` where one appears twice or has spaces to be collapsed.
fn plain_headers(headers: &HeaderMap) -> Option<Vec<(&str, &str)>> {
    if headers.keys_len() != headers.len() {
        return None;
    }
    let mut plain = Vec::with_capacity(headers.len() + 2);
    for (name, value) in headers {
        if UNSIGNED.contains(name) {
            continue;
        }
        let value = value.to_str().ok()?;
        if value.starts_with(' ') || value.ends_with(' ') || value.contains("  ") {
            return None;
        }
        plain.push((name.as_str(), value));
    }
    Some(plain)
}

/// The `Host` header that will be sent: without the port where it is the scheme's own.
pub(super) fn host(uri: &http::Uri) -> Option<&str> {
    let authority = uri.authority()?;
    let own_port = match uri.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    };
    let is_own = own_port.is_some() && authority.port_u16() == own_port;
    Some(if is_own { authority.host() } else { authority.as_str() })
}

/// Writes `bytes` in lower-case hexadecimal.
pub(super) fn push_hex(text: &mut String, bytes: &[u8]) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The string to sign.
pub(super) fn string_to_sign(date: &str, scope: &str, canonical: &str) -> String {
    let mut text = String::with_capacity(160);
    let _infallible = write!(text, "AWS4-HMAC-SHA256\n{date}\n{scope}\n");
    push_hex(&mut text, &Sha256::digest(canonical));
    text
}
