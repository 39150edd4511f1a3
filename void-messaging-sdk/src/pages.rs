//! Listings as streams: [`Pages`] and [`Items`].

use std::fmt;

use void_core::paging::{self, PageSource};

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

/// An operation that gives its items page by page.
pub trait Paged: Operation {
    /// What is listed.
    type Item: Send;

    /// Asks for pages, where the caller did not say how large.
    fn set_default_page_size(&mut self);

    /// Goes on from an earlier page.
    fn set_next_token(&mut self, token: String);

    /// Where the next page begins; none after the last one.
    fn next_token(response: &Self::Response) -> Option<&str>;

    /// The items of a page.
    fn into_items(response: Self::Response) -> Vec<Self::Item>;
}

macro_rules! paged {
    ($request:ty, $response:ty, $items:ident: $item:ty) => {
        impl Paged for $request {
            type Item = $item;

            fn set_default_page_size(&mut self) {
                self.max_results.get_or_insert(PAGE_SIZE);
            }

            fn set_next_token(&mut self, token: String) {
                self.next_token = Some(token);
            }

            fn next_token(response: &$response) -> Option<&str> {
                response.next_token.as_deref().filter(|token| !token.is_empty())
            }

            fn into_items(response: $response) -> Vec<$item> {
                response.$items
            }
        }
    };
}

paged!(ListQueuesRequest, ListQueuesResponse, queue_urls: QueueUrl);
paged!(ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResponse, queue_urls: QueueUrl);

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
        let client = self.client();
        let next = self.into_request().map(|mut request| {
            request.set_default_page_size();
            request
        });
        Listing { client, next: Some(next), asked: None }
    }
}

/// A listing under way.
pub struct Listing<'client, R> {
    client: &'client VoidMessagingClient,
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
        let token = R::next_token(page).map(ToOwned::to_owned);
        self.next = self.asked.take().zip(token).map(|(mut request, token)| {
            request.set_next_token(token);
            Ok(request)
        });
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
