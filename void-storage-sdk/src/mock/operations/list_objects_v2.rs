//! ListObjectsV2 on the engine.

use super::{
    Serve,
    listed::{Encode, page_size, position, token},
};
use crate::{
    mock::{
        engine::{Entry, ListingAsked, Problem},
        protocol::Exchange,
    },
    operations::{ListObjectsV2Request, ListObjectsV2Response},
};

impl Serve for ListObjectsV2Request {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<ListObjectsV2Response, Problem> {
        let after = match &self.continuation_token {
            Some(token) => Some(position(token)?),
            None => self.start_after.clone(),
        };
        let (max_keys, encode) = (page_size(self.max_keys)?, Encode::new(self.encoding_type.as_ref())?);
        let asked = ListingAsked {
            prefix: self.prefix.as_deref().unwrap_or_default(),
            delimiter: self.delimiter.as_deref().unwrap_or_default(),
            after: after.as_deref(),
            limit: max_keys as usize,
        };
        let (page, owner) = exchange.backend.run(|state| {
            let page = state.engine.list_objects(self.bucket.as_str(), &asked)?;
            Ok::<_, Problem>((page, state.engine.settings().owner()))
        })?;
        let next = page.entries.last().filter(|_| page.is_truncated).map(Entry::name).map(token);
        let key_count = u32::try_from(page.entries.len()).ok();
        let owner = self.fetch_owner.unwrap_or_default().then_some(&owner);
        let (contents, common_prefixes) = encode.entries(page.entries, owner);
        let encoded =
            |text: Option<String>| text.filter(|text| !text.is_empty()).map(|text| encode.key(&text));
        Ok(ListObjectsV2Response {
            name: self.bucket.into(),
            prefix: Some(encode.key(asked.prefix)),
            delimiter: encoded(self.delimiter),
            start_after: encoded(self.start_after),
            continuation_token: self.continuation_token,
            next_continuation_token: next,
            key_count,
            max_keys: Some(max_keys),
            encoding_type: self.encoding_type,
            is_truncated: page.is_truncated,
            contents,
            common_prefixes,
        })
    }
}
