//! [`BatchSender`]: the handle through which messages come.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::sync::{Semaphore, mpsc, oneshot};
use void_core::{CallError, CallErrorKind, TransportError, TransportErrorKind};

use super::{
    BatchSenderBuilder,
    worker::{Command, Pending, Worker},
};
use crate::{
    error::Error,
    operations::{Operation, SendMessageBatchRequest, add_trace_header},
    outgoing::OutgoingMessage,
    send_messages::SendResult,
};

/// Sends single messages in batches, by count, bytes and linger time. Cheap to clone; clones share the batches.
///
/// Each message has a result of its own. What was queued is sent even if nobody waits for its result. In a FIFO
/// queue messages are sent in the order in which they were queued; one that fails does not hold back those after
/// it, so wait for each result where it must. When the last clone is dropped what is queued is still sent, by a
/// task that ends with it; [`close`](Self::close) waits for that.
///
/// ```
/// use void_messaging_sdk::{OutgoingMessage, VoidMessagingClient};
///
/// # async fn example(client: VoidMessagingClient, events: Vec<String>) -> Result<(), void_messaging_sdk::Error> {
/// let sender = client.batch_sender("http://localhost:4566/000000000000/orders").start();
/// let mut queued = Vec::new();
/// for event in &events {
///     queued.push(sender.queue(OutgoingMessage::new(event).message_attribute("EventType", "OrderPlaced")).await?);
/// }
/// for result in queued {
///     println!("{}", result.await?.message_id);
/// }
/// sender.close().await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct BatchSender {
    commands: mpsc::Sender<Command>,
    budget: Arc<Semaphore>,
    capacity_bytes: usize,
}

/// A message on its way: resolves to what became of it. Dropping it does not take the message back.
#[must_use = "the result says whether the message was sent"]
#[derive(Debug)]
pub struct Queued {
    result: oneshot::Receiver<SendResult>,
}

pub(super) fn start(builder: BatchSenderBuilder) -> BatchSender {
    let (commands, received) = mpsc::channel(builder.capacity_messages);
    let budget = Arc::new(Semaphore::new(builder.capacity_bytes));
    let capacity_bytes = builder.capacity_bytes;
    tokio::spawn(Worker::new(builder, received).run());
    BatchSender { commands, budget, capacity_bytes }
}

impl BatchSender {
    /// Sends a message and waits for what becomes of it. It may wait for others first, at most for the linger time.
    ///
    /// # Errors
    ///
    /// As [`VoidMessagingClient::send_message`](crate::VoidMessagingClient::send_message); `InvalidRequest` once
    /// the sender is closed.
    pub async fn send(&self, message: impl Into<OutgoingMessage>) -> SendResult {
        self.queue(message).await?.await
    }

    /// Queues a message, waiting while the sender holds as much as it may. Its result comes by awaiting what this
    /// gives.
    ///
    /// Inside an invocation its trace header goes along, unless the message has another. Dropping this future
    /// before it is done leaves the message unsent.
    ///
    /// # Errors
    ///
    /// `InvalidBody` when the body can't be written as JSON; `InvalidRequest` once the sender is closed.
    pub async fn queue(&self, message: impl Into<OutgoingMessage>) -> Result<Queued, Error> {
        let mut entry = message.into().into_entry()?;
        add_trace_header(&mut entry.message_system_attributes);
        let bytes = entry.size_bytes().clamp(1, self.capacity_bytes);
        let permits = u32::try_from(bytes).expect("the capacity fits into 32 bits");
        let permit =
            Arc::clone(&self.budget).acquire_many_owned(permits).await.map_err(|_closed| closed())?;
        let (reply, result) = oneshot::channel();
        let pending = Pending { entry, reply, permit };
        self.commands.send(Command::Message(Box::new(pending))).await.map_err(|_closed| closed())?;
        Ok(Queued { result })
    }

    /// Sends what is queued now without lingering, and waits until all of it has its result.
    pub async fn flush(&self) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Flush(reply)).await.is_ok() {
            // The worker is gone only where nothing is queued any more.
            let _gone = done.await;
        }
    }

    /// Takes no more messages, on no clone, sends what is queued and waits until all of it has its result.
    pub async fn close(self) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Close(reply)).await.is_ok() {
            let _gone = done.await;
        }
    }
}

fn closed() -> Error {
    Error::invalid_request(SendMessageBatchRequest::NAME, "the batch sender is closed")
}

impl Future for Queued {
    type Output = SendResult;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<SendResult> {
        Pin::new(&mut self.result).poll(context).map(|result| result.unwrap_or_else(|_gone| Err(stopped())))
    }
}

/// The runtime was shut down around the worker: the message may have been under way.
fn stopped() -> Error {
    let error = TransportError::new(TransportErrorKind::Other, "the batch sender's runtime was shut down");
    CallError::new(SendMessageBatchRequest::NAME, CallErrorKind::Transport(error)).into()
}

impl fmt::Debug for BatchSender {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BatchSender")
            .field("closed", &self.commands.is_closed())
            .field("capacity_bytes", &self.capacity_bytes)
            .finish_non_exhaustive()
    }
}
