//! Consumers with enhanced fan-out: registering, finding, deregistering.
//!
//! <https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html>

use std::{collections::BTreeMap, sync::Arc};

use void_core::Timestamp;

use super::{
    Code, Engine, Problem,
    limits::{MAX_CONSUMERS, MAX_CONSUMERS_BEING_MADE, MAX_TAGS},
    schedule::Due,
    stream::{Status, Stream},
    subscriptions::Latest,
};

/// A consumer of a stream.
#[derive(Debug)]
pub(super) struct Consumer {
    /// Whole seconds: what its ARN ends with.
    pub(super) created_at: Timestamp,
    /// When it is active.
    pub(super) ready_at: Timestamp,
    /// When it is gone, once it is being deregistered.
    pub(super) gone_at: Option<Timestamp>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) subscriptions: Latest,
}

/// The consumers of a stream, by name.
#[derive(Debug, Default)]
pub(super) struct Consumers {
    pub(super) by_name: BTreeMap<Arc<str>, Consumer>,
    /// The latest second in the ARN of one that is gone: no later one has the ARN of an earlier one.
    pub(super) last_second_gone: u64,
}

impl Consumers {
    /// How many are registered, those that are being deregistered among them.
    pub(super) fn count(&self, now: Timestamp) -> usize {
        self.there(now).count()
    }

    fn there(&self, now: Timestamp) -> impl Iterator<Item = (&Arc<str>, &Consumer)> {
        self.by_name.iter().filter(move |(_, consumer)| consumer.is_there(now))
    }

    fn get(&self, now: Timestamp, name: &str) -> Option<(&Arc<str>, &Consumer)> {
        self.by_name.get_key_value(name).filter(|(_, consumer)| consumer.is_there(now))
    }

    /// Drops those that are gone.
    pub(super) fn pass(&mut self, now: Timestamp) {
        let last = &mut self.last_second_gone;
        self.by_name.retain(|_, consumer| {
            let stays = consumer.is_there(now);
            if !stays {
                *last = (*last).max(consumer.created_at.as_secs());
            }
            stays
        });
    }
}

impl Consumer {
    pub(super) fn is_there(&self, now: Timestamp) -> bool {
        self.gone_at.is_none_or(|gone_at| gone_at > now)
    }

    fn status(&self, now: Timestamp) -> Status {
        if self.gone_at.is_some() {
            Status::Deleting
        } else if self.ready_at > now {
            Status::Creating
        } else {
            Status::Active
        }
    }
}

/// A consumer, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerView {
    /// The stream's name.
    pub stream: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Its ARN.
    pub arn: String,
    /// `Creating`, `Active` or `Deleting`.
    pub status: Status,
    /// When it was registered, in whole seconds.
    pub created_at: Timestamp,
}

/// How a request names a consumer: by its ARN, by its stream and its name, or by all of them where they agree.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConsumerNamed<'a> {
    /// The ARN of the stream.
    pub stream_arn: Option<&'a str>,
    /// The name.
    pub name: Option<&'a str>,
    /// The ARN.
    pub arn: Option<&'a str>,
}

