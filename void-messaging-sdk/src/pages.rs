//! Listings as streams: [`Pages`] and [`Items`].

use crate::{
    call::{Call, CallFuture},
    client::VoidMessagingClient,
    error::Error,
    operations::{
        ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResponse, ListQueuesRequest,
        ListQueuesResponse, Operation,
    },
    types::QueueUrl,
};

/// The most that the service puts on one page. Without a page size it gives one page and no token for the next.
const PAGE_SIZE: i32 = 1000;

void_core::paging::service_listings!(VoidMessagingClient, Error, Operation);

macro_rules! paged {
    ($request:ty, $response:ty, $items:ident: $item:ty) => {
        impl Paged for $request {
            type Item = $item;

            fn first_page(mut self) -> Self {
                self.max_results.get_or_insert(PAGE_SIZE);
                self
            }

            fn next_page(mut self, page: &$response) -> Option<Self> {
                let token = page.next_token.as_ref().filter(|token| !token.is_empty())?;
                self.next_token = Some(token.clone());
                Some(self)
            }

            fn into_items(page: $response) -> Vec<$item> {
                page.$items
            }
        }
    };
}

paged!(ListQueuesRequest, ListQueuesResponse, queue_urls: QueueUrl);
paged!(ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResponse, queue_urls: QueueUrl);
