//! Listings as streams: [`Pages`] and [`Items`].

use std::fmt;

use void_core::paging::{self, PageSource};

use crate::{
    call::{Call, CallFuture},
    client::VoidStreamsClient,
    error::Error,
    operations::{
        DescribeStreamRequest, DescribeStreamResponse, ListShardsRequest, ListShardsResponse,
        ListStreamConsumersRequest, ListStreamConsumersResponse, ListStreamsRequest, ListStreamsResponse,
        ListTagsForStreamRequest, ListTagsForStreamResponse, Operation,
    },
    types::{Consumer, Shard, StreamName, Tag},
};

/// An operation that gives its items page by page.
pub trait Paged: Operation {
    /// What is listed.
    type Item: Send;

    /// The request for the page after `page`; none after the last one.
    #[must_use]
    fn next_page(self, page: &Self::Response) -> Option<Self>;

    /// The items of a page.
    fn into_items(page: Self::Response) -> Vec<Self::Item>;
}

impl Paged for ListStreamsRequest {
    type Item = StreamName;

    /// By the token, or where the service gives none by the last name.
    fn next_page(mut self, page: &ListStreamsResponse) -> Option<Self> {
        self.next_token = token(page.next_token.as_ref());
        if self.next_token.is_none() {
            self.exclusive_start_stream_name =
                Some(page.stream_names.last().filter(|_| page.has_more_streams)?.clone());
        }
        Some(self)
    }

    fn into_items(page: ListStreamsResponse) -> Vec<StreamName> {
        page.stream_names
    }
}

impl Paged for ListShardsRequest {
    type Item = Shard;

    fn next_page(mut self, page: &ListShardsResponse) -> Option<Self> {
        self.go_on(token(page.next_token.as_ref())?);
        Some(self)
    }

    fn into_items(page: ListShardsResponse) -> Vec<Shard> {
        page.shards
    }
}

impl Paged for ListStreamConsumersRequest {
    type Item = Consumer;

    fn next_page(mut self, page: &ListStreamConsumersResponse) -> Option<Self> {
        self.next_token = Some(token(page.next_token.as_ref())?);
        // The token says which stream it is.
        self.stream_creation_timestamp = None;
        Some(self)
    }

    fn into_items(page: ListStreamConsumersResponse) -> Vec<Consumer> {
        page.consumers
    }
}

impl Paged for ListTagsForStreamRequest {
    type Item = Tag;

    fn next_page(mut self, page: &ListTagsForStreamResponse) -> Option<Self> {
        self.exclusive_start_tag_key = Some(page.tags.last().filter(|_| page.has_more_tags)?.key.clone());
        Some(self)
    }

    fn into_items(page: ListTagsForStreamResponse) -> Vec<Tag> {
        page.tags
    }
}

impl Paged for DescribeStreamRequest {
    type Item = Shard;

    fn next_page(mut self, page: &DescribeStreamResponse) -> Option<Self> {
        let stream = &page.stream_description;
        self.exclusive_start_shard_id =
            Some(stream.shards.last().filter(|_| stream.has_more_shards)?.shard_id.clone());
        Some(self)
    }

    fn into_items(page: DescribeStreamResponse) -> Vec<Shard> {
        page.stream_description.shards
    }
}

fn token(token: Option<&String>) -> Option<String> {
    token.filter(|token| !token.is_empty()).cloned()
}

/// The pages of a listing.
pub type Pages<'client, R> = paging::Pages<Listing<'client, R>>;

/// The items of a listing.
pub type Items<'client, R> = paging::Items<Listing<'client, R>>;

impl<'client, R: Paged> Call<'client, R> {
    /// Gives page after page, as a `Stream`, each asked for when the one before was taken. Ends after the last one
    /// or an error.
    pub fn pages(self) -> Pages<'client, R> {
        Pages::new(self.into_listing())
    }

    /// Gives item after item, as a `Stream`. Ends after the last one or an error.
    pub fn items(self) -> Items<'client, R> {
        Items::new(self.into_listing())
    }

    fn into_listing(self) -> Listing<'client, R> {
        Listing { client: self.client(), next: Some(self.into_request()), asked: None }
    }
}

/// A listing under way.
pub struct Listing<'client, R> {
    client: &'client VoidStreamsClient,
    next: Option<Result<R, Error>>,
    asked: Option<R>,
}

impl<'client, R: Paged> PageSource for Listing<'client, R> {
    type Page = R::Response;
    type Item = R::Item;
    type Error = Error;
    type Asking = CallFuture<'client, R::Response>;

    fn ask(&mut self) -> Option<Result<Self::Asking, Error>> {
        let client = self.client;
        Some(self.next.take()?.map(|request| -> Self::Asking {
            self.asked = Some(request.clone());
            Box::pin(async move { client.send(request).await })
        }))
    }

    fn turn(&mut self, page: &R::Response) {
        self.next = self.asked.take().and_then(|request| request.next_page(page)).map(Ok);
    }

    fn into_items(page: R::Response) -> Vec<R::Item> {
        R::into_items(page)
    }
}

impl<R: fmt::Debug> fmt::Debug for Listing<'_, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Listing").field("next", &self.next).finish_non_exhaustive()
    }
}
