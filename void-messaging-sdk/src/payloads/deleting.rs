//! Bodies that go: with their message, or because it was never sent.

use void_core::{PayloadPointer, bounded, store::split_receipt};

use super::PayloadOffload;
use crate::{
    client::VoidMessagingClient,
    error::Error,
    operations::{
        DeleteMessageBatchRequest, DeleteMessageBatchResponse, DeleteMessageRequest, EmptyResponse,
    },
    types::ReceiptHandle,
};

impl PayloadOffload {
    pub(crate) async fn delete(
        &self,
        client: &VoidMessagingClient,
        mut request: DeleteMessageRequest,
    ) -> Result<EmptyResponse, Error> {
        let pointer = take_pointer(&mut request.receipt_handle);
        let response = client.send_as_is(request).await?;
        if self.delete_with_message {
            self.discard(pointer.into_iter().collect()).await;
        }
        Ok(response)
    }

    pub(crate) async fn delete_batch(
        &self,
        client: &VoidMessagingClient,
        mut request: DeleteMessageBatchRequest,
    ) -> Result<DeleteMessageBatchResponse, Error> {
        let mut pointers = Vec::new();
        for entry in &mut request.entries {
            if let Some(pointer) = take_pointer(&mut entry.receipt_handle) {
                pointers.push((entry.id.clone(), pointer));
            }
        }
        let response = client.send_as_is(request).await?;
        if self.delete_with_message {
            pointers.retain(|(id, _)| response.successful.iter().any(|entry| entry.id == *id));
            self.discard(pointers.into_iter().map(|(_, pointer)| pointer).collect()).await;
        }
        Ok(response)
    }

    /// Deletes payloads that nobody needs any more, as far as that succeeds: what stays is for the bucket's lifecycle rule.
    pub(super) async fn discard(&self, pointers: Vec<PayloadPointer>) {
        let jobs = pointers.into_iter().map(|pointer| async move {
            if let Err(error) = self.text.store().delete(&pointer).await {
                tracing::warn!(?pointer, %error, "can't delete a payload: it stays in its store");
            }
        });
        bounded::run(self.concurrency, jobs).await;
    }
}

/// Leaves the service's own handle, and gives where the message's payload is, if the handle said so.
pub(crate) fn take_pointer(handle: &mut ReceiptHandle) -> Option<PayloadPointer> {
    let (pointer, own) = split_receipt(handle.as_str());
    let pointer = pointer?;
    *handle = own.into();
    Some(pointer)
}
