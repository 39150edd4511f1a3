//! Percent-encoding as Signature Version 4 wants it, so that what is sent is what is signed.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// `UriEncode` of the specification: everything but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same for a key in a path.
const KEY: &AsciiSet = &VALUE.remove(b'/');

/// Encodes the value of a parameter.
pub(crate) fn encode_value(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

/// Encodes a key for a path.
pub(crate) fn encode_key(text: &str) -> String {
    utf8_percent_encode(text, KEY).to_string()
}

/// Decodes percent-encoding; `None` where the bytes are no UTF-8. A `+` stays one.
pub(crate) fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode_key, encode_value};

    #[test]
    fn encodes_all_but_unreserved_characters() {
        assert_eq!(encode_value("a b+c/d~e_f-g.h"), "a%20b%2Bc%2Fd~e_f-g.h");
        assert_eq!(encode_key("./a b//ü+%.txt"), "./a%20b//%C3%BC%2B%25.txt");
        assert_eq!(decode("a%20b+c%2F").as_deref(), Some("a b+c/"));
        assert_eq!(decode("%FF"), None);
    }
}
