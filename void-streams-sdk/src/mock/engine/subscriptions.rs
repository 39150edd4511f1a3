//! Subscriptions: what a consumer with enhanced fan-out is pushed of a shard.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html>

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use void_core::Timestamp;

use super::{
    Code, ConsumerView, Cursor, Engine, Problem, Read, limits::MAX_GET_BYTES, stream::Status,
    throughput::Pushed,
};
use crate::types::StartingPosition;

/// How long a subscription lives.
const LIFETIME: Duration = Duration::from_secs(300);
/// How soon another one can take over.
const UNDISTURBED: Duration = Duration::from_secs(5);
/// How often an event says that there is nothing.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// The most records of an event: with 10 MiB of data and the longest keys it is a message that clients take.
const MAX_EVENT_RECORDS: usize = 1_000;

/// The latest subscription of a consumer to each shard, by the shard's id.
pub(super) type Latest = BTreeMap<Arc<str>, Begun>;

/// When a subscription began, which it is, and what was pushed in it and the ones before.
#[derive(Debug)]
pub(super) struct Begun {
    id: u64,
    at: Timestamp,
    pushed: Pushed,
}

/// A subscription as it goes on.
#[derive(Debug)]
pub struct Subscription {
    id: u64,
    consumer_arn: String,
    stream: Arc<str>,
    shard: Arc<str>,
    cursor: Cursor,
    /// When an event is due whether there are records or not.
    heartbeat_at: Timestamp,
    ends_at: Timestamp,
    at_end_of_shard: bool,
}

/// What a subscription comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Push {
    /// An event: records, or that there are none, or the shard's end.
    Event(Read),
    /// Nothing before this moment, if nothing changes: there is nothing, or no room for it where throughput is enforced.
    Wait(Timestamp),
    /// Its time is over, or the shard is.
    End,
}

impl Subscription {
    /// The stream's name.
    #[must_use]
    pub const fn stream(&self) -> &Arc<str> {
        &self.stream
    }

    /// The shard's id.
    #[must_use]
    pub const fn shard(&self) -> &Arc<str> {
        &self.shard
    }
}

impl Engine {
    /// Subscribes a consumer to a shard for 5 minutes, in place of its subscription that is older than 5 seconds.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` without the consumer or the shard, `InvalidArgument` for what is no ARN of a consumer or a position
    /// that can't be there, `ResourceInUse` when the consumer is not `ACTIVE`, or has subscribed within the last 5 seconds.
    pub fn subscribe(
        &mut self,
        now: Timestamp,
        consumer_arn: &str,
        shard: &str,
        position: &StartingPosition,
    ) -> Result<Subscription, Problem> {
        let (consumer, cursor) = self.check_subscribe(now, consumer_arn, shard, position)?;
        self.last_id += 1;
        let (id, shard) = (self.last_id, Arc::from(shard));
        if let Some(latest) = self.subscriptions_mut(&consumer) {
            let pushed = latest.remove(&shard).map(|before| before.pushed).unwrap_or_default();
            latest.insert(Arc::clone(&shard), Begun { id, at: now, pushed });
        }
        Ok(Subscription {
            id,
            consumer_arn: consumer.arn,
            stream: consumer.stream,
            shard,
            cursor,
            heartbeat_at: now,
            ends_at: now + LIFETIME,
            at_end_of_shard: false,
        })
    }

    /// Checks whether [`subscribe`](Self::subscribe) would succeed, and gives the consumer and where it would begin.
    ///
    /// # Errors
    ///
    /// As `subscribe`.
    pub fn check_subscribe(
        &self,
        now: Timestamp,
        consumer_arn: &str,
        shard: &str,
        position: &StartingPosition,
    ) -> Result<(ConsumerView, Cursor), Problem> {
        let consumer = self.consumer_by_arn(now, consumer_arn)?;
        if consumer.status != Status::Active {
            let message = format!("Consumer {} is not ACTIVE.", consumer.arn);
            return Err(Problem::new(Code::ResourceInUse, message));
        }
        let cursor = self.locate(now, &consumer.stream, shard, position)?;
        match self.subscriptions(&consumer).and_then(|latest| latest.get(shard)) {
            Some(begun) if now < begun.at + UNDISTURBED => {
                let message = format!(
                    "Another active subscription exists for this consumer: {consumer_arn} and shard: {shard}."
                );
                Err(Problem::new(Code::ResourceInUse, message))
            }
            _ => Ok((consumer, cursor)),
        }
    }

    /// What `subscription` is to push now.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` when the stream or the consumer is gone, `ResourceInUse` when another subscription took over. Nothing
    /// comes after an error.
    pub fn push(&mut self, now: Timestamp, subscription: &mut Subscription) -> Result<Push, Problem> {
        if subscription.at_end_of_shard || now >= subscription.ends_at {
            return Ok(Push::End);
        }
        let consumer = self.consumer_by_arn(now, &subscription.consumer_arn)?;
        let enforced = self.settings.enforce_throughput;
        let pushed = self.pushed(&consumer, subscription)?;
        let room = if enforced { pushed.room(now) } else { MAX_GET_BYTES };
        let (stream, shard) = self.shard(&subscription.stream, &subscription.shard)?;
        let read = stream.read(now, shard, subscription.cursor, MAX_EVENT_RECORDS, room);
        if read.records.is_empty() && !read.ended && now < subscription.heartbeat_at {
            return Ok(Push::Wait(subscription.heartbeat_at.min(subscription.ends_at)));
        }
        if enforced {
            let bytes = read.size_bytes();
            let pushed = self.pushed(&consumer, subscription)?;
            // One record alone may be more than there is room for.
            let room_at = pushed.room_at(now, bytes);
            if room_at > now {
                return Ok(Push::Wait(room_at.min(subscription.ends_at)));
            }
            pushed.push(now, bytes);
        }
        subscription.cursor = read.next;
        subscription.heartbeat_at = now + HEARTBEAT;
        subscription.at_end_of_shard = read.ended;
        Ok(Push::Event(read))
    }

    /// What was pushed to the consumer in `subscription`, if that is its latest one.
    fn pushed(
        &mut self,
        consumer: &ConsumerView,
        subscription: &Subscription,
    ) -> Result<&mut Pushed, Problem> {
        let latest = self.subscriptions_mut(consumer).and_then(|latest| latest.get_mut(&subscription.shard));
        match latest {
            Some(latest) if latest.id == subscription.id => Ok(&mut latest.pushed),
            _ => {
                let message = format!("Another subscription of {} took over.", subscription.consumer_arn);
                Err(Problem::new(Code::ResourceInUse, message))
            }
        }
    }

    fn subscriptions(&self, consumer: &ConsumerView) -> Option<&Latest> {
        let stream = self.streams.get(&consumer.stream)?;
        stream.consumers.by_name.get(&consumer.name).map(|consumer| &consumer.subscriptions)
    }

    fn subscriptions_mut(&mut self, consumer: &ConsumerView) -> Option<&mut Latest> {
        let stream = self.streams.get_mut(&consumer.stream)?;
        stream.consumers.by_name.get_mut(&consumer.name).map(|consumer| &mut consumer.subscriptions)
    }
}
