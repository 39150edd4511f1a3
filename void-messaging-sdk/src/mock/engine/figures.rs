//! What a queue holds, in figures.

use void_core::Timestamp;

use super::{Counts, Engine, Problem, lane::Lane};

/// What a queue holds: costs the number of its subscriptions, and not of its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFigures {
    /// How many messages; with subscriptions, how many deliveries.
    pub counts: Counts,
    /// When the oldest message was sent.
    pub oldest_sent_at: Option<Timestamp>,
    /// The deliveries of each subscription, in the order of their names.
    pub subscriptions: Vec<(String, Counts)>,
    /// What happened since the mock was made, or the queue, whichever was later.
    pub totals: QueueTotals,
}

/// How often something happened to a queue's messages. Purges and expiry count nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueTotals {
    /// Messages that were sent; one that was taken for a duplicate, and one that came as a dead letter, are not among them.
    pub sent: u64,
    /// Messages that were given out, each time; with subscriptions, to each.
    pub received: u64,
    /// Messages that were deleted; with subscriptions, by each.
    pub deleted: u64,
    /// Messages that went from here to a dead-letter queue.
    pub dead_lettered: u64,
}

impl Engine {
    /// What the queue `name` holds.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn figures(&mut self, now: Timestamp, name: &str) -> Result<QueueFigures, Problem> {
        self.pass(now);
        let queue = self.queue(self.id(name)?);
        let counts = self.counts_of(queue);
        let oldest =
            self.lanes_of(queue).into_iter().filter_map(|lane| self.lane(lane).oldest_sent_at()).min();
        let named = queue.subscriptions.iter().map(|(name, number)| {
            let lane = self.lane(self.subscriptions[number].lane);
            (name.to_string(), counts_of_lane(lane))
        });
        Ok(QueueFigures {
            counts,
            oldest_sent_at: oldest,
            subscriptions: named.collect(),
            totals: queue.totals,
        })
    }
}

fn counts_of_lane(lane: &Lane) -> Counts {
    Counts { visible: lane.visible(), in_flight: lane.in_flight(), delayed: lane.delayed() }
}
