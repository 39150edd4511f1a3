//! Looking without touching.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use void_core::Timestamp;

use super::{
    DeadLetter, Engine, MessageId, Problem,
    message::Message,
    queue::Queue,
    store::{Entry, State},
};

/// How many messages a queue has. With subscriptions, their deliveries are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that can be received.
    pub visible: usize,
    /// Those that were received and are hidden.
    pub in_flight: usize,
    /// Those whose delay has not passed.
    pub delayed: usize,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It can be received.
    Visible,
    /// It was received and is hidden.
    InFlight {
        /// When it can be received again.
        until: Timestamp,
    },
    /// Its delay has not passed.
    Delayed {
        /// When it can be received.
        until: Timestamp,
    },
}

/// A message with its deliveries: one, or one for each subscription that is not done with it.
#[derive(Clone, Debug)]
pub struct Look {
    /// The message.
    pub message: Arc<Message>,
    /// Its deliveries, in the order of the subscriptions' names.
    pub deliveries: Vec<LookDelivery>,
}

/// A delivery of a message.
#[derive(Clone, Debug)]
pub struct LookDelivery {
    /// The subscription's name; `None` for the queue's own.
    pub subscription: Option<Arc<str>>,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was received, in all queues that it was in.
    pub receive_count: u32,
    /// Where it came from, where it is a dead letter.
    pub dead_letter: Option<DeadLetter>,
}

impl Engine {
    /// How many messages the queue `name` has.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn counts(&mut self, now: Timestamp, name: &str) -> Result<Counts, Problem> {
        self.pass(now);
        Ok(self.counts_of(self.queue(self.id(name)?)))
    }

    /// All messages of the queue `name`, in the order of their sending. Costs what the queue holds.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn look(&mut self, now: Timestamp, name: &str) -> Result<Vec<Look>, Problem> {
        self.look_first(now, name, usize::MAX)
    }

    /// As [`Engine::look`], but only at the first `most` deliveries of each subscription.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn look_first(&mut self, now: Timestamp, name: &str, most: usize) -> Result<Vec<Look>, Problem> {
        self.pass(now);
        let queue = self.queue(self.id(name)?);
        let lanes: Vec<(Option<Arc<str>>, u32)> = if queue.subscriptions.is_empty() {
            vec![(None, queue.lane)]
        } else {
            let named = queue.subscriptions.iter();
            named.map(|(name, number)| (Some(Arc::clone(name)), self.subscriptions[number].lane)).collect()
        };
        let mut looks: Vec<Look> = Vec::new();
        let mut places = HashMap::new();
        for (subscription, lane) in lanes {
            // One lane has a message twice where two subscriptions could not handle it: these are two dead letters.
            let mut seen: HashMap<MessageId, u32> = HashMap::new();
            for entry in self.lane(lane).entries().take(most) {
                let delivery = self.delivery(subscription.clone(), lane, entry);
                let nth = seen.entry(entry.message.id).and_modify(|nth| *nth += 1).or_default();
                let place = *places.entry((entry.message.id, *nth)).or_insert_with(|| {
                    looks.push(Look { message: Arc::clone(&entry.message), deliveries: Vec::new() });
                    looks.len() - 1
                });
                looks[place].deliveries.push(delivery);
            }
        }
        looks.sort_by_key(|look| look.message.sent_at);
        Ok(looks)
    }

    /// The lane of the queue `name`'s own receivers, as [`Engine::take_stirred`] tells of it.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn lane_of_queue(&self, name: &str) -> Result<u32, Problem> {
        Ok(self.queue(self.id(name)?).lane)
    }

    /// The names of the queue's subscriptions.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn subscription_names(&self, name: &str) -> Result<Vec<String>, Problem> {
        Ok(self.queue(self.id(name)?).subscriptions.keys().map(|name| name.to_string()).collect())
    }

    /// How many messages all queues hold, each counted once however many deliveries it has. Costs what they hold.
    #[must_use]
    pub fn stored(&self) -> usize {
        let all = self.lanes.values().flat_map(super::lane::Lane::entries);
        all.map(|entry| Arc::as_ptr(&entry.message)).collect::<HashSet<_>>().len()
    }

    pub(super) fn counts_of(&self, queue: &Queue) -> Counts {
        self.lanes_of(queue).into_iter().map(|lane| self.lane(lane)).fold(Counts::default(), |sum, lane| {
            Counts {
                visible: sum.visible + lane.visible(),
                in_flight: sum.in_flight + lane.in_flight(),
                delayed: sum.delayed + lane.delayed(),
            }
        })
    }

    fn delivery(&self, subscription: Option<Arc<str>>, lane: u32, entry: &Entry) -> LookDelivery {
        let until = self.lane(lane).hidden_until(entry);
        let state = match entry.state {
            State::Visible => DeliveryState::Visible,
            State::InFlight => DeliveryState::InFlight { until },
            State::Delayed => DeliveryState::Delayed { until },
        };
        LookDelivery {
            subscription,
            state,
            receive_count: entry.total_receives(),
            dead_letter: entry.dead_letter.as_deref().cloned(),
        }
    }
}
