//! Which consumers a stream has, page by page.

use std::ops::Bound::{Excluded, Unbounded};

use void_core::Timestamp;

use super::{Engine, Problem, consumers::ConsumerView, page_tokens::invalid_token, tokens::Purpose};

/// The most consumers of a page, and the default.
const PAGE: usize = 100;

/// A page of consumers.
#[derive(Debug)]
pub struct ConsumerPage {
    /// The consumers, in the order of their names.
    pub consumers: Vec<ConsumerView>,
    /// Where the next page begins; none after the last one.
    pub next_token: Option<String>,
}

impl Engine {
    /// A page of the consumers of the stream `name`, in the order of their names: the first one, or the one after the page that
    /// gave `token`. `stream_made_at` tells the stream from another one that had its name.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` without the stream, `ResourceInUse` when it is being made or deleted, `InvalidArgument` for a token
    /// that is none of this stream, `ExpiredNextToken` for one that is older than 5 minutes.
    pub fn list_consumers(
        &self,
        now: Timestamp,
        name: &str,
        stream_made_at: Option<Timestamp>,
        token: Option<&str>,
        limit: Option<usize>,
    ) -> Result<ConsumerPage, Problem> {
        let stream = self.stream_made_at(name, stream_made_at)?;
        stream.must_be_usable(&self.settings.account_id)?;
        let id = stream.id.to_string();
        let fields = token.map(|token| self.open_page_token(now, Purpose::Consumers, token)).transpose()?;
        let from = match fields.as_deref() {
            None => Unbounded,
            Some([of_stream, after]) if *of_stream == id => Excluded(&**after),
            Some(_) => return Err(invalid_token()),
        };
        let later = stream.consumers.by_name.range::<str, _>((from, Unbounded));
        let mut rest = later.filter(|(_, consumer)| consumer.is_there(now));
        let page = rest.by_ref().take(limit.unwrap_or(PAGE).min(PAGE));
        let consumers: Vec<_> = page.map(|(name, consumer)| self.view(now, stream, name, consumer)).collect();
        let last = consumers.last().filter(|_| rest.next().is_some());
        let next_token = last.map(|last| self.page_token(now, Purpose::Consumers, &[&id, &last.name]));
        Ok(ConsumerPage { consumers, next_token })
    }
}
