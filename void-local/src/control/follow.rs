//! A log that is followed: an answer that goes on until the caller leaves.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::Frame;
use tokio::sync::watch;
use void_core::{Body, TransportError};

use crate::logs::{LogFilter, LogStore};

/// The most lines that are read at once.
const BATCH: usize = 1_000;

/// What was written, the last `most` lines of it, and then what is written from now on.
pub(super) fn follow(store: LogStore, filter: LogFilter, most: usize) -> Body {
    let mut written = store.written();
    let last = *written.borrow_and_update();
    let (text, newest) = render(&store, &filter, 0, most);
    let last = last.max(newest);
    let waiting = Box::pin(wait(written));
    Body::from_stream(Following { store, filter, last, ready: Some(text), waiting })
}

type Waiting = Pin<Box<dyn Future<Output = Option<watch::Receiver<u64>>> + Send + Sync>>;

struct Following {
    store: LogStore,
    filter: LogFilter,
    /// The number of the last line that was looked at.
    last: u64,
    ready: Option<Bytes>,
    waiting: Waiting,
}

async fn wait(mut written: watch::Receiver<u64>) -> Option<watch::Receiver<u64>> {
    written.changed().await.ok()?;
    Some(written)
}

/// The lines, and the number of the last one.
pub(super) fn render(store: &LogStore, filter: &LogFilter, after: u64, most: usize) -> (Bytes, u64) {
    let (mut text, mut newest) = (Vec::new(), after);
    for line in store.read(filter, after, most) {
        newest = line.sequence;
        // Texts and numbers are always JSON.
        let _ = serde_json::to_writer(&mut text, &*line);
        text.push(b'\n');
    }
    (text.into(), newest)
}

impl http_body::Body for Following {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        loop {
            if let Some(text) = self.ready.take().filter(|text| !text.is_empty()) {
                return Poll::Ready(Some(Ok(Frame::data(text))));
            }
            let Some(mut written) = ready!(self.waiting.as_mut().poll(context)) else {
                return Poll::Ready(None);
            };
            let last = *written.borrow_and_update();
            self.waiting = Box::pin(wait(written));
            let (text, newest) = render(&self.store, &self.filter, self.last, BATCH);
            // A line that came in between was read already.
            self.last = last.max(newest);
            self.ready = Some(text);
        }
    }
}
