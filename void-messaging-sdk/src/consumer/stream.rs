//! [`Deliveries`]: the consumer as a stream.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use void_core::Outcome;

use super::{Consumer, ConsumerStats, driver::Driver};
use crate::{error::Error, types::Message};

/// Messages as they come: a `Stream` of [`Delivery`].
///
/// It ends after an error that trying again is no use for, or after [`close`](Self::close) on another task.
/// Dropping it gives back what was not given out; the deliveries that were stay as they are until they are settled
/// or dropped, within the consumer's shutdown limit.
#[must_use = "a stream does nothing until it is polled"]
pub struct Deliveries {
    ready: mpsc::Receiver<Delivery>,
    stop: Option<oneshot::Sender<()>>,
    driver: JoinHandle<Result<ConsumerStats, Error>>,
    ended: bool,
}

/// A message that was received, kept invisible to others until it is settled.
///
/// Dropping it gives the message back at once.
#[must_use = "a delivery that is dropped is given back"]
pub struct Delivery {
    message: Arc<Message>,
    outcome: oneshot::Sender<Outcome>,
}

pub(super) fn start(consumer: Consumer) -> Deliveries {
    let (give, ready) = mpsc::channel(consumer.concurrency);
    let (stop, stopped) = oneshot::channel();
    let handler = move |message: Arc<Message>| {
        let give = give.clone();
        async move {
            let (outcome, settled) = oneshot::channel();
            let given = give.send(Delivery { message, outcome }).await;
            match given {
                Ok(()) => settled.await.unwrap_or(GIVEN_BACK),
                Err(_nobody_takes_it) => GIVEN_BACK,
            }
        }
    };
    let shutdown = async move {
        // Stopped by hand, or with the stream.
        let _dropped = stopped.await;
    };
    let driver = tokio::spawn(Box::pin(Driver::new(consumer, handler).run(shutdown)));
    Deliveries { ready, stop: Some(stop), driver, ended: false }
}

const GIVEN_BACK: Outcome = Outcome::Retry { after: Some(std::time::Duration::ZERO) };

impl Deliveries {
    /// The next message, when there is one; `None` once it has ended.
    pub async fn next(&mut self) -> Option<Result<Delivery, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Takes no more messages, gives back those that were not given out, waits for those that were, within the
    /// consumer's shutdown limit, and until the service knows of all.
    ///
    /// # Errors
    ///
    /// As [`Consumer::run`], where the stream did not give the error already.
    pub async fn close(mut self) -> Result<ConsumerStats, Error> {
        drop(self.stop.take());
        self.ready.close();
        while self.ready.recv().await.is_some() {}
        if self.ended { Ok(ConsumerStats::default()) } else { joined((&mut self.driver).await) }
    }
}

fn joined(
    result: Result<Result<ConsumerStats, Error>, tokio::task::JoinError>,
) -> Result<ConsumerStats, Error> {
    result.unwrap_or_else(|error| Err(Error::invalid_response("ReceiveMessage", error.to_string())))
}

impl Stream for Deliveries {
    type Item = Result<Delivery, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(delivery) = ready!(self.ready.poll_recv(context)) {
            return Poll::Ready(Some(Ok(delivery)));
        }
        if self.ended {
            return Poll::Ready(None);
        }
        let result = ready!(Pin::new(&mut self.driver).poll(context));
        self.ended = true;
        Poll::Ready(joined(result).err().map(Err))
    }
}

impl Delivery {
    /// The message.
    #[must_use]
    pub fn message(&self) -> &Arc<Message> {
        &self.message
    }

    /// It was handled: it is deleted, in a batch with others.
    pub fn done(self) {
        self.settle(Outcome::Done);
    }

    /// Settles the message. The service comes to know shortly after; [`Deliveries::close`] waits for that.
    pub fn settle(self, outcome: Outcome) {
        // Where the consumer has stopped the message is received again.
        let _stopped = self.outcome.send(outcome);
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Delivery").field("message", &self.message).finish_non_exhaustive()
    }
}

impl fmt::Debug for Deliveries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Deliveries").field("ended", &self.ended).finish_non_exhaustive()
    }
}
