//! Giving messages out.

use std::{sync::Arc, time::Duration};

use void_core::Timestamp;

use super::{
    Code, DeadLetter, Engine, Problem,
    lane::{Take, Taken},
    limits::{MAX_RECEIVE, MAX_VISIBILITY},
    message::Message,
    receipts::Receipt,
    redrive::Exhaustion,
    store::State,
    validate,
};

/// What a receive asks for.
#[derive(Clone, Copy, Debug)]
pub struct Receive<'a> {
    /// How many messages at most: 1 to 10.
    pub max: usize,
    /// How long they are hidden; the queue's visibility timeout where it doesn't say. At most 12 hours.
    pub visibility: Option<Duration>,
    /// The receive request attempt id: the same one within 5 minutes gets the same messages again. FIFO queues only.
    pub attempt: Option<&'a str>,
}

impl Default for Receive<'_> {
    fn default() -> Self {
        Self { max: 1, visibility: None, attempt: None }
    }
}

/// A message that was received.
#[derive(Clone, Debug)]
pub struct Received {
    /// The message.
    pub message: Arc<Message>,
    /// The receipt handle of this receive.
    pub handle: String,
    /// How often it was received, in all queues that it was in, this receive included.
    pub receive_count: u32,
    /// When it was received first.
    pub first_received_at: Timestamp,
    /// Until when it is hidden.
    pub until: Timestamp,
    /// Where it came from, where it is a dead letter.
    pub dead_letter: Option<DeadLetter>,
}

impl Engine {
    /// Receives messages from the queue `name`: none while it has subscriptions, to which every message belongs.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `InvalidParameterValue`, and `OverLimit` where a standard queue has 120,000 messages in flight.
    pub fn receive(
        &mut self,
        now: Timestamp,
        name: &str,
        asked: &Receive<'_>,
    ) -> Result<Vec<Received>, Problem> {
        self.pass(now);
        let id = self.id(name)?;
        if !(1..=MAX_RECEIVE).contains(&asked.max) {
            return Err(Problem::parameter(
                "MaxNumberOfMessages",
                asked.max,
                "Must be between 1 and 10, if provided.",
            ));
        }
        let queue = self.queue(id);
        let visibility = asked.visibility.unwrap_or(queue.attributes.visibility);
        if visibility > MAX_VISIBILITY {
            return Err(Problem::parameter(
                "VisibilityTimeout",
                visibility.as_secs(),
                "Must be between 0 and 43200, if provided.",
            ));
        }
        if let Some(attempt) = asked.attempt {
            if !queue.is_fifo() {
                return Err(Problem::parameter(
                    "ReceiveRequestAttemptId",
                    attempt,
                    "The request include parameter that is not valid for this queue type.",
                ));
            }
            validate::token("ReceiveRequestAttemptId", attempt)?;
            if let Some(again) = self.receive_again(now, id, attempt, visibility) {
                return Ok(again);
            }
        }
        let queue = self.queue(id);
        if !queue.subscriptions.is_empty() {
            return Ok(Vec::new());
        }
        let lane = queue.lane;
        if !queue.is_fifo() && self.lane(lane).in_flight() >= self.settings.max_in_flight {
            return Err(Problem::new(
                Code::OverLimit,
                format!(
                    "The maximum number of messages in flight, {}, is reached.",
                    self.settings.max_in_flight
                ),
            ));
        }
        let exhaustion = self.queue_exhaustion(id);
        let received = self.take(now, lane, asked.max, visibility, &exhaustion, &|_| true);
        if let Some(attempt) = asked.attempt.filter(|_| !received.is_empty()) {
            let receipts = received.iter().map(|received| {
                (self.receipts.read(&received.handle).expect("it was just written"), received.until)
            });
            let receipts = receipts.collect();
            self.queue_mut(id).attempts.remember(now, attempt, receipts);
        }
        Ok(received)
    }

    /// Receives from a lane; what was received too often goes where `exhaustion` says.
    pub(super) fn take(
        &mut self,
        now: Timestamp,
        number: u32,
        max: usize,
        visibility: Duration,
        exhaustion: &Exhaustion,
        wanted: &dyn Fn(&Message) -> bool,
    ) -> Vec<Received> {
        let take = Take {
            at: now,
            max,
            visibility,
            max_in_flight: self.settings.max_in_flight,
            max_receives: exhaustion.max_receives(),
            wanted,
        };
        let Taken { received, exhausted, unwanted } = self.lane_mut(number).take(&take);
        if received.is_empty() && exhausted.is_empty() && unwanted.is_empty() {
            return Vec::new();
        }
        let received: Vec<_> = received.into_iter().map(|slot| self.received(number, slot)).collect();
        let queue = self.lane(number).queue;
        self.queue_mut(queue).totals.received += received.len() as u64;
        self.settle(number);
        for entry in exhausted {
            self.exhaust(now, entry, exhaustion);
        }
        received
    }

    fn received(&self, number: u32, slot: u32) -> Received {
        let lane = self.lane(number);
        let entry = lane.get(slot);
        let receipt = Receipt {
            queue: lane.queue,
            lane: number,
            slot,
            message: entry.message.id,
            receive: entry.receives,
        };
        Received {
            message: Arc::clone(&entry.message),
            handle: self.receipts.write(&receipt),
            receive_count: entry.total_receives(),
            first_received_at: entry.first_received_at,
            until: entry.until,
            dead_letter: entry.dead_letter.as_deref().cloned(),
        }
    }

    /// The same messages again, hidden anew, where none was deleted or had its visibility changed since.
    fn receive_again(
        &mut self,
        now: Timestamp,
        id: u32,
        attempt: &str,
        visibility: Duration,
    ) -> Option<Vec<Received>> {
        let queue = self.queues.get_mut(&id).expect("the queue of a name exists");
        let answer = queue.attempts.find(now, attempt)?;
        let lanes = &mut self.lanes;
        let untouched = |(receipt, until): &(Receipt, Timestamp)| {
            let entry = lanes.get(&receipt.lane).and_then(|lane| lane.find(receipt.slot));
            entry.is_some_and(|entry| {
                entry.message.id == receipt.message
                    && entry.receives == receipt.receive
                    && entry.state == State::InFlight
                    && entry.until == *until
            })
        };
        if !answer.receipts.iter().all(untouched) {
            return None;
        }
        let until = now + visibility;
        for (receipt, until_now) in &mut answer.receipts {
            let lane = lanes.get_mut(&receipt.lane).expect("the lane was just found");
            lane.change_visibility(receipt.slot, until, now);
            *until_now = until;
        }
        let receipts: Vec<Receipt> = answer.receipts.iter().map(|(receipt, _)| *receipt).collect();
        let again = receipts.iter().map(|receipt| self.received(receipt.lane, receipt.slot)).collect();
        for receipt in receipts {
            self.settle(receipt.lane);
        }
        Some(again)
    }
}
