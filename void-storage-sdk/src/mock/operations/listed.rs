//! What the listings have in common: sizes of pages, encoded keys, places to go on from.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use void_core::Timestamp;

use crate::{
    mock::engine::{Entry, Object, Problem},
    types::{ChecksumAlgorithm, CommonPrefix, EncodingType, ObjectSummary, Owner, StorageClass},
};

/// The most results of a page.
const PAGE_LIMIT: u32 = 1000;
/// The largest number that the service takes for the results of a page.
const NUMBER_LIMIT: u32 = 2_147_483_647;

/// How many results a page has at most.
pub(super) fn page_size(asked: Option<u32>) -> Result<u32, Problem> {
    let asked = asked.unwrap_or(PAGE_LIMIT);
    if asked > NUMBER_LIMIT {
        let message = format!("Argument maxKeys must be an integer between 0 and {NUMBER_LIMIT}");
        return Err(Problem::argument("maxKeys", &asked.to_string(), message));
    }
    Ok(asked.min(PAGE_LIMIT))
}

/// Encodes keys where the request asks for it.
#[derive(Clone, Copy)]
pub(super) struct Encode(bool);

impl Encode {
    pub(super) fn new(asked: Option<&EncodingType>) -> Result<Self, Problem> {
        match asked {
            None => Ok(Self(false)),
            Some(EncodingType::Url) => Ok(Self(true)),
            Some(other) => {
                let message = "Invalid Encoding Method specified in Request";
                Err(Problem::argument("encoding-type", other.as_str(), message))
            }
        }
    }

    /// As forms are encoded, except that a slash stays one.
    pub(super) fn key(self, text: &str) -> String {
        const KEPT: &AsciiSet =
            &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'*').remove(b'/').remove(b' ');
        if self.0 { utf8_percent_encode(text, KEPT).to_string().replace(' ', "+") } else { text.to_owned() }
    }

    /// The objects and the common prefixes of a page.
    pub(super) fn entries(
        self,
        entries: Vec<Entry>,
        owner: Option<&Owner>,
    ) -> (Vec<ObjectSummary>, Vec<CommonPrefix>) {
        let (mut contents, mut common_prefixes) = (Vec::new(), Vec::new());
        for entry in entries {
            match entry {
                Entry::Prefix(prefix) => common_prefixes.push(CommonPrefix { prefix: self.key(&prefix) }),
                Entry::Object { key, last_modified, object } => contents.push(ObjectSummary {
                    key: self.key(&key),
                    last_modified: to_second(last_modified),
                    e_tag: object.e_tag.clone(),
                    checksum_algorithm: algorithms(&object),
                    checksum_type: object.checksums.checksum_type.clone(),
                    size: object.body.size(),
                    storage_class: storage_class(&object),
                    owner: owner.cloned(),
                }),
            }
        }
        (contents, common_prefixes)
    }
}

/// A time as listings have it: to the second, as the header has it too.
pub(super) const fn to_second(time: Timestamp) -> Timestamp {
    Timestamp::from_secs(time.as_secs())
}

/// The algorithms of an object's checksums.
pub(super) fn algorithms(object: &Object) -> Vec<ChecksumAlgorithm> {
    object.checksums.iter().map(|(algorithm, _)| algorithm).collect()
}

/// How an object is kept, the default said too.
pub(super) fn storage_class(object: &Object) -> Option<StorageClass> {
    object.headers.storage_class.clone().or(Some(StorageClass::Standard))
}

/// What begins every token, so that another text is not taken for one.
const TOKEN: &[u8] = b"1/";

/// The token of the page that starts after a key or common prefix.
pub(super) fn token(name: &str) -> String {
    let mut bytes = TOKEN.to_vec();
    // A reader should not take it for a key.
    bytes.extend(name.bytes().map(|byte| byte ^ 0x5a));
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// After which key or common prefix the page of a token starts.
pub(super) fn position(token: &str) -> Result<String, Problem> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok();
    let name = bytes.as_deref().and_then(|bytes| bytes.strip_prefix(TOKEN));
    let name = name.map(|bytes| bytes.iter().map(|byte| byte ^ 0x5a).collect());
    name.and_then(|name| String::from_utf8(name).ok()).ok_or_else(|| {
        Problem::argument("continuation-token", token, "The continuation token provided is incorrect")
    })
}

#[cfg(test)]
mod tests {
    use super::{Encode, EncodingType, position, token};

    #[test]
    fn keys_are_encoded_as_the_service_does_it() {
        let encode = Encode::new(Some(&EncodingType::Url)).unwrap();
        assert_eq!(encode.key("a b/test_file(3)+ü*~.png"), "a+b/test_file%283%29%2B%C3%BC*%7E.png");
        assert_eq!(Encode::new(None).unwrap().key("a b"), "a b");
        assert!(Encode::new(Some(&"base64".into())).is_err());
    }

    #[test]
    fn a_token_is_read_back_and_is_no_key() {
        for name in ["", "a/ü", "\u{10FFFF}"] {
            assert_eq!(position(&token(name)), Ok(name.to_owned()));
        }
        for other in ["", "a", "YS8", "!"] {
            assert!(position(other).is_err(), "{other}");
        }
    }
}
