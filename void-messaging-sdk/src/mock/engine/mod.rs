//! The engine: queues as plain data and plain functions.
//!
//! It has no clock, lock, socket or randomness of its own: `now` comes in with each call, results go out, and
//! [`Engine::next_wakeup`] says when something is due next. Its inputs and outputs are its own, not the wire's.
//!
//! | file | holds |
//! |---|---|
//! | `queues.rs`, `attributes/`, `tags.rs`, `permissions.rs` | the queues, what they are set up with, tags and permissions |
//! | `sending.rs`, `dedup.rs`, `validate.rs` | taking messages in |
//! | `receiving.rs`, `settling.rs`, `receipts.rs` | giving messages out, deleting them, changing their visibility |
//! | `lane.rs`, `store.rs`, `schedule.rs`, `fair.rs`, `fifo.rs` | the deliveries to one set of competing receivers, and their order |
//! | `subscriptions.rs`, `filter/` | fan-out: deliveries of one message to many |
//! | `redrive.rs`, `move_tasks.rs`, `dead_letters.rs` | to the dead-letter queue and back |
//! | `passing.rs`, `looking.rs` | what time does, and looking without touching |
//! | `changes/` | what operations change, for a log; an engine made of it again |
//!
//! Every operation costs at most O(log n) in what the queue holds; emptying one costs what filling it did.

mod attributes;
mod changes;
mod dead_letters;
mod dedup;
mod errors;
mod fair;
mod fields;
mod fifo;
mod figures;
mod filter;
mod groups;
mod lane;
pub mod limits;
mod looking;
mod message;
mod move_tasks;
mod passing;
mod permissions;
mod queue;
mod queues;
mod receipts;
mod receiving;
mod redrive;
mod schedule;
mod sending;
mod settling;
mod store;
mod subscriptions;
mod tags;
mod validate;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use void_core::{Random, Timestamp};

pub use self::{
    attributes::{Attributes, DeduplicationScope, FifoAttributes, Redrive, RedriveAllow, ThroughputLimit},
    changes::{Change, Place, QueueState, Remembered, Saved, SnapshotCursor, Stored, SubscriptionState},
    dead_letters::{DeadLetter, DeadLetterCause},
    errors::{Code, Problem},
    figures::{QueueFigures, QueueTotals},
    filter::{FilterPattern, InvalidFilterPattern},
    looking::{Counts, DeliveryState, Look, LookDelivery},
    message::{Attribute, AttributeRef, AttributeValue, Extras, Message, MessageId, ValueRef, md5},
    move_tasks::{MoveStatus, MoveTask},
    queues::Page,
    receiving::{Receive, Received},
    redrive::RedriveTo,
    sending::{Draft, Sent},
    subscriptions::SubscriptionOptions,
    validate::batch_ids,
};
use self::{
    changes::Changes, lane::Lane, move_tasks::MoveTasks, queue::Queue, receipts::Receipts,
    subscriptions::Subscribed,
};

/// What an engine is made of.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The region in ARNs.
    pub region: String,
    /// The account in ARNs: 12 digits.
    pub account_id: String,
    /// Where ids, task handles and the key of receipt handles come from.
    pub random: Random,
    /// Makes standard queues deliver late, twice and out of order.
    pub unreliable: Option<Random>,
    /// How many messages may be in flight in one queue; the service's quota is [`limits::MAX_IN_FLIGHT`].
    pub max_in_flight: usize,
    /// Whether a name can be used again only 60 seconds after its queue was deleted.
    pub recreate_wait: bool,
}

/// All queues of one account in one region.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    receipts: Receipts,
    queues: HashMap<u32, Queue>,
    names: BTreeMap<Arc<str>, u32>,
    deleted: HashMap<Arc<str>, Timestamp>,
    lanes: HashMap<u32, Lane>,
    subscriptions: HashMap<u32, Subscribed>,
    tasks: MoveTasks,
    /// When each lane has something due.
    due: BTreeSet<(Timestamp, u32)>,
    /// Lanes that have something to receive, or are gone, since the last [`Engine::take_stirred`].
    stirred: BTreeSet<u32>,
    last_number: u32,
    changes: Changes,
    /// What the key of receipt handles is made of, where it is to last.
    receipt_seed: Option<u64>,
}

impl Engine {
    /// Makes an engine with no queues.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            receipts: Receipts::new(&settings.random.fork("receipt handles")),
            settings,
            queues: HashMap::new(),
            names: BTreeMap::new(),
            deleted: HashMap::new(),
            lanes: HashMap::new(),
            subscriptions: HashMap::new(),
            tasks: MoveTasks::default(),
            due: BTreeSet::new(),
            stirred: BTreeSet::new(),
            last_number: 0,
            changes: Changes::default(),
            receipt_seed: None,
        }
    }

    /// What the engine was made of.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The ARN of the queue `name`, whether there is one or not.
    #[must_use]
    pub fn arn(&self, name: &str) -> String {
        let Settings { region, account_id, .. } = &self.settings;
        format!("arn:aws:sqs:{region}:{account_id}:{name}")
    }

    /// The name in the ARN of a queue of this account and region.
    #[must_use]
    pub fn name_in_arn<'arn>(&self, arn: &'arn str) -> Option<&'arn str> {
        let Settings { region, account_id, .. } = &self.settings;
        let rest = arn.strip_prefix("arn:")?.split_once(':')?.1.strip_prefix("sqs:")?;
        let name = rest.strip_prefix(region.as_str())?.strip_prefix(':')?;
        name.strip_prefix(account_id.as_str())?.strip_prefix(':').filter(|name| !name.contains(':'))
    }

    fn number(&mut self) -> u32 {
        self.last_number += 1;
        self.last_number
    }

    fn id(&self, name: &str) -> Result<u32, Problem> {
        self.names.get(name).copied().ok_or_else(Problem::no_queue)
    }

    fn queue(&self, id: u32) -> &Queue {
        &self.queues[&id]
    }

    fn queue_mut(&mut self, id: u32) -> &mut Queue {
        self.queues.get_mut(&id).expect("the queue of a name exists")
    }

    fn lane(&self, lane: u32) -> &Lane {
        &self.lanes[&lane]
    }

    fn lane_mut(&mut self, lane: u32) -> &mut Lane {
        self.lanes.get_mut(&lane).expect("the lane of a queue exists")
    }

    /// The lanes of a queue: its subscriptions', or its own where it has none.
    fn lanes_of(&self, queue: &Queue) -> Vec<u32> {
        if queue.subscriptions.is_empty() {
            return vec![queue.lane];
        }
        queue.subscriptions.values().map(|subscription| self.subscriptions[subscription].lane).collect()
    }
}
