//! Bodies on their way back to the receiver.

use std::sync::Arc;

use void_core::{
    Outcome, PayloadPointer, StoreError, StoreErrorKind, bounded,
    store::{
        LEGACY_PAYLOAD_SIZE_ATTRIBUTE, PAYLOAD_SIZE_ATTRIBUTE, is_payload_size_attribute,
        receipt_with_payload,
    },
};

use super::{PayloadOffload, take_pointer};
use crate::{
    checksum,
    client::VoidMessagingClient,
    error::Error,
    operations::{
        DeleteMessageBatchRequest, DeleteMessageBatchRequestEntry, ReceiveMessageRequest,
        ReceiveMessageResponse,
    },
    types::{Message, QueueUrl},
};

impl VoidMessagingClient {
    /// Receives messages as the queue has them. The handle of one with a pointer says where its payload is, so that it can
    /// go with the message.
    pub(crate) async fn receive_with_pointers(
        &self,
        mut request: ReceiveMessageRequest,
    ) -> Result<ReceiveMessageResponse, Error> {
        if self.offload.is_none() {
            return self.send_as_is(request).await;
        }
        let names = &mut request.message_attribute_names;
        if !names.iter().any(|name| name == "All" || name == ".*") {
            names.retain(|name| !is_payload_size_attribute(name));
            names.extend([PAYLOAD_SIZE_ATTRIBUTE, LEGACY_PAYLOAD_SIZE_ATTRIBUTE].map(str::to_owned));
        }
        let mut response = self.send_as_is(request).await?;
        for message in &mut response.messages {
            if is_marked(message)
                && let Ok(pointer) = PayloadPointer::from_body(&message.body)
            {
                let handle = receipt_with_payload(&pointer, message.receipt_handle.as_str());
                message.receipt_handle = handle.into();
            }
        }
        Ok(response)
    }
}

impl PayloadOffload {
    pub(crate) async fn receive(
        &self,
        client: &VoidMessagingClient,
        request: ReceiveMessageRequest,
    ) -> Result<ReceiveMessageResponse, Error> {
        let queue_url = request.queue_url.clone();
        let mut response = client.receive_with_pointers(request).await?;
        self.resolve_all(&mut response.messages).await;
        self.discard_gone(client, &queue_url, &mut response.messages).await;
        Ok(response)
    }

    /// Puts the payloads in place of the pointers to them.
    async fn resolve_all(&self, messages: &mut [Message]) {
        let jobs = messages.iter_mut().filter(|message| is_marked(message)).map(|message| async move {
            match self.body_of(message).await {
                Ok(body) => put_in_place(message, body),
                Err(error) => message.payload_error = Some(error),
            }
        });
        bounded::run(self.concurrency, jobs).await;
    }

    /// Takes the messages out whose payloads are gone and that are to be deleted then, and deletes them. One that can't be
    /// deleted is received again.
    async fn discard_gone(
        &self,
        client: &VoidMessagingClient,
        queue_url: &QueueUrl,
        messages: &mut Vec<Message>,
    ) {
        let is_discarded =
            |message: &mut Message| message.payload_error.as_ref().is_some_and(|error| self.discards(error));
        let entries: Vec<DeleteMessageBatchRequestEntry> = (0_usize..)
            .zip(messages.extract_if(.., is_discarded))
            .map(|(id, mut message)| {
                take_pointer(&mut message.receipt_handle);
                DeleteMessageBatchRequestEntry::new(id.to_string(), message.receipt_handle)
            })
            .collect();
        if entries.is_empty() {
            return;
        }
        let request = DeleteMessageBatchRequest { queue_url: queue_url.clone(), entries };
        match client.send_as_is(request).await {
            Ok(response) if response.failed.is_empty() => {}
            Ok(response) => {
                let failed = response.failed.len();
                tracing::warn!(failed, "can't delete messages whose body is gone");
            }
            Err(error) => tracing::warn!(%error, "can't delete messages whose body is gone"),
        }
    }

    /// The payload that a message points to.
    async fn body_of(&self, message: &Message) -> Result<String, StoreError> {
        let body = self.text.get(&message.body).await;
        if let Err(error) = &body {
            tracing::warn!(message_id = message.message_id, %error, "can't get the body of a message");
        }
        body
    }

    fn discards(&self, error: &StoreError) -> bool {
        self.discard_when_gone && error.kind() == StoreErrorKind::NotFound
    }
}

/// Gives a message with its payload in place of the pointer to it, or what becomes of the message where that can't be had.
pub(crate) async fn whole(
    client: &VoidMessagingClient,
    message: Arc<Message>,
) -> Result<Arc<Message>, Outcome> {
    let Some(offload) = client.offload.as_ref().filter(|_| is_marked(&message)) else { return Ok(message) };
    match offload.body_of(&message).await {
        Ok(body) => {
            let mut message = Arc::unwrap_or_clone(message);
            put_in_place(&mut message, body);
            Ok(Arc::new(message))
        }
        Err(error) => Err(if offload.discards(&error) { Outcome::Done } else { outcome(&error) }),
    }
}

/// What may answer later, or is let in later, is tried again; the rest never comes.
fn outcome(error: &StoreError) -> Outcome {
    if error.is_lasting() {
        Outcome::dead_letter(format!("the body can't be had from its store: {error}"))
    } else {
        Outcome::retry()
    }
}

fn is_marked(message: &Message) -> bool {
    message.message_attributes.keys().any(|name| is_payload_size_attribute(name))
}

/// Makes the message what it was before its body went into the store, digests included.
fn put_in_place(message: &mut Message, body: String) {
    message.md5_of_body = checksum::of_body(&body);
    message.body = body;
    message.message_attributes.retain(|name, _| !is_payload_size_attribute(name));
    message.md5_of_message_attributes = checksum::of_attributes(&message.message_attributes);
}
