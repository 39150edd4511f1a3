//! [`PayloadOffload`]: which bodies go into which store.

use std::{fmt, sync::Arc};

use void_core::{
    PayloadStore,
    store::{PayloadText, SharedPayloadStore},
};

use crate::{client::VoidMessagingClient, send_messages::BATCH_BYTES};

/// How a client keeps large bodies in a store: what
/// [`with_payload_offload`](VoidMessagingClient::with_payload_offload) takes.
///
/// On the wire it is the format of the Amazon SQS Extended Client Libraries for Java and Python, which read what it sends
/// and send what it reads.
#[derive(Clone)]
#[must_use = "it takes effect on the client that is given it"]
pub struct PayloadOffload {
    pub(super) text: PayloadText,
    pub(super) threshold_bytes: usize,
    pub(super) always: bool,
    pub(super) delete_with_message: bool,
    pub(super) discard_when_gone: bool,
    pub(super) legacy_attribute: bool,
    pub(super) concurrency: usize,
}

impl PayloadOffload {
    /// The most bytes that a message has before its body goes into the store, unless told otherwise: 262,144, as with the
    /// extended clients. It is what a queue takes whose maximum was never raised.
    pub const DEFAULT_THRESHOLD_BYTES: usize = 262_144;

    /// Keeps bodies in `store` that make their message larger than 262,144 bytes, and leaves them there.
    pub fn to(store: impl PayloadStore) -> Self {
        Self::to_shared(Arc::new(store))
    }

    /// Keeps bodies in a store that others use too.
    pub fn to_shared(store: SharedPayloadStore) -> Self {
        Self {
            text: PayloadText::new(store),
            threshold_bytes: Self::DEFAULT_THRESHOLD_BYTES,
            always: false,
            delete_with_message: false,
            discard_when_gone: false,
            legacy_attribute: false,
            concurrency: 4,
        }
    }

    /// Sends a message as it is up to so many bytes, and puts the body of a larger one into the store. Default 262,144, at
    /// most 1,048,576, which is what the service takes.
    ///
    /// The bytes are those of the body, and of name, type and value of each message attribute.
    pub fn threshold(mut self, bytes: usize) -> Self {
        self.threshold_bytes = bytes.min(BATCH_BYTES);
        self
    }

    /// Puts every body into the store.
    pub const fn always(mut self) -> Self {
        self.always = true;
        self
    }

    /// Deletes a body from the store once its message was deleted from the queue.
    ///
    /// Not where others need it still: subscriptions of one queue, or queues that one topic feeds, share one body. By
    /// default bodies stay, for a lifecycle rule of the bucket to expire: give it longer than the retention of the queue and
    /// its dead-letter queue together.
    pub const fn delete_with_message(mut self) -> Self {
        self.delete_with_message = true;
        self
    }

    /// Deletes a message whose body is gone from the store, instead of giving it with an error: a consumer counts it as done.
    ///
    /// For queues whose bodies go with their messages: what a standard queue has twice, since the response to its send was
    /// lost, shares one body, which goes with the first. Default: such a message is given with an error, and a consumer makes
    /// a dead letter of it.
    pub const fn discard_when_gone(mut self) -> Self {
        self.discard_when_gone = true;
        self
    }

    /// Marks messages by the attribute `SQSLargePayloadSize` in place of `ExtendedPayloadSize`, for receivers that know only
    /// that one. Both are always read.
    pub const fn legacy_attribute(mut self) -> Self {
        self.legacy_attribute = true;
        self
    }

    /// Takes bodies of up to so many bytes from the store: a larger one is a message with an
    /// [error](crate::Message::payload_error). Default 64 MiB. A receive may hold ten of them, a consumer one for each
    /// handler.
    pub fn limit_bytes(mut self, bytes: u64) -> Self {
        self.text = self.text.limit_bytes(bytes);
        self
    }

    /// Puts and gets so many bodies at a time for one call. Default 4, at least 1.
    pub fn concurrency(mut self, bodies: usize) -> Self {
        self.concurrency = bodies.max(1);
        self
    }
}

impl VoidMessagingClient {
    /// Keeps large bodies in a store: they are put there when they are sent, and are what was sent again when they are
    /// received. Opt-in, for senders and receivers alike.
    ///
    /// - A body is stored once, however often its send is tried. One whose send fails is deleted again, unless the message
    ///   may be in the queue all the same.
    /// - A message whose body can't be had is given as it is in the queue, with
    ///   [`payload_error`](crate::Message::payload_error); the others of its batch are not held up. A
    ///   [`Consumer`](crate::Consumer) does not hand it to the handler: it is received again where the store may answer
    ///   later, and a dead letter otherwise.
    /// - The attribute that marks such a message does not show, and the MD5s are those of what does.
    ///
    /// ```
    /// use void_core::store::InMemoryPayloads;
    /// use void_messaging_sdk::{PayloadOffload, mock::MockMessaging};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), void_messaging_sdk::Error> {
    /// let mock = MockMessaging::new();
    /// let queue = mock.create_queue("reports");
    /// let payloads = InMemoryPayloads::new("payloads");
    /// let client = mock.client().with_payload_offload(PayloadOffload::to(payloads.clone()).delete_with_message());
    ///
    /// let report = "x".repeat(5_000_000); // five times what a queue takes
    /// client.send_message(queue.url(), &report).await?;
    /// assert_eq!(payloads.keys().len(), 1);
    ///
    /// let received = client.receive_message(queue.url()).await?;
    /// assert_eq!(received.messages[0].body, report);
    /// client.delete_message(queue.url(), &received.messages[0].receipt_handle).await?;
    /// assert!(payloads.keys().is_empty());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_payload_offload(mut self, offload: PayloadOffload) -> Self {
        self.offload = Some(Arc::new(offload));
        self
    }
}

impl fmt::Debug for PayloadOffload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PayloadOffload")
            .field("store", self.text.store())
            .field("threshold_bytes", &self.threshold_bytes)
            .field("always", &self.always)
            .field("delete_with_message", &self.delete_with_message)
            .finish_non_exhaustive()
    }
}
