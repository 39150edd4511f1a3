//! The canonical form of a request that is in it already, as every AWS JSON call is (a path of `/` and no query), and every
//! S3 call that our client makes: nothing has to be decoded, sorted or encoded again.

use std::fmt::Write;

use http::{HeaderMap, Request, header};
use sha2::{Digest, Sha256};

use super::Rules;
use crate::{body::Body, hex};

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
    /// `payload_hash` is in hex, or one of the words that stand for it.
    pub(super) fn of(
        request: &Request<Body>,
        rules: Rules,
        payload_hash: &str,
        date: &str,
        session_token: Option<&str>,
    ) -> Option<Self> {
        let (path, query) = (request.uri().path(), request.uri().query());
        let is_canonical = match rules {
            Rules::Standard => path == "/" && query.is_none(),
            Rules::S3 => is_encoded(path, true) && query.is_none_or(is_canonical_query),
        };
        if !is_canonical {
            return None;
        }
        let mut headers = plain_headers(request.headers())?;
        headers.push(("x-amz-date", date));
        headers.extend(session_token.map(|token| ("x-amz-security-token", token)));
        headers.sort_unstable();

        let mut signed_headers = String::with_capacity(96);
        let mut text = String::with_capacity(512 + session_token.map_or(0, str::len));
        text.push_str(request.method().as_str());
        for part in ["\n", path, "\n", query.unwrap_or_default(), "\n"] {
            text.push_str(part);
        }
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
        text.push_str(payload_hash);
        Some(Self { text, signed_headers })
    }
}

/// Whether everything but the unreserved characters is encoded, in upper case, and nothing else is.
fn is_encoded(text: &str, is_path: bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_right = match byte {
            b'/' => is_path,
            b'%' => match (bytes.next().and_then(digit), bytes.next().and_then(digit)) {
                (Some(high), Some(low)) => {
                    let decoded = high << 4 | low;
                    !(is_unreserved(decoded) || is_path && decoded == b'/')
                }
                _ => false,
            },
            byte => is_unreserved(byte),
        };
        if !is_right {
            return false;
        }
    }
    true
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

const fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'A'..=b'F' => Some(character - b'A' + 10),
        _ => None,
    }
}

/// Whether a query is `name=value` pairs, encoded and in order.
fn is_canonical_query(query: &str) -> bool {
    let mut last = ("", "");
    query.split('&').all(|pair| {
        let Some((name, value)) = pair.split_once('=') else { return false };
        let pair = (name, value);
        let is_right =
            !name.is_empty() && is_encoded(name, false) && is_encoded(value, false) && last <= pair;
        last = pair;
        is_right
    })
}

/// The URL with its path as it is signed under S3's rules: each byte encoded once, however it was written.
pub(super) fn s3_url(uri: &http::Uri) -> Option<http::Uri> {
    const ENCODED: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    if is_encoded(uri.path(), true) {
        return Some(uri.clone());
    }
    let decoded: Vec<u8> = percent_encoding::percent_decode_str(uri.path()).collect();
    let mut target = percent_encoding::percent_encode(&decoded, ENCODED).to_string();
    if let Some(query) = uri.query() {
        target.push('?');
        target.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.parse().ok()?);
    http::Uri::from_parts(parts).ok()
}

/// SHA-256 in lower-case hex.
pub(super) fn hex_digest(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes))
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

/// Reads a signature in lower-case hexadecimal.
pub(super) fn from_hex(hex: &[u8]) -> Option<[u8; 32]> {
    fn digit(character: u8) -> Option<u8> {
        match character {
            b'0'..=b'9' => Some(character - b'0'),
            b'a'..=b'f' => Some(character - b'a' + 10),
            _ => None,
        }
    }
    let mut bytes = [0; 32];
    if hex.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// The string to sign.
pub(super) fn string_to_sign(date: &str, scope: &str, canonical: &str) -> String {
    let mut text = String::with_capacity(160);
    let _infallible = write!(text, "AWS4-HMAC-SHA256\n{date}\n{scope}\n");
    hex::push(&mut text, &Sha256::digest(canonical));
    text
}
