//! The canonical form of a request: what is signed.

use http::{header, request::Parts};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

use super::{
    Rules, VerifyError,
    claim::{Claim, incomplete},
};
pub(super) use crate::signing::canonical::hex_digest;

/// `UriEncode` of the specification: everything but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same for a path.
const ENCODED_IN_PATH: &AsciiSet = &ENCODED.remove(b'/');

/// The canonical request's digest, in hex, as it stands in the string to sign.
pub(super) fn digest(
    parts: &Parts,
    claim: &Claim,
    payload_hash: &str,
    rules: Rules,
) -> Result<String, VerifyError> {
    let mut text = String::with_capacity(512);
    text.push_str(parts.method.as_str());
    text.push('\n');
    text.push_str(&path(parts.uri.path(), rules));
    text.push('\n');
    push_query(&mut text, parts.uri.query().unwrap_or_default());
    text.push('\n');
    let mut bytes = text.into_bytes();
    for name in &claim.signed_headers {
        push_header(&mut bytes, parts, name).ok_or_else(|| absent(name, rules))?;
    }
    bytes.push(b'\n');
    bytes.extend_from_slice(claim.signed_headers.join(";").as_bytes());
    bytes.push(b'\n');
    bytes.extend_from_slice(payload_hash.as_bytes());
    Ok(hex_digest(&bytes))
}

fn path(path: &str, rules: Rules) -> String {
    match rules {
        // S3's keys may hold anything, dots and doubled slashes too. They are encoded once, however the client wrote them.
        Rules::S3 => {
            let decoded: Vec<u8> = percent_decode_str(path).collect();
            let encoded = percent_encode(&decoded, ENCODED_IN_PATH).to_string();
            if encoded.is_empty() { "/".to_owned() } else { encoded }
        }
        // The path as it was sent is encoded once more.
        Rules::Standard => percent_encode(normalize(path).as_bytes(), ENCODED_IN_PATH).to_string(),
    }
}

/// Removes dot segments as RFC 3986 does (section 5.2.4), and empty ones.
fn normalize(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let is_folder = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    let slash = if is_folder && !kept.is_empty() { "/" } else { "" };
    format!("/{}{slash}", kept.join("/"))
}

/// Parameters by their encoded names and values, without the signature itself.
fn push_query(text: &mut String, query: &str) {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| (encode(&name), encode(&value)))
        .collect();
    pairs.sort_unstable();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
}

fn encode(text: &str) -> String {
    percent_encode(text.as_bytes(), ENCODED).to_string()
}

/// Why a request is refused without a header that was signed. To S3 it is another request than the signed one.
fn absent(name: &str, rules: Rules) -> VerifyError {
    match rules {
        Rules::S3 => VerifyError::does_not_match(),
        Rules::Standard => incomplete(format!("The signed header '{name}' is not in the request.")),
    }
}

/// `name:value`, values of one name joined by commas, spaces in a row as one; `None` where the header is not there.
fn push_header(bytes: &mut Vec<u8>, parts: &Parts, name: &str) -> Option<()> {
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(b':');
    let mut found = false;
    for value in parts.headers.get_all(name) {
        if found {
            bytes.push(b',');
        }
        found = true;
        push_trimmed(bytes, value.as_bytes());
    }
    if !found {
        let host = host_of_uri(parts).filter(|_| name == header::HOST.as_str())?;
        bytes.extend_from_slice(host.as_bytes());
    }
    bytes.push(b'\n');
    Some(())
}

fn push_trimmed(bytes: &mut Vec<u8>, value: &[u8]) {
    let mut words = value.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    if let Some(first) = words.next() {
        bytes.extend_from_slice(first);
    }
    for word in words {
        bytes.push(b' ');
        bytes.extend_from_slice(word);
    }
}

/// The host that the request went to where no `Host` header says so: HTTP/2, and a transport in the same process.
fn host_of_uri(parts: &Parts) -> Option<&str> {
    let authority = parts.uri.authority()?;
    match (parts.uri.scheme_str(), authority.port_u16()) {
        (Some("http"), Some(80)) | (Some("https"), Some(443)) => Some(authority.host()),
        _ => Some(authority.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Rules, normalize, path};

    #[test]
    fn normalizes_paths_as_the_specification_does() {
        for (path, normal) in [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/./", "/"),
            ("/..", "/"),
            ("/./example", "/example"),
            ("/example/..", "/"),
            ("/example1/example2/../..", "/"),
            ("//example//", "/example/"),
            ("/a/b/.", "/a/b/"),
            ("/a/b/..", "/a/"),
            ("/../a", "/a"),
        ] {
            assert_eq!(normalize(path), normal, "{path}");
        }
    }

    #[test]
    fn encodes_paths_once_for_s3_and_twice_otherwise() {
        assert_eq!(path("/a%20b/./c//d!", Rules::S3), "/a%20b/./c//d%21");
        assert_eq!(path("/a%20b/./c//d!", Rules::Standard), "/a%2520b/c/d%21");
    }
}
