//! Listings as streams: [`Pages`] and [`Items`].

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

void_core::paging::service_listings!(VoidStreamsClient, Error, Operation);

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
