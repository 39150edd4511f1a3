//! Bodies on their way back to the receiver.

use std::sync::Arc;

use void_core::{
    Outcome, PayloadPointer, StoreError, bounded,
    store::{
        LEGACY_PAYLOAD_SIZE_ATTRIBUTE, PAYLOAD_SIZE_ATTRIBUTE, is_payload_size_attribute,
        receipt_with_payload,
    },
};

use super::PayloadOffload;
use crate::{
    checksum,
    client::VoidMessagingClient,
    error::Error,
    operations::{ReceiveMessageRequest, ReceiveMessageResponse},
    types::Message,
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
    /// Puts the payloads in place of the pointers to them.
    pub(crate) async fn resolve_all(&self, messages: &mut [Message]) {
        let jobs = messages.iter_mut().filter(|message| is_marked(message)).map(|message| async move {
            match self.text.get(&message.body).await {
                Ok(body) => put_in_place(message, body),
                Err(error) => {
                    tracing::warn!(message_id = message.message_id, %error, "can't get the body of a message");
                    message.payload_error = Some(error);
                }
            }
        });
        bounded::run(self.concurrency, jobs).await;
    }
}

/// Gives a message with its payload in place of the pointer to it, or what becomes of the message where that can't be had.
pub(crate) async fn whole(
    client: &VoidMessagingClient,
    message: Arc<Message>,
) -> Result<Arc<Message>, Outcome> {
    let Some(offload) = client.offload.as_ref().filter(|_| is_marked(&message)) else { return Ok(message) };
    match offload.text.get(&message.body).await {
        Ok(body) => {
            let mut message = Arc::unwrap_or_clone(message);
            put_in_place(&mut message, body);
            Ok(Arc::new(message))
        }
        Err(error) => {
            tracing::warn!(message_id = message.message_id, %error, "can't get the body of a message");
            Err(outcome(&error))
        }
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
