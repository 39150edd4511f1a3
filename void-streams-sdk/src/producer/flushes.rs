//! [`Flushes`]: who waits until what was taken has its results.

use tokio::sync::oneshot;

/// Who waits until what was taken has its results. Whoever waits for the end is told when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Flushes {
    waiting: Vec<Flush>,
    last: Vec<oneshot::Sender<()>>,
}

#[derive(Debug)]
struct Flush {
    /// Up to which number, without it, records are waited for.
    below: u64,
    /// How many of them have no result yet.
    left: u64,
    replies: Vec<oneshot::Sender<()>>,
}

impl Flushes {
    /// Waits for the `left` records that have no result and a number below `below`.
    pub(super) fn add(&mut self, below: u64, left: u64, reply: oneshot::Sender<()>) {
        match self.waiting.last_mut() {
            // Nothing came in between, so both wait for the same.
            Some(flush) if flush.below == below => flush.replies.push(reply),
            _ => self.waiting.push(Flush { below, left, replies: vec![reply] }),
        }
    }

    /// Waits until nothing is left at all.
    pub(super) fn add_last(&mut self, reply: oneshot::Sender<()>) {
        self.last.push(reply);
    }

    /// Takes note that the records with these numbers have their results.
    pub(super) fn done(&mut self, numbers: Vec<u64>) {
        for flush in &mut self.waiting {
            let done = numbers.iter().filter(|number| **number < flush.below).count();
            flush.left -= done as u64;
        }
        for flush in self.waiting.extract_if(.., |flush| flush.left == 0) {
            for reply in flush.replies {
                // Whoever asked may have gone away.
                let _gone = reply.send(());
            }
        }
    }
}
