//! [`Pushing`]: a subscription as the body of a response.

use std::{
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::Frame;
use void_core::TransportError;

use super::{Backend, waiters::ShardWaiter};
use crate::mock::engine::{Problem, Push, Read, Subscription};

/// How what is pushed is written.
pub(in crate::mock) trait Writes: Send + 'static {
    /// What comes first.
    fn opening(&self) -> Bytes;
    /// An event.
    fn event(&self, read: Read) -> Bytes;
    /// What comes last where it ends with an error.
    fn failure(&self, problem: Problem) -> Bytes;
}

/// A subscription as the body of a response: each message is made when it is asked for, so that no more than one is in
/// memory, and nothing runs that nobody reads.
pub(in crate::mock) struct Pushing<W> {
    /// What comes next; `None` after the end.
    next: Option<Next<W>>,
}

type Next<W> = Pin<Box<dyn Future<Output = (Feed<W>, Option<Bytes>)> + Send>>;

struct Feed<W> {
    backend: Arc<Backend>,
    writer: W,
    subscription: Subscription,
    waiter: ShardWaiter,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Opening,
    Pushing,
    Failed,
}

impl<W: Writes> Pushing<W> {
    /// Begins to push.
    pub(in crate::mock) fn new(backend: Arc<Backend>, subscription: Subscription, writer: W) -> Self {
        let waiter = backend.join(subscription.stream(), subscription.shard());
        let feed = Feed { backend, writer, subscription, waiter, stage: Stage::Opening };
        Self { next: Some(Box::pin(feed.next())) }
    }
}

impl<W: Writes> Feed<W> {
    async fn next(mut self) -> (Self, Option<Bytes>) {
        let message = match self.stage {
            Stage::Opening => {
                self.stage = Stage::Pushing;
                Some(self.writer.opening())
            }
            Stage::Pushing => self.push().await,
            Stage::Failed => None,
        };
        (self, message)
    }

    /// Waits for what is to be pushed next; `None` at the end.
    async fn push(&mut self) -> Option<Bytes> {
        let notify = self.waiter.notify();
        loop {
            let mut woken = pin!(notify.notified());
            // Before looking, so that nothing that happens meanwhile is missed.
            woken.as_mut().enable();
            let subscription = &mut self.subscription;
            let (push, due) = self.backend.look_ahead(|state| state.engine.push(state.now, subscription));
            let until = match push {
                Ok(Push::Event(read)) => return Some(self.writer.event(read)),
                Ok(Push::End) => return None,
                Ok(Push::Wait(until)) => until,
                Err(problem) => {
                    self.stage = Stage::Failed;
                    return Some(self.writer.failure(problem));
                }
            };
            let until = due.map_or(until, |due| due.min(until));
            tokio::select! {
                biased;
                () = woken => {}
                () = self.backend.clock.sleep_until(until) => {}
            }
        }
    }
}

impl<W: Writes> http_body::Body for Pushing<W> {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let Some(next) = &mut self.next else { return Poll::Ready(None) };
        let (feed, message) = ready!(next.as_mut().poll(context));
        self.next = message.is_some().then(|| Box::pin(feed.next()) as Next<W>);
        Poll::Ready(message.map(|message| Ok(Frame::data(message))))
    }
}
