//! Listings page by page as streams: [`Pages`] and [`Items`] of a [`PageSource`].

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

/// Where pages come from.
pub trait PageSource {
    /// A page.
    type Page;
    /// What is on it.
    type Item;
    /// Why there is none.
    type Error;
    /// Asking for a page, while it is under way.
    type Asking: Future<Output = Result<Self::Page, Self::Error>> + Unpin;

    /// Asks for the next page; `None` after the last one.
    fn ask(&mut self) -> Option<Result<Self::Asking, Self::Error>>;

    /// Takes note of where the page after `page` begins, if there is one. Not called after an error.
    fn turn(&mut self, page: &Self::Page);

    /// The items of a page.
    fn into_items(page: Self::Page) -> Vec<Self::Item>;
}

/// The pages of a listing, each asked for when the one before was taken. Ends after the last one or an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<S: PageSource> {
    source: S,
    asking: Option<S::Asking>,
}

impl<S: PageSource> Pages<S> {
    /// The pages of a source.
    pub const fn new(source: S) -> Self {
        Self { source, asking: None }
    }

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<S::Page, S::Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

// What is asked for needs not stay where it is, and no pin of anything else is handed out.
impl<S: PageSource> Unpin for Pages<S> {}

impl<S: PageSource> Stream for Pages<S> {
    type Item = Result<S::Page, S::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let asking = match &mut this.asking {
            Some(asking) => asking,
            none => match this.source.ask() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(asking)) => none.insert(asking),
            },
        };
        let result = ready!(Pin::new(asking).poll(context));
        this.asking = None;
        if let Ok(page) = &result {
            this.source.turn(page);
        }
        Poll::Ready(Some(result))
    }
}

/// The items of a listing, page after page. Ends after the last one or an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<S: PageSource> {
    pages: Pages<S>,
    ready: VecDeque<S::Item>,
}

impl<S: PageSource> Items<S> {
    /// The items of a source.
    pub const fn new(source: S) -> Self {
        Self { pages: Pages::new(source), ready: VecDeque::new() }
    }

    /// The next item; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<S::Item, S::Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// The first error of a page.
    pub async fn collect(mut self) -> Result<Vec<S::Item>, S::Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}

impl<S: PageSource> Unpin for Items<S> {}

impl<S: PageSource> Stream for Items<S> {
    type Item = Result<S::Item, S::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.ready = S::into_items(page).into(),
            }
        }
    }
}

impl<S: PageSource + fmt::Debug> fmt::Debug for Pages<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("source", &self.source).finish_non_exhaustive()
    }
}

impl<S: PageSource + fmt::Debug> fmt::Debug for Items<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// Defines `Paged`, `Listing`, `Pages` and `Items` for a client, and the methods `pages` and `items` of its `Call`: by the
/// client's type, its error, and the trait of its operations, which has the type `Response`. `Call` and `CallFuture` are those of
/// [`service_call!`](crate::pipeline::service_call).
#[macro_export]
#[doc(hidden)]
macro_rules! __service_listings {
    ($client:ident, $error:ident, $operation:ident) => {
        /// An operation that gives its items page by page.
        pub trait Paged: $operation + Clone {
            /// What is listed.
            type Item: Send;

            /// The request for the first page. Default: as it is.
            #[must_use]
            fn first_page(self) -> Self {
                self
            }

            /// The request for the page after `page`; none after the last one.
            #[must_use]
            fn next_page(self, page: &Self::Response) -> Option<Self>;

            /// The items of a page.
            fn into_items(page: Self::Response) -> Vec<Self::Item>;
        }

        /// The pages of a listing.
        pub type Pages<'client, R> = $crate::paging::Pages<Listing<'client, R>>;

        /// The items of a listing.
        pub type Items<'client, R> = $crate::paging::Items<Listing<'client, R>>;

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
                Listing { client, next: Some(self.into_request().map(R::first_page)), asked: None }
            }
        }

        /// A listing under way.
        pub struct Listing<'client, R> {
            client: &'client $client,
            next: Option<Result<R, $error>>,
            asked: Option<R>,
        }

        impl<'client, R: Paged> $crate::paging::PageSource for Listing<'client, R> {
            type Page = R::Response;
            type Item = R::Item;
            type Error = $error;
            type Asking = CallFuture<'client, R::Response>;

            fn ask(&mut self) -> Option<Result<Self::Asking, $error>> {
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

        impl<R: ::std::fmt::Debug> ::std::fmt::Debug for Listing<'_, R> {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.debug_struct("Listing").field("next", &self.next).finish_non_exhaustive()
            }
        }
    };
}

pub use crate::__service_listings as service_listings;

#[cfg(test)]
mod tests {
    use std::future::{Ready, ready};

    use super::{Items, PageSource, Pages};

    /// Counts down from a number; 0 is an error.
    #[derive(Debug)]
    struct Countdown(Option<u32>);

    impl PageSource for Countdown {
        type Page = u32;
        type Item = u32;
        type Error = &'static str;
        type Asking = Ready<Result<u32, &'static str>>;

        fn ask(&mut self) -> Option<Result<Self::Asking, Self::Error>> {
            match self.0.take()? {
                99 => Some(Err("can't be asked for")),
                number => Some(Ok(ready(if number == 0 { Err("zero") } else { Ok(number) }))),
            }
        }

        fn turn(&mut self, page: &u32) {
            self.0 = (*page != 5).then(|| page - 1);
        }

        fn into_items(page: u32) -> Vec<u32> {
            vec![page; if page == 6 { 0 } else { 2 }]
        }
    }

    #[tokio::test]
    async fn items_come_page_after_page_and_end() {
        assert_eq!(
            Items::new(Countdown(Some(7))).collect().await,
            Ok(vec![7, 7, 5, 5]),
            "6 is an empty page"
        );
        let mut pages = Pages::new(Countdown(Some(6)));
        assert_eq!(
            [pages.next().await, pages.next().await, pages.next().await, pages.next().await],
            [Some(Ok(6)), Some(Ok(5)), None, None]
        );
    }

    #[tokio::test]
    async fn an_error_ends_the_listing() {
        let mut items = Items::new(Countdown(Some(1)));
        let mut seen = Vec::new();
        while let Some(item) = items.next().await {
            seen.push(item);
        }
        assert_eq!(seen, [Ok(1), Ok(1), Err("zero")]);
        assert_eq!(items.next().await, None);
        let mut pages = Pages::new(Countdown(Some(99)));
        assert_eq!([pages.next().await, pages.next().await], [Some(Err("can't be asked for")), None]);
    }
}
