//! Listings as streams: [`Pages`] and [`Items`].

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

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

impl<'client, R: Paged> Call<'client, R> {
    /// Gives page after page, as a `Stream`, each asked for when the one before was taken. Ends after the last one
    /// or an error.
    pub fn pages(self) -> Pages<'client, R> {
        let client = self.client();
        let next = self.into_request().map(|mut request| {
            request.set_default_page_size();
            request
        });
        Pages { client, next: Some(next), waiting: None }
    }

    /// Gives item after item, as a `Stream`. Ends after the last one or an error.
    pub fn items(self) -> Items<'client, R> {
        Items { pages: self.pages(), ready: VecDeque::new() }
    }
}

/// The pages of a listing.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<'client, R: Paged> {
    client: &'client VoidMessagingClient,
    next: Option<Result<R, Error>>,
    waiting: Option<(R, CallFuture<'client, R::Response>)>,
}

impl<R: Paged> Pages<'_, R> {
    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<R::Response, Error>>
    where
        Self: Unpin,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

// The future in it is boxed, so nothing in it needs to stay where it is.
impl<R: Paged> Unpin for Pages<'_, R> {}

impl<R: Paged> Stream for Pages<'_, R> {
    type Item = Result<R::Response, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.waiting.is_none() {
            let request = match this.next.take() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(request)) => request,
            };
            let (client, sent) = (this.client, request.clone());
            this.waiting = Some((request, Box::pin(async move { client.send(sent).await })));
        }
        let Some((_, call)) = &mut this.waiting else { return Poll::Ready(None) };
        let result = ready!(call.as_mut().poll(context));
        if let (Some((mut request, _)), Ok(response)) = (this.waiting.take(), &result) {
            this.next = R::next_token(response).map(|token| {
                request.set_next_token(token.to_owned());
                Ok(request)
            });
        }
        Poll::Ready(Some(result))
    }
}

/// The items of a listing.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<'client, R: Paged> {
    pages: Pages<'client, R>,
    ready: VecDeque<R::Item>,
}

impl<R: Paged> Items<'_, R> {
    /// The next item; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<R::Item, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// The first error of a page.
    pub async fn collect(mut self) -> Result<Vec<R::Item>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}

impl<R: Paged> Unpin for Items<'_, R> {}

impl<R: Paged> Stream for Items<'_, R> {
    type Item = Result<R::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.ready = R::into_items(page).into(),
            }
        }
    }
}

impl<R: Paged> fmt::Debug for Pages<'_, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("next", &self.next).finish_non_exhaustive()
    }
}

impl<R: Paged> fmt::Debug for Items<'_, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
