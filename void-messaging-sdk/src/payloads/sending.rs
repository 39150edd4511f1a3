//! Bodies on their way into the store.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use void_core::{
    PayloadPointer, StoreError, bounded,
    store::{LEGACY_PAYLOAD_SIZE_ATTRIBUTE, PAYLOAD_SIZE_ATTRIBUTE, is_payload_size_attribute},
};

use super::PayloadOffload;
use crate::{
    client::VoidMessagingClient,
    error::Error,
    operations::{
        Operation, SendMessageBatchRequest, SendMessageBatchRequestEntry, SendMessageBatchResponse,
        SendMessageRequest, SendMessageResponse,
    },
    send_messages::BATCH_BYTES,
    types::{BatchResultErrorEntry, MessageAttributeValue},
};

/// More than a pointer and its attribute take, whatever is escaped in the key.
const POINTER_BYTES: usize = 4096;

/// The most message attributes of a message.
const MAX_ATTRIBUTES: usize = 10;

type Attributes = BTreeMap<String, MessageAttributeValue>;

impl PayloadOffload {
    pub(crate) async fn send(
        &self,
        client: &VoidMessagingClient,
        mut request: SendMessageRequest,
    ) -> Result<SendMessageResponse, Error> {
        check(SendMessageRequest::NAME, &request.message_attributes, self.is_large_message(&request))?;
        if !self.is_large_message(&request) {
            return client.send_as_is(request).await;
        }
        if request.queue_url.is_fifo() {
            keep_content_based_id(&mut request.message_deduplication_id, &request.message_body);
        }
        let body = std::mem::take(&mut request.message_body);
        let pointer = self
            .store(body, &mut request.message_body, &mut request.message_attributes)
            .await
            .map_err(|error| Error::payload(SendMessageRequest::NAME, error))?;
        let result = client.send_as_is(request).await;
        if let Err(error) = &result
            && !error.may_have_been_applied()
        {
            self.discard(vec![pointer]).await;
        }
        result
    }

    pub(crate) async fn send_batch(
        &self,
        client: &VoidMessagingClient,
        mut request: SendMessageBatchRequest,
    ) -> Result<SendMessageBatchResponse, Error> {
        let (stored, not_stored) = self.store_entries(&mut request).await;
        if request.entries.is_empty() && !not_stored.is_empty() {
            return Ok(SendMessageBatchResponse { successful: Vec::new(), failed: not_stored });
        }
        match client.send_as_is(request).await {
            Ok(mut response) => {
                let refused = |id: &str| {
                    let mut failed = response.failed.iter();
                    failed.any(|entry| entry.id == id && entry.code != BatchResultErrorEntry::NO_ANSWER)
                };
                let (unused, _): (Vec<_>, Vec<_>) = stored.into_iter().partition(|(id, _)| refused(id));
                self.discard(unused.into_iter().map(|(_, pointer)| pointer).collect()).await;
                response.failed.extend(not_stored);
                Ok(response)
            }
            Err(error) => {
                if !error.may_have_been_applied() {
                    self.discard(stored.into_iter().map(|(_, pointer)| pointer).collect()).await;
                }
                Err(error)
            }
        }
    }

    /// Stores the bodies of a batch that are to be, and takes the entries out that can't be sent. Gives what is stored by the
    /// entries' ids, and what became of the others.
    async fn store_entries(
        &self,
        request: &mut SendMessageBatchRequest,
    ) -> (Vec<(String, PayloadPointer)>, Vec<BatchResultErrorEntry>) {
        let is_fifo = request.queue_url.is_fifo();
        let large = self.choose(&request.entries);
        let mut results: Vec<Option<Result<PayloadPointer, Error>>> = Vec::new();
        results.resize_with(request.entries.len(), || None);
        let jobs = request.entries.iter_mut().zip(large).zip(&mut results).map(
            |((entry, large), result)| async move {
                *result = self.store_entry(entry, large, is_fifo).await;
            },
        );
        bounded::run(self.concurrency, jobs).await;

        let (mut stored, mut not_stored, mut stopped_groups) = (Vec::new(), Vec::new(), HashSet::new());
        let mut results = results.into_iter();
        request.entries.retain(|entry| {
            let result = results.next().flatten();
            let overtakes = is_fifo && stopped_groups.contains(&entry.message_group_id);
            let error = match result {
                Some(Ok(pointer)) => {
                    // One that is not sent after all is among what was refused.
                    stored.push((entry.id.clone(), pointer));
                    overtakes.then(|| overtaken(&entry.id))
                }
                Some(Err(error)) => Some(failure(&entry.id, &error)),
                None => overtakes.then(|| overtaken(&entry.id)),
            };
            let Some(error) = error else { return true };
            stopped_groups.insert(entry.message_group_id.clone());
            not_stored.push(error);
            false
        });
        let (unused, stored): (Vec<_>, Vec<_>) =
            stored.into_iter().partition(|(id, _)| not_stored.iter().any(|error| error.id == *id));
        self.discard(unused.into_iter().map(|(_, pointer)| pointer).collect()).await;
        (stored, not_stored)
    }

