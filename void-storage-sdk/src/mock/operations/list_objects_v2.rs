//! ListObjectsV2 on the engine.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::Serve;
use crate::{
    mock::{
        engine::{Entry, ListingAsked, Problem},
        protocol::Exchange,
    },
    operations::{ListObjectsV2Request, ListObjectsV2Response},
    types::{ChecksumAlgorithm, CommonPrefix, EncodingType, ObjectSummary, StorageClass},
    wire::encode_key,
};

/// The most results of a page.
const PAGE_LIMIT: u32 = 1000;

impl Serve for ListObjectsV2Request {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<ListObjectsV2Response, Problem> {
        let after = match &self.continuation_token {
            Some(token) => Some(position(token)?),
            None => self.start_after.clone(),
        };
        let max_keys = self.max_keys.unwrap_or(PAGE_LIMIT).min(PAGE_LIMIT);
        let asked = ListingAsked {
            prefix: self.prefix.as_deref().unwrap_or_default(),
            delimiter: self.delimiter.as_deref().unwrap_or_default(),
            after: after.as_deref(),
            limit: usize::try_from(max_keys).unwrap_or_default(),
        };
        let listed = exchange.backend.run(|state| state.engine.list_objects(self.bucket.as_str(), &asked))?;
        let encoded = |text: &str| match self.encoding_type {
            Some(EncodingType::Url) => encode_key(text),
            _ => text.to_owned(),
        };
        let next = listed.entries.last().filter(|_| listed.is_truncated);
        let next_continuation_token = next.map(|entry| BASE64_URL_SAFE_NO_PAD.encode(entry.name()));
        let (mut contents, mut common_prefixes) = (Vec::new(), Vec::new());
        let key_count = u32::try_from(listed.entries.len()).ok();
        for entry in listed.entries {
            match entry {
                Entry::Prefix(prefix) => common_prefixes.push(CommonPrefix { prefix: encoded(&prefix) }),
                Entry::Object { key, last_modified, object } => contents.push(ObjectSummary {
                    key: encoded(&key),
                    last_modified,
                    e_tag: object.e_tag.clone(),
                    checksum_algorithm: object
                        .checksums
                        .iter()
                        .map(|(algorithm, _)| algorithm)
                        .collect::<Vec<ChecksumAlgorithm>>(),
                    checksum_type: object.checksums.checksum_type.clone(),
                    size: object.body.size(),
                    storage_class: object.headers.storage_class.clone().or(Some(StorageClass::Standard)),
                    owner: None,
                }),
            }
        }
        Ok(ListObjectsV2Response {
            name: self.bucket.into(),
            prefix: Some(encoded(asked.prefix)),
            delimiter: self.delimiter.as_deref().map(encoded),
            start_after: self.start_after.as_deref().map(encoded),
            continuation_token: self.continuation_token.clone(),
            next_continuation_token,
            key_count,
            max_keys: Some(max_keys),
            encoding_type: self.encoding_type.clone(),
            is_truncated: listed.is_truncated,
            contents,
            common_prefixes,
        })
    }
}

/// After which key or prefix the page of a token starts.
fn position(token: &str) -> Result<String, Problem> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(|| {
        Problem::argument("continuation-token", token, "The continuation token provided is incorrect")
    })
}
