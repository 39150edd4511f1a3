//! [`Rest`]: asks for the bytes that a body broke off before.

use std::time::Duration;

use http::StatusCode;
use void_core::{Body, CallError, CallErrorKind, ServiceError, TransportError, retry::full_jitter};

use super::{Answer, OPERATION};
use crate::{
    client::VoidStorageClient,
    error::{Error, ErrorKind},
    operations::{GetObjectRequest, GetObjectResponse},
    types::ETag,
};

/// With so many more bytes the count of breaks starts again: a large object may take many.
const PROGRESS: u64 = 1024 * 1024;

/// The longest wait before the first request for the rest is this part of the policy's: nothing was throttled.
const TRANSIENT: u32 = 20;

/// What asks for the rest of an object, as often in a row as the configuration tries a call again.
pub(super) struct Rest {
    client: VoidStorageClient,
    request: GetObjectRequest,
    e_tag: ETag,
    /// The places in the object of the body's first and last byte.
    first: u64,
    last: u64,
    /// How many breaks there were since there was progress.
    breaks: u32,
    /// How many bytes were there at the last break.
    read: u64,
}

impl Rest {
    /// What continues the response to `request`; `None` where nothing tells whether the object is still the same.
    pub(super) fn of(
        client: VoidStorageClient,
        request: GetObjectRequest,
        response: &GetObjectResponse,
    ) -> Option<Self> {
        let is_strong = !response.e_tag.as_str().starts_with("W/");
        let first = match &response.content_range {
            Some(range) => first_of(range)?,
            None => 0,
        };
        let last = first.checked_add(response.content_length.checked_sub(1)?)?;
        let e_tag = response.e_tag.clone();
        is_strong.then_some(Self { client, request, e_tag, first, last, breaks: 0, read: 0 })
    }

    /// Asks for what comes after the first `read` bytes; `None` when it was asked for in vain too often.
    pub(super) fn ask(&mut self, read: u64, broken: &TransportError) -> Option<Answer> {
        if read - self.read >= PROGRESS {
            self.breaks = 0;
        }
        self.read = read;
        self.breaks += 1;
        let config = self.client.config();
        let policy = config.retry();
        if self.breaks >= policy.max_attempts {
            return None;
        }
        tracing::debug!(read, error = %broken, "the body broke off: asking for the rest");
        let first = policy.initial_backoff / TRANSIENT;
        let wait = full_jitter(config.random(), self.breaks, first, policy.max_backoff);
        let (client, e_tag) = (self.client.clone(), self.e_tag.clone());
        let first = self.first + read;
        Some(Box::pin(rest(client, self.request_from(first), e_tag, first, wait)))
    }

    fn request_from(&self, first: u64) -> GetObjectRequest {
        GetObjectRequest {
            range: Some(format!("bytes={first}-{}", self.last)),
            part_number: None,
            if_match: Some(self.e_tag.as_str().to_owned()),
            if_none_match: None,
            if_modified_since: None,
            if_unmodified_since: None,
            checksum_mode: None,
            ..self.request.clone()
        }
    }
}

async fn rest(
    client: VoidStorageClient,
    request: GetObjectRequest,
    e_tag: ETag,
    first: u64,
    wait: Duration,
) -> Result<Body, Error> {
    let clock = client.config().clock();
    clock.sleep_until(clock.now() + wait).await;
    let response = match client.exchange(request).await {
        Ok(response) if response.e_tag != e_tag => return Err(changed(None)),
        Ok(response) => response,
        Err(error) if error.kind() == ErrorKind::PreconditionFailed => return Err(changed(Some(&error))),
        Err(error) => return Err(error),
    };
    let range = response.content_range.as_deref();
    if range.map_or(Some(0), first_of) != Some(first) {
        let range = range.unwrap_or("the whole object");
        let message = format!("the service was asked for the bytes from {first} on and sent {range}");
        return Err(Error::unreadable(OPERATION, message));
    }
    Ok(response.body.into())
}

/// The place of the first byte: 7 of `bytes 7-9/10`.
fn first_of(content_range: &str) -> Option<u64> {
    content_range.strip_prefix("bytes ")?.split_once('-')?.0.parse().ok()
}

/// The error of an object that is another one by now.
fn changed(refusal: Option<&Error>) -> Error {
    let error = ServiceError {
        code: "PreconditionFailed".to_owned(),
        query_code: None,
        message: "the body broke off, and the object has changed since: read it again from its start"
            .to_owned(),
        status: StatusCode::PRECONDITION_FAILED,
        request_id: refusal.and_then(Error::request_id).map(ToOwned::to_owned),
    };
    CallError::new(OPERATION, CallErrorKind::Service(error)).into()
}