    async fn store_entry(
        &self,
        entry: &mut SendMessageBatchRequestEntry,
        large: bool,
        is_fifo: bool,
    ) -> Option<Result<PayloadPointer, Error>> {
        const NAME: &str = SendMessageBatchRequest::NAME;
        if let Err(error) = check(NAME, &entry.message_attributes, large) {
            return Some(Err(error));
        }
        if !large {
            return None;
        }
        if is_fifo {
            keep_content_based_id(&mut entry.message_deduplication_id, &entry.message_body);
        }
        let body = std::mem::take(&mut entry.message_body);
        let stored = self.store(body, &mut entry.message_body, &mut entry.message_attributes).await;
        Some(stored.map_err(|error| Error::payload(NAME, error)))
    }

    /// Stores a body, and sets what goes in its place.
    async fn store(
        &self,
        body: String,
        pointer_body: &mut String,
        attributes: &mut Attributes,
    ) -> Result<PayloadPointer, StoreError> {
        let size = MessageAttributeValue::from(u64::try_from(body.len()).unwrap_or(u64::MAX));
        let pointer = self.text.store().put(Bytes::from(body)).await?;
        let name = if self.legacy_attribute { LEGACY_PAYLOAD_SIZE_ATTRIBUTE } else { PAYLOAD_SIZE_ATTRIBUTE };
        attributes.insert(name.to_owned(), size);
        *pointer_body = pointer.to_body();
        Ok(pointer)
    }

    /// Which bodies of a batch go into the store: those of large messages, and where the rest is too much for a batch, the
    /// largest of it.
    fn choose(&self, entries: &[SendMessageBatchRequestEntry]) -> Vec<bool> {
        let mut large: Vec<bool> =
            entries.iter().map(|entry| self.is_large(&entry.message_body, entry.size_bytes())).collect();
        let bytes = |place: usize, large: bool| {
            let entry = &entries[place];
            let whole = entry.size_bytes();
            if large { whole - entry.message_body.len() + POINTER_BYTES } else { whole }
        };
        let mut by_size: Vec<usize> = (0..entries.len()).filter(|place| !large[*place]).collect();
        by_size.sort_by_key(|place| entries[*place].message_body.len());
        while (0..entries.len()).map(|place| bytes(place, large[place])).sum::<usize>() > BATCH_BYTES {
            match by_size.pop() {
                Some(place) if entries[place].message_body.len() > POINTER_BYTES => large[place] = true,
                _ => break,
            }
        }
        large
    }

    fn is_large_message(&self, request: &SendMessageRequest) -> bool {
        let attributes: usize =
            request.message_attributes.iter().map(|(name, value)| name.len() + value.size_bytes()).sum();
        self.is_large(&request.message_body, request.message_body.len() + attributes)
    }

    /// An empty body is none: the service refuses it.
    fn is_large(&self, body: &str, size_bytes: usize) -> bool {
        !body.is_empty() && (self.always || size_bytes > self.threshold_bytes)
    }
}

impl VoidMessagingClient {
    /// How many bytes of a batch's limit an entry takes once its body is where it is to be.
    pub(crate) fn bytes_on_the_wire(&self, entry: &SendMessageBatchRequestEntry) -> usize {
        let whole = entry.size_bytes();
        match &self.offload {
            Some(offload) if offload.is_large(&entry.message_body, whole) => {
                whole - entry.message_body.len() + POINTER_BYTES
            }
            _ => whole,
        }
    }
}

/// Refuses attributes that would make a message look like one with a pointer, or leave no room for the mark of one.
fn check(operation: &'static str, attributes: &Attributes, large: bool) -> Result<(), Error> {
    if let Some(name) = attributes.keys().find(|name| is_payload_size_attribute(name)) {
        let message =
            format!("the message attribute {name} is reserved for messages whose body is in a store");
        return Err(Error::invalid_request(operation, message));
    }
    if large && attributes.len() >= MAX_ATTRIBUTES {
        let message = "a message whose body goes into a store has at most 9 message attributes";
        return Err(Error::invalid_request(operation, message));
    }
    Ok(())
}

/// Sets the deduplication id that the service would make of the body: of the pointer it would make another at each send.
fn keep_content_based_id(id: &mut Option<String>, body: &str) {
    id.get_or_insert_with(|| void_core::hex::encode(&Sha256::digest(body.as_bytes())));
}

fn failure(id: &str, error: &Error) -> BatchResultErrorEntry {
    let code = match error.kind() {
        crate::ErrorKind::Payload => BatchResultErrorEntry::PAYLOAD_NOT_STORED,
        _ => "InvalidParameterValue",
    };
    BatchResultErrorEntry {
        id: id.to_owned(),
        sender_fault: !error.is_retryable(),
        code: code.to_owned(),
        message: error.to_string(),
    }
}

fn overtaken(id: &str) -> BatchResultErrorEntry {
    BatchResultErrorEntry {
        id: id.to_owned(),
        sender_fault: false,
        code: BatchResultErrorEntry::PAYLOAD_NOT_STORED.to_owned(),
        message: "not sent, since an earlier message of its group failed".to_owned(),
    }
}
