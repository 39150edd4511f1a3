//! [`Shared`]: what appenders, waiters and the writing thread have in common.

use std::sync::{
    Condvar, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::{oneshot, watch};

use super::{
    error::JournalError,
    frame::{FRAME_BYTES, push},
};

/// With more bytes than this waiting, [`Journal::ready`](super::Journal::ready) waits.
const WAITING_BYTES: usize = 8 * 1024 * 1024;

/// How far the journal is: up to which record it lasts, or why it goes no further.
pub(super) type Progress = Result<u64, JournalError>;

#[derive(Debug)]
pub(super) struct Shared {
    queue: Mutex<Queue>,
    /// Tells the writing thread that there is something to do.
    work: Condvar,
    progress: watch::Sender<Progress>,
    /// How many bytes the snapshot has.
    snapshot_bytes: AtomicU64,
    /// How many bytes of segments a start would read.
    since_bytes: AtomicU64,
}

#[derive(Debug)]
struct Queue {
    /// A frame whose head is still to be filled in.
    frame: Vec<u8>,
    /// How many records were ever appended.
    appended: u64,
    rotations: Vec<Rotation>,
    ended: bool,
}

/// Who waits for a new segment, and is told its number, and how many bytes of segments are before it.
pub(super) type Rotation = oneshot::Sender<Result<(u64, u64), JournalError>>;

/// What the writing thread does next.
#[derive(Debug)]
pub(super) struct Work {
    /// A frame whose head is still to be filled in; it may have no records.
    pub(super) frame: Vec<u8>,
    /// How far the journal is once the frame lasts.
    pub(super) position: u64,
    /// Who waits for a new segment behind the frame.
    pub(super) rotations: Vec<Rotation>,
    /// Whether this is the last work.
    pub(super) ended: bool,
}

impl Shared {
    pub(super) fn new(since_bytes: u64, snapshot_bytes: u64) -> Self {
        let queue = Queue { frame: vec![0; FRAME_BYTES], appended: 0, rotations: Vec::new(), ended: false };
        Self {
            queue: Mutex::new(queue),
            work: Condvar::new(),
            progress: watch::Sender::new(Ok(0)),
            snapshot_bytes: AtomicU64::new(snapshot_bytes),
            since_bytes: AtomicU64::new(since_bytes),
        }
    }

    /// Puts a record behind the others; its position counts records.
    pub(super) fn append(&self, record: &[u8]) -> u64 {
        let mut queue = self.lock();
        push(&mut queue.frame, record);
        queue.appended += 1;
        let position = queue.appended;
        drop(queue);
        self.work.notify_one();
        position
    }

    pub(super) fn appended(&self) -> u64 {
        self.lock().appended
    }

    pub(super) fn rotate(&self, rotation: Rotation) {
        self.lock().rotations.push(rotation);
        self.work.notify_one();
    }

    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.work.notify_one();
    }

    /// Waits for something to do. `spare` becomes the frame that is filled next.
    pub(super) fn work(&self, mut spare: Vec<u8>) -> Work {
        spare.clear();
        spare.shrink_to(WAITING_BYTES);
        spare.resize(FRAME_BYTES, 0);
        let idle = |queue: &mut Queue| {
            queue.frame.len() == FRAME_BYTES && queue.rotations.is_empty() && !queue.ended
        };
        let mut queue = self.work.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        Work {
            frame: std::mem::replace(&mut queue.frame, spare),
            position: queue.appended,
            rotations: std::mem::take(&mut queue.rotations),
            ended: queue.ended,
        }
    }

    /// Counts bytes of segments, and tells how many there are.
    pub(super) fn wrote(&self, bytes: u64) -> u64 {
        self.since_bytes.fetch_add(bytes, Ordering::Relaxed) + bytes
    }

    /// Counts a snapshot in place of the bytes that it stands for.
    pub(super) fn compacted(&self, replaced: u64, snapshot: u64) {
        self.since_bytes.fetch_sub(replaced, Ordering::Relaxed);
        self.snapshot_bytes.store(snapshot, Ordering::Relaxed);
    }

    /// How many bytes of segments a start would read, and how many of a snapshot.
    pub(super) fn bytes(&self) -> (u64, u64) {
        (self.since_bytes.load(Ordering::Relaxed), self.snapshot_bytes.load(Ordering::Relaxed))
    }

    pub(super) fn publish(&self, progress: Progress) {
        drop(self.progress.send_replace(progress));
    }

    /// Waits until the records up to `position` last.
    pub(super) async fn durable(&self, position: u64) -> Result<(), JournalError> {
        self.wait(|done| done >= position).await
    }

    /// Waits until there is room.
    pub(super) async fn ready(&self) -> Result<(), JournalError> {
        self.wait(|_| self.lock().frame.len() < WAITING_BYTES).await
    }

    /// Waits until `enough` is satisfied with how far the journal is.
    pub(super) async fn wait(&self, enough: impl Fn(u64) -> bool + Send + Sync) -> Result<(), JournalError> {
        let mut progress = self.progress.subscribe();
        let found = progress.wait_for(|progress| progress.as_ref().map_or(true, |done| enough(*done))).await;
        found.expect("the sender is in here").clone().map(drop)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
