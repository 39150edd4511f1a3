//! [`Hold`]: what a shard's reader and those who have its records in hand know of each other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::{super::Checkpoint, tracker::Tracker};
use crate::types::ShardId;

/// A shard that this worker reads, for as long as it does.
#[derive(Debug)]
pub(crate) struct Hold {
    pub(crate) shard_id: ShardId,
    state: Mutex<State>,
    changed: Notify,
    standing: watch::Sender<Standing>,
}

#[derive(Debug, Default)]
struct State {
    tracker: Tracker,
    /// How many records somebody has in hand.
    in_hand: usize,
    /// No more are handed out.
    is_stopping: bool,
    /// Somebody waits for the checkpoint to be stored.
    is_urgent: bool,
    /// The last read found nothing more.
    is_caught_up: bool,
}

/// What is stored, and whether anything still can be.
#[derive(Clone, Debug, Default)]
struct Standing {
    stored: Option<Checkpoint>,
    is_over: bool,
}

impl Hold {
    pub(crate) fn new(shard_id: ShardId) -> Arc<Self> {
        let (standing, _) = watch::channel(Standing::default());
        Arc::new(Self { shard_id, state: Mutex::default(), changed: Notify::new(), standing })
    }

    /// Waits until something has changed since the last time.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    pub(crate) fn hand_out(&self, count: usize) -> u64 {
        self.lock().tracker.hand_out(count as u64)
    }

    /// Takes a record into hand, unless no more are handed out.
    pub(crate) fn take(&self) -> bool {
        let mut state = self.lock();
        if !state.is_stopping {
            state.in_hand += 1;
        }
        !state.is_stopping
    }

    /// A record is out of hand.
    pub(crate) fn let_go(&self) {
        self.change(|state| state.in_hand -= 1);
    }

    pub(crate) fn is_done(&self, number: u64, checkpoint: Checkpoint) {
        self.change(|state| state.tracker.is_done(number, checkpoint));
    }

    /// A record and all before it are done; waits until that is stored. `false`: it never will be.
    pub(crate) async fn store_through(&self, number: u64, checkpoint: Checkpoint) -> bool {
        self.change(|state| {
            state.tracker.are_done_through(number, checkpoint.clone());
            state.is_urgent = true;
        });
        let mut standing = self.standing.subscribe();
        let is_stored =
            |standing: &Standing| standing.stored.as_ref().is_some_and(|stored| *stored >= checkpoint);
        match standing.wait_for(|standing| standing.is_over || is_stored(standing)).await {
            Ok(standing) => is_stored(&standing),
            Err(_over) => false,
        }
    }

    /// Hands out no more records.
    pub(super) fn stop(&self) {
        self.change(|state| state.is_stopping = true);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.lock().is_stopping
    }

    pub(crate) fn in_hand(&self) -> usize {
        self.lock().in_hand
    }

    pub(crate) fn open(&self) -> usize {
        self.lock().tracker.open()
    }

    pub(crate) fn furthest_ahead(&self) -> Option<u64> {
        self.lock().tracker.furthest_ahead()
    }

    pub(super) fn checkpoint(&self) -> Option<Checkpoint> {
        self.lock().tracker.checkpoint().cloned()
    }

    pub(super) fn is_urgent(&self) -> bool {
        self.lock().is_urgent
    }

    /// A checkpoint is stored.
    pub(super) fn stored(&self, checkpoint: &Checkpoint) {
        {
            let mut state = self.lock();
            state.is_urgent = state.is_urgent && state.tracker.checkpoint() > Some(checkpoint);
        }
        self.standing.send_modify(|standing| standing.stored = Some(checkpoint.clone()));
    }

    /// Nothing will be stored any more.
    pub(super) fn is_over(&self) {
        self.lock().is_stopping = true;
        self.standing.send_modify(|standing| standing.is_over = true);
    }

    pub(super) fn set_caught_up(&self, is_caught_up: bool) {
        self.lock().is_caught_up = is_caught_up;
    }

    /// Whether all that was put by the last read is done.
    pub(super) fn is_at_rest(&self) -> bool {
        let state = self.lock();
        state.is_caught_up && state.in_hand == 0 && state.tracker.open() == 0
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
