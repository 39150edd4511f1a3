//! The task of a [`BatchSender`](super::BatchSender): fills batches and sends them.

use std::sync::Arc;

use tokio::{
    sync::{OwnedSemaphorePermit, mpsc, oneshot},
    task::JoinSet,
};
use void_core::{SharedClock, Timestamp};

use super::BatchSenderBuilder;
use crate::{operations::SendMessageBatchRequestEntry, send_messages::SendResult};

/// What comes through the handles.
pub(super) enum Command {
    Message(Box<Pending>),
    Flush(oneshot::Sender<()>),
    Close(oneshot::Sender<()>),
}

/// A message that has no result yet, with its part of the sender's capacity.
pub(super) struct Pending {
    pub(super) entry: SendMessageBatchRequestEntry,
    pub(super) reply: oneshot::Sender<SendResult>,
    pub(super) permit: OwnedSemaphorePermit,
}

pub(super) struct Worker {
    settings: BatchSenderBuilder,
    clock: SharedClock,
    commands: mpsc::Receiver<Command>,
    batch: Vec<Pending>,
    batch_bytes: usize,
    /// When the batch is sent, full or not; none while it is empty.
    due: Option<Timestamp>,
    in_flight: JoinSet<()>,
    max_in_flight: usize,
}

enum Next {
    Command(Command),
    Due,
    NoMoreHandles,
}

impl Worker {
    pub(super) fn new(settings: BatchSenderBuilder, commands: mpsc::Receiver<Command>) -> Self {
        let clock = Arc::clone(settings.client.config().clock());
        // One batch at a time keeps the order of a FIFO queue's groups, whatever is tried again.
        let max_in_flight = if settings.queue_url.is_fifo() { 1 } else { settings.max_in_flight };
        Self {
            settings,
            clock,
            commands,
            batch: Vec::new(),
            batch_bytes: 0,
            due: None,
            in_flight: JoinSet::new(),
            max_in_flight,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            match self.next().await {
                Next::Command(Command::Message(pending)) => self.add(*pending).await,
                Next::Command(Command::Flush(reply)) => {
                    self.drain().await;
                    // Whoever asked may have gone away.
                    let _gone = reply.send(());
                }
                Next::Command(Command::Close(reply)) => {
                    self.finish().await;
                    let _gone = reply.send(());
                    return;
                }
                Next::Due => self.send().await,
                Next::NoMoreHandles => return self.drain().await,
            }
        }
    }

    async fn next(&mut self) -> Next {
        let due = async {
            match self.due {
                Some(due) => self.clock.sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            command = self.commands.recv() => command.map_or(Next::NoMoreHandles, Next::Command),
            () = due => Next::Due,
        }
    }

    async fn add(&mut self, pending: Pending) {
        let bytes = self.settings.client.bytes_on_the_wire(&pending.entry);
        if !self.batch.is_empty() && self.batch_bytes + bytes > self.settings.max_bytes {
            self.send().await;
        }
        if self.batch.is_empty() {
            self.due = Some(self.clock.now() + self.settings.linger);
        }
        self.batch.push(pending);
        self.batch_bytes += bytes;
        if self.batch.len() >= self.settings.max_entries || self.batch_bytes >= self.settings.max_bytes {
            self.send().await;
        }
    }

    /// Sends the batch, once there are few enough under way. Meanwhile messages wait in the queue, and then those
    /// who send them.
    async fn send(&mut self) {
        self.due = None;
        self.batch_bytes = 0;
        if self.batch.is_empty() {
            return;
        }
        while self.in_flight.len() >= self.max_in_flight {
            self.in_flight.join_next().await;
        }
        let batch = std::mem::take(&mut self.batch);
        let (client, queue_url) = (self.settings.client.clone(), self.settings.queue_url.clone());
        self.in_flight.spawn(async move {
            let (entries, rest): (Vec<_>, Vec<_>) =
                batch.into_iter().map(|pending| (pending.entry, (pending.reply, pending.permit))).unzip();
            let results = client.send_batch(&queue_url, entries).await;
            for ((reply, permit), result) in rest.into_iter().zip(results) {
                drop(permit);
                let _nobody_waits = reply.send(result);
            }
        });
    }

    async fn drain(&mut self) {
        self.send().await;
        while self.in_flight.join_next().await.is_some() {}
    }

    /// Sends all that came before the channel closed.
    async fn finish(&mut self) {
        self.commands.close();
        let mut replies = Vec::new();
        while let Some(command) = self.commands.recv().await {
            match command {
                Command::Message(pending) => self.add(*pending).await,
                Command::Flush(reply) | Command::Close(reply) => replies.push(reply),
            }
        }
        self.drain().await;
        for reply in replies {
            let _gone = reply.send(());
        }
    }
}
