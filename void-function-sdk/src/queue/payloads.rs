//! [`QueuePayloads`]: bodies that are too large for a queue, fetched from their store.

use std::sync::Arc;

use md5::{Digest, Md5};
use void_core::{
    PayloadPointer, PayloadStore, StoreError,
    store::{PayloadText, SharedPayloadStore, is_payload_size_attribute},
};

use super::{FailureAction, VoidQueueRecord};
use crate::record_state::State;

/// Where the bodies of messages are that are too large for a queue: see [`EachRecord::payloads`](super::EachRecord::payloads).
///
/// It reads what void-messaging-sdk's `with_payload_offload` and the Amazon SQS Extended Client Libraries send.
///
/// ```
/// use void_core::{PayloadStore, store::InMemoryPayloads};
/// use void_function_sdk::{
///     Handler, Outcome, QueueMessage, QueuePayloads, VoidContext, VoidMessageAttribute, VoidQueueEvent, each_record,
/// };
///
/// # tokio_test(async {
/// let payloads = InMemoryPayloads::new("payloads");
/// let pointer = payloads.put("[1,2,3]".into()).await.unwrap();
/// let event = VoidQueueEvent::builder()
///     .body(pointer.to_body())
///     .message_attribute("ExtendedPayloadSize", VoidMessageAttribute::number(7))
///     .build();
///
/// let handler = each_record(|message: QueueMessage<Vec<u32>>, _context: VoidContext| async move {
///     assert_eq!(message.body, [1, 2, 3]);
///     Ok(Outcome::Done)
/// })
/// .payloads(QueuePayloads::in_store(payloads));
/// let response = handler.handle(event, VoidContext::for_test()).await.unwrap();
/// assert!(response.batch_item_failures.is_empty());
/// # });
/// # fn tokio_test(future: impl Future<Output = ()>) {
/// #     tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it takes effect on the handler that is given it"]
pub struct QueuePayloads {
    text: PayloadText,
    delete_when_done: bool,
}

impl QueuePayloads {
    /// Takes bodies of up to 64 MiB from `store`, and leaves them there.
    pub fn in_store(store: impl PayloadStore) -> Self {
        Self::from(Arc::new(store) as SharedPayloadStore)
    }

    /// Takes bodies of up to so many bytes. Default 64 MiB. Each record that is handled may hold one.
    pub fn limit_bytes(mut self, bytes: u64) -> Self {
        self.text = self.text.limit_bytes(bytes);
        self
    }

    /// Deletes a body from the store once its record was handled.
    ///
    /// The host deletes the message only after that: where it can't, the record comes again, finds no body, and is
    /// dead-lettered. And other subscriptions of the queue may need the same body. By default bodies stay, for a lifecycle
    /// rule of the bucket to expire.
    pub const fn delete_when_done(mut self) -> Self {
        self.delete_when_done = true;
        self
    }

    /// Puts the payload in place of the pointer to it; a record without one stays as it is. Gives where the payload is.
    ///
    /// For a handler of whole batches; [`each_record`](super::each_record) calls it. The attribute that marks such a record
    /// goes, and so does the digest of the attributes.
    ///
    /// # Errors
    ///
    /// Those of the store; `Damaged` where the body is no pointer or the payload no text. The record stays as it is.
    pub async fn resolve(&self, record: &mut VoidQueueRecord) -> Result<Option<PayloadPointer>, StoreError> {
        if !record.message_attributes.keys().any(|name| is_payload_size_attribute(name)) {
            return Ok(None);
        }
        let pointer = PayloadPointer::from_body(&record.body)?;
        record.body = self.text.get(&record.body).await?;
        record.md5_of_body = md5_hex(&record.body);
        record.message_attributes.retain(|name, _| !is_payload_size_attribute(name));
        record.md5_of_message_attributes = None;
        Ok(Some(pointer))
    }

    /// Deletes a payload whose record was handled, if it is to go, and as far as that succeeds.
    pub(super) async fn done_with(&self, pointer: &PayloadPointer) {
        if !self.delete_when_done {
            return;
        }
        if let Err(error) = self.text.store().delete(pointer).await {
            tracing::warn!(?pointer, %error, "can't delete a payload: it stays in its store");
        }
    }
}

impl From<SharedPayloadStore> for QueuePayloads {
    fn from(store: SharedPayloadStore) -> Self {
        Self { text: PayloadText::new(store), delete_when_done: false }
    }
}

/// What becomes of a record whose body can't be had.
pub(super) fn state(error: &StoreError) -> State {
    let message = format!("the body can't be had from its store: {error}");
    if error.is_lasting() {
        State::dead_letter("Void.Payload", message)
    } else {
        State::Failed(FailureAction::Retry { after: None }, "Void.Payload".to_owned(), message)
    }
}

pub(super) fn md5_hex(text: &str) -> String {
    void_core::hex::encode(&Md5::digest(text.as_bytes()))
}
