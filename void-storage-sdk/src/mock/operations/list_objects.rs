//! ListObjects on the engine.

use super::{
    Serve,
    listed::{Encode, page_size},
};
use crate::{
    mock::{
        engine::{Entry, ListingAsked, Problem},
        protocol::Exchange,
    },
    operations::{ListObjectsRequest, ListObjectsResponse},
};

impl Serve for ListObjectsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<ListObjectsResponse, Problem> {
        let (max_keys, encode) = (page_size(self.max_keys)?, Encode::new(self.encoding_type.as_ref())?);
        let asked = ListingAsked {
            prefix: self.prefix.as_deref().unwrap_or_default(),
            delimiter: self.delimiter.as_deref().unwrap_or_default(),
            after: self.marker.as_deref().filter(|marker| !marker.is_empty()),
            limit: max_keys as usize,
        };
        let (page, owner) = exchange.backend.run(|state| {
            let page = state.engine.list_objects(self.bucket.as_str(), &asked)?;
            Ok::<_, Problem>((page, state.engine.settings().owner()))
        })?;
        // Without a delimiter the last key says it.
        let says_next = page.is_truncated && !asked.delimiter.is_empty();
        let next = page.entries.last().filter(|_| says_next).map(|entry: &Entry| encode.key(entry.name()));
        let (contents, common_prefixes) = encode.entries(page.entries, Some(&owner));
        Ok(ListObjectsResponse {
            name: self.bucket.into(),
            prefix: Some(encode.key(asked.prefix)),
            delimiter: Some(encode.key(asked.delimiter)).filter(|delimiter| !delimiter.is_empty()),
            marker: Some(encode.key(self.marker.as_deref().unwrap_or_default())),
            next_marker: next,
            max_keys: Some(max_keys),
            encoding_type: self.encoding_type,
            is_truncated: page.is_truncated,
            contents,
            common_prefixes,
        })
    }
}
