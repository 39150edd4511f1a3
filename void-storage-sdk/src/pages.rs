//! Listings as streams: [`Pages`] and [`Items`].

use std::fmt;

use void_core::paging::{self, PageSource};

use crate::{
    call::{Call, CallFuture},
    client::VoidStorageClient,
    error::Error,
    operations::Operation,
};

/// An operation that gives its items page by page.
pub trait Paged: Operation + Clone {
    /// What is listed.
    type Item: Send;

    /// The request for the page after `page`; none after the last one.
    #[must_use]
    fn next_page(self, page: &Self::Response) -> Option<Self>;

    /// The items of a page.
    fn into_items(page: Self::Response) -> Vec<Self::Item>;
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
    client: &'client VoidStorageClient,
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
