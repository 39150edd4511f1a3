//! [`Download`]: an object's bytes, checked as they come and gone on with where they break off.

mod check;
mod rest;

use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use void_core::{Body, TransportError, TransportErrorKind};

pub(crate) use self::check::Check;
use self::rest::Rest;
use super::VoidStorageClient;
use crate::{
    body::{ObjectBody, poll_data},
    error::Error,
    operations::{GetObjectRequest, GetObjectResponse, Operation},
};

const OPERATION: &str = GetObjectRequest::NAME;

/// The response to the request for the rest.
type Answer = Pin<Box<dyn Future<Output = Result<Body, Error>> + Send>>;

impl VoidStorageClient {
    /// Sends a GetObject whose body is checked, and gone on with where it breaks off.
    pub(crate) async fn read_object(&self, request: GetObjectRequest) -> Result<GetObjectResponse, Error> {
        let again = request.clone();
        let mut response = self.exchange(request).await?;
        let rest = Rest::of(self.clone(), again, &response);
        let body = std::mem::replace(&mut response.body, Body::empty().into());
        let download = Download {
            body: body.into(),
            read: 0,
            length: response.content_length,
            check: Check::of(&response),
            rest,
            answer: Mutex::default(),
            is_over: false,
        };
        response.body = ObjectBody::of_download(download);
        Ok(response)
    }
}

/// An object's bytes, checked as they come and gone on with where they break off.
pub(crate) struct Download {
    body: Body,
    /// How many bytes were given.
    read: u64,
    /// How many bytes there are.
    length: u64,
    check: Option<Check>,
    rest: Option<Rest>,
    // A mutex makes it `Sync`; it is never contended.
    answer: Mutex<Option<Answer>>,
    is_over: bool,
}

impl Download {
    /// How many bytes are still to come.
    pub(crate) const fn remaining(&self) -> u64 {
        if self.is_over { 0 } else { self.length.saturating_sub(self.read) }
    }

    /// Whether there is nothing to come.
    pub(crate) const fn is_over(&self) -> bool {
        self.is_over
    }

    /// The next bytes.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll_bytes(context));
        if next.as_ref().is_none_or(Result::is_err) {
            self.end();
        }
        Poll::Ready(next)
    }

    fn end(&mut self) {
        self.is_over = true;
        // What is left of the exchange ends with it.
        self.body = Body::empty();
        self.rest = None;
    }

    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            let answer = self.answer.get_mut().unwrap_or_else(PoisonError::into_inner);
            if let Some(future) = answer {
                let body = ready!(future.as_mut().poll(context));
                *answer = None;
                match body {
                    Ok(body) => self.body = body,
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
            }
            let broken = match ready!(poll_data(&mut self.body, context)) {
                Some(Ok(data)) if data.is_empty() => continue,
                Some(Ok(data)) => return Poll::Ready(Some(self.take(data))),
                None if self.read == self.length => {
                    // Bytes are checked with the last of them; of none there was no last.
                    let checked = self.check.take().map_or(Ok(()), Check::finish);
                    return Poll::Ready(checked.err().map(Err));
                }
                None => self.short(),
                Some(Err(error)) => error,
            };
            let Some(rest) = self.rest.as_mut().filter(|_| broken.is_retryable()) else {
                return Poll::Ready(Some(Err(Error::transport(OPERATION, broken))));
            };
            match rest.ask(self.read, &broken) {
                Some(answer) => self.answer = Mutex::new(Some(answer)),
                None => return Poll::Ready(Some(Err(Error::transport(OPERATION, broken)))),
            }
        }
    }

    /// Takes the next bytes. The last ones are given only if they are right: a reader that counts would not come for more.
    fn take(&mut self, data: Bytes) -> Result<Bytes, Error> {
        self.read += data.len() as u64;
        if self.read > self.length {
            let message = format!("the object has more than the {} bytes that the service said", self.length);
            return Err(Error::unreadable(OPERATION, message));
        }
        if let Some(check) = &mut self.check {
            check.update(&data);
        }
        if self.read == self.length
            && let Some(check) = self.check.take()
        {
            check.finish()?;
        }
        Ok(data)
    }

    fn short(&self) -> TransportError {
        let message = format!("the object broke off after {} of {} bytes", self.read, self.length);
        TransportError::new(TransportErrorKind::Body, message)
    }
}
