//! From what was saved to an engine.

use std::{collections::HashMap, sync::Arc};

use super::{
    super::{Engine, Message, MessageId, Settings, queue::Queue, subscriptions::Subscribed},
    QueueState, Saved, Stored,
    saved::lanes,
};

impl Engine {
    /// Makes an engine of what was saved: what was in flight is visible, and what is due by now falls due with the first call.
    #[must_use]
    pub fn restore(settings: Settings, mut saved: Saved) -> Self {
        let mut engine = Self::new(settings);
        if let Some(seed) = saved.receipt_seed {
            engine.seed_receipts(seed);
        }
        engine.last_number = saved.last_number;
        engine.deleted = saved.deleted;
        for state in saved.queues.into_values() {
            let mut shared = HashMap::new();
            let stored = lanes(&state).map(|lane| {
                let of_lane = saved.lanes.remove(&lane).unwrap_or_default();
                (lane, of_lane.into_values().map(|stored| share(&mut shared, stored)).collect())
            });
            let stored: Vec<(u32, Vec<Stored>)> = stored.collect();
            let sends = saved.sends.remove(&state.queue).unwrap_or_default();
            let id = state.queue;
            engine.restore_queue(state);
            engine.queue_mut(id).sends = sends;
            for (lane, stored) in stored {
                engine.restore_lane(id, lane, stored);
            }
        }
        for task in saved.moves {
            engine.tasks.restore(task);
        }
        engine
    }

    fn restore_queue(&mut self, state: QueueState) {
        let name: Arc<str> = state.name.into();
        let mut queue = Queue::new(Arc::clone(&name), state.attributes, state.lane, state.created_at);
        queue.tags = state.tags;
        queue.modified_at = state.modified_at;
        queue.purged_at = state.purged_at;
        queue.sequence = queue.sequence.max(state.sequence);
        for subscription in state.subscriptions {
            let name: Arc<str> = subscription.name.into();
            queue.subscriptions.insert(Arc::clone(&name), subscription.number);
            let (lane, options) = (subscription.lane, subscription.options);
            self.subscriptions
                .insert(subscription.number, Subscribed { queue: state.queue, name, lane, options });
        }
        self.names.insert(name, state.queue);
        self.queues.insert(state.queue, queue);
    }

    fn restore_lane(&mut self, queue: u32, number: u32, stored: Vec<Stored>) {
        let mut lane = self.new_lane(queue, &self.queue(queue).attributes);
        lane.restore(stored);
        self.lanes.insert(number, lane);
        self.settle(number);
    }
}

/// Has deliveries of one message share it again.
fn share(shared: &mut HashMap<MessageId, Arc<Message>>, mut stored: Stored) -> Stored {
    if let Some(message) = &mut stored.message {
        let known = shared.entry(message.id).or_insert_with(|| Arc::clone(message));
        if known.is_same(message) {
            *message = Arc::clone(known);
        }
    }
    stored
}