impl Engine {
    /// Registers a consumer of the stream `stream`: `Creating` for the time that transitions take.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` without the stream, `ResourceInUse` when the stream is being made or deleted or has a consumer of
    /// that name, `LimitExceeded` for more than 20 of a stream or more than 5 that are being registered, `InvalidArgument` for
    /// more than 50 tags.
    pub fn register_consumer(
        &mut self,
        now: Timestamp,
        stream: &str,
        name: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<ConsumerView, Problem> {
        let account_id = self.settings.account_id.clone();
        let ready_at = now + self.settings.transition;
        let being_made = self.streams.values().map(|stream| stream.consumers_being_made(now)).sum::<usize>();
        let found = self.usable_stream_mut(stream)?;
        found.consumers.pass(now);
        if found.consumers.by_name.contains_key(name) {
            let message =
                format!("Consumer {name} under stream {stream}, account {account_id} already exists.");
            return Err(Problem::new(Code::ResourceInUse, message));
        }
        if found.consumers.by_name.len() >= MAX_CONSUMERS {
            let message = format!(
                "Stream {stream} under account {account_id} has {MAX_CONSUMERS} consumers already: it can have no more."
            );
            return Err(Problem::new(Code::LimitExceeded, message));
        }
        if being_made >= MAX_CONSUMERS_BEING_MADE {
            let message =
                format!("{MAX_CONSUMERS_BEING_MADE} consumers are being registered: wait for them.");
            return Err(Problem::new(Code::LimitExceeded, message));
        }
        if tags.len() > MAX_TAGS {
            return Err(Problem::argument(format!("A consumer can have at most {MAX_TAGS} tags.")));
        }
        let second = now.as_secs().max(found.consumers.last_second_gone + 1);
        let created_at = Timestamp::from_secs(second);
        let consumer = Consumer { created_at, ready_at, gone_at: None, tags, subscriptions: Latest::new() };
        found.consumers.by_name.insert(name.into(), consumer);
        self.consumers_change_at(now, stream, ready_at);
        self.consumer(now, stream, name)
    }

    /// Deregisters a consumer: `Deleting` for the time that transitions take, then gone. One that is being deregistered
    /// stays so.
    ///
    /// # Errors
    ///
    /// Those of [`find_consumer`](Self::find_consumer).
    pub fn deregister_consumer(&mut self, now: Timestamp, named: ConsumerNamed<'_>) -> Result<(), Problem> {
        let ConsumerView { stream, name, .. } = self.find_consumer(now, named)?;
        let gone_at = now + self.settings.transition;
        let consumers = &mut self.stream_mut(&stream)?.consumers;
        if let Some(consumer) = consumers.by_name.get_mut(&name) {
            consumer.gone_at.get_or_insert(gone_at);
        }
        consumers.pass(now);
        self.consumers_change_at(now, &stream, gone_at);
        Ok(())
    }

    /// Finds the consumer that a request names.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` when it is not named or what names it does not agree, `ResourceNotFound` when there is none.
    pub fn find_consumer(&self, now: Timestamp, named: ConsumerNamed<'_>) -> Result<ConsumerView, Problem> {
        let by_arn = named.arn.map(|arn| self.consumer_by_arn(now, arn)).transpose()?;
        let stream = named.stream_arn.map(|arn| self.name_in_arn(arn)).transpose()?;
        let Some(view) = by_arn else {
            let (Some(stream), Some(name)) = (stream, named.name) else {
                return Err(Problem::argument(
                    "A consumer is named by ConsumerARN, or by StreamARN and ConsumerName.",
                ));
            };
            return self.consumer(now, stream, name);
        };
        let agrees = stream.is_none_or(|stream| *view.stream == *stream)
            && named.name.is_none_or(|name| *view.name == *name);
        if !agrees {
            return Err(Problem::argument(
                "StreamARN, ConsumerName and ConsumerARN name different consumers.",
            ));
        }
        Ok(view)
    }

    /// Finds a consumer by its ARN.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for what is no ARN of a consumer, `ResourceNotFound` when there is none.
    pub fn consumer_by_arn(&self, now: Timestamp, arn: &str) -> Result<ConsumerView, Problem> {
        let (stream, name) = self.parts_of_consumer_arn(arn)?;
        // A consumer that was registered again has another ARN.
        self.consumer(now, stream, name)
            .ok()
            .filter(|view| view.arn == arn)
            .ok_or_else(|| self.no_consumer(stream, name))
    }

    /// The tags of the consumer with an ARN.
    ///
    /// # Errors
    ///
    /// Those of [`consumer_by_arn`](Self::consumer_by_arn).
    pub fn consumer_tags(&self, now: Timestamp, arn: &str) -> Result<&BTreeMap<String, String>, Problem> {
        let view = self.consumer_by_arn(now, arn)?;
        let found = self.streams.get(&view.stream).and_then(|stream| stream.consumers.get(now, &view.name));
        found.map(|(_, consumer)| &consumer.tags).ok_or_else(|| self.no_consumer(&view.stream, &view.name))
    }

    /// The tags of the consumer with an ARN, to be changed.
    ///
    /// # Errors
    ///
    /// Those of [`consumer_by_arn`](Self::consumer_by_arn).
    pub fn consumer_tags_mut(
        &mut self,
        now: Timestamp,
        arn: &str,
    ) -> Result<&mut BTreeMap<String, String>, Problem> {
        let view = self.consumer_by_arn(now, arn)?;
        let missing = self.no_consumer(&view.stream, &view.name);
        self.changes.touch(&view.stream);
        let stream = self.streams.get_mut(&view.stream);
        let found = stream.and_then(|stream| stream.consumers.by_name.get_mut(&view.name));
        found.map(|consumer| &mut consumer.tags).ok_or(missing)
    }

    fn consumers_change_at(&mut self, now: Timestamp, stream: &str, at: Timestamp) {
        if let Some(stream) = self.streams.get(stream).filter(|_| at > now) {
            self.schedule.add(at, &stream.name, Due::Consumers);
        }
    }

    fn consumer(&self, now: Timestamp, stream: &str, name: &str) -> Result<ConsumerView, Problem> {
        let found = self.stream(stream)?;
        let consumer = found.consumers.get(now, name);
        consumer
            .map(|(name, consumer)| self.view(now, found, name, consumer))
            .ok_or_else(|| self.no_consumer(stream, name))
    }

    pub(super) fn view(
        &self,
        now: Timestamp,
        stream: &Stream,
        name: &Arc<str>,
        consumer: &Consumer,
    ) -> ConsumerView {
        let second = consumer.created_at.as_secs();
        ConsumerView {
            arn: format!("{}/consumer/{name}:{second}", self.arn(&stream.name)),
            stream: Arc::clone(&stream.name),
            name: Arc::clone(name),
            status: consumer.status(now),
            created_at: consumer.created_at,
        }
    }

    /// The stream and the name in the ARN of a consumer.
    fn parts_of_consumer_arn<'arn>(&self, arn: &'arn str) -> Result<(&'arn str, &'arn str), Problem> {
        let invalid = || Problem::argument(format!("{arn} is not the ARN of a consumer."));
        let (of_stream, rest) = arn.split_once("/consumer/").ok_or_else(invalid)?;
        let (name, second) = rest.rsplit_once(':').ok_or_else(invalid)?;
        if name.is_empty() || second.is_empty() || !second.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid());
        }
        Ok((self.name_in_arn(of_stream)?, name))
    }

    fn no_consumer(&self, stream: &str, name: &str) -> Problem {
        let account_id = &self.settings.account_id;
        let message = format!("Consumer {name} under stream {stream}, account {account_id} not found.");
        Problem::new(Code::ResourceNotFound, message)
    }
}

impl Stream {
    fn consumers_being_made(&self, now: Timestamp) -> usize {
        self.consumers.there(now).filter(|(_, consumer)| consumer.status(now) == Status::Creating).count()
    }
}
