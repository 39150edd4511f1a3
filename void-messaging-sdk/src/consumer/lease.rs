//! [`Lease`]: a message that the consumer holds, and until when.

use std::{sync::Arc, time::Duration};

use void_core::Timestamp;

use super::builder::MAX_VISIBILITY;
use crate::{
    payloads,
    types::{Message, ReceiptHandle},
};

/// Tells the messages that a consumer holds apart.
pub(super) type Key = u64;

/// What happens with a message that the consumer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Received, and no handler was free yet.
    Waiting,
    /// Its handler runs.
    Running,
    /// Its handler is done; the service does not know yet.
    Settling,
}

pub(super) struct Lease {
    pub(super) message: Arc<Message>,
    /// In a FIFO queue, its group.
    pub(super) group: Option<String>,
    pub(super) state: State,
    /// When others may receive it.
    pub(super) visible_at: Timestamp,
    /// When to extend that; none once it is no use.
    pub(super) extend_at: Option<Timestamp>,
    /// An extension is under way: its answer comes before the message can be given back, lest it undo that.
    pub(super) extending: bool,
    /// How long to keep it invisible, once no extension is under way.
    pub(super) give_back: Option<Duration>,
    /// A copy of it is in the dead-letter queue.
    pub(super) dead_lettered: bool,
    /// When the service takes it away from us, whatever we do.
    last: Timestamp,
}

impl Lease {
    pub(super) fn new(message: Message, is_fifo: bool, now: Timestamp, visibility: Duration) -> Self {
        let group = message.group_id().filter(|_| is_fifo).map(str::to_owned);
        Self {
            message: Arc::new(message),
            group,
            state: State::Waiting,
            visible_at: now + visibility,
            extend_at: Some(now + visibility / 2),
            extending: false,
            give_back: None,
            dead_lettered: false,
            last: now + MAX_VISIBILITY,
        }
    }

    /// The handle that deletes the message: without the place of its payload once a copy in the dead-letter queue needs that.
    pub(super) fn receipt_to_delete(&self) -> ReceiptHandle {
        let mut handle = self.message.receipt_handle.clone();
        if self.dead_lettered {
            payloads::take_pointer(&mut handle);
        }
        handle
    }

    /// Whether too little of its visibility is left to start a handler: less than a third.
    pub(super) fn is_stale(&self, now: Timestamp, visibility: Duration) -> bool {
        now >= self.stale_at(visibility)
    }

    pub(super) fn stale_at(&self, visibility: Duration) -> Timestamp {
        self.visible_at - visibility / 3
    }

    /// Whether its visibility is extended: while its handler runs, and in a FIFO queue while it waits for its
    /// group.
    pub(super) fn is_kept(&self) -> bool {
        match self.state {
            State::Running => true,
            State::Waiting => self.group.is_some(),
            State::Settling => false,
        }
    }

    /// How long an extension at `now` can make it invisible: not beyond 12 h from its receive.
    pub(super) fn extension(&self, now: Timestamp, visibility: Duration) -> Duration {
        // Whole seconds rounded down, since the service refuses what goes beyond.
        visibility.min(Duration::from_secs(self.last.since(now).as_secs().saturating_sub(1)))
    }

    /// An extension that began at `asked_at` succeeded.
    pub(super) fn extended(&mut self, asked_at: Timestamp, extension: Duration) {
        self.visible_at = asked_at + extension;
        self.extend_at =
            (self.visible_at < self.last - Duration::from_secs(3)).then_some(asked_at + extension / 2);
    }

    /// An extension failed: it is tried again while the message is ours.
    pub(super) fn extension_failed(&mut self, now: Timestamp, may_pass: bool, visibility: Duration) {
        let again = now + (visibility / 10).max(Duration::from_millis(100));
        self.extend_at = (may_pass && again < self.visible_at).then_some(again);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use void_core::Timestamp;

    use super::{Lease, State};
    use crate::types::Message;

    const VISIBILITY: Duration = Duration::from_secs(30);

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    #[test]
    fn is_stale_with_a_third_left() {
        let lease = Lease::new(Message::default(), false, at(100), VISIBILITY);
        assert!(!lease.is_stale(at(119), VISIBILITY));
        assert!(lease.is_stale(at(120), VISIBILITY));
    }

    #[test]
    fn is_extended_at_half_time_up_to_twelve_hours() {
        let mut lease = Lease::new(Message::default(), false, at(0), VISIBILITY);
        lease.state = State::Running;
        assert_eq!(lease.extend_at, Some(at(15)));
        lease.extended(at(15), lease.extension(at(15), VISIBILITY));
        assert_eq!((lease.visible_at, lease.extend_at), (at(45), Some(at(30))));
        assert_eq!(lease.extension(at(43_190), VISIBILITY), Duration::from_secs(9));
        lease.extended(at(43_190), Duration::from_secs(9));
        assert_eq!(lease.extend_at, None, "there is nothing left to extend");
    }

    #[test]
    fn a_failed_extension_is_tried_again_while_it_is_of_use() {
        let mut lease = Lease::new(Message::default(), false, at(0), VISIBILITY);
        lease.extension_failed(at(15), true, VISIBILITY);
        assert_eq!(lease.extend_at, Some(at(18)));
        lease.extension_failed(at(28), true, VISIBILITY);
        assert_eq!(lease.extend_at, None);
        lease.extension_failed(at(15), false, VISIBILITY);
        assert_eq!(lease.extend_at, None);
    }
}
