//! Queues: made, set up, found, emptied, deleted.

use std::{collections::BTreeMap, ops::Bound, sync::Arc, time::Duration};

use void_core::Timestamp;

use super::{
    Attributes, Change, Code, Engine, Problem, attributes::Report, lane::Lane, limits::SETTLING_TIME,
    queue::Queue, tags, validate,
};

/// A page of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The names of queues, in their order.
    pub names: Vec<String>,
    /// What the next page starts after, where there is one.
    pub next: Option<String>,
}

impl Engine {
    /// Makes the queue `name`, or finds it where it is there with the same attributes.
    ///
    /// # Errors
    ///
    /// `InvalidParameterValue` for a name that can't be, `QueueNameExists` where it is there and an attribute differs,
    /// `QueueDeletedRecently` within 60 seconds of its deletion, and as [`Attributes::new`].
    pub fn create_queue(
        &mut self,
        now: Timestamp,
        name: &str,
        given: &BTreeMap<String, String>,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), Problem> {
        self.pass(now);
        let fifo = checked_kind(name, given)?;
        if let Ok(id) = self.id(name) {
            return self.check_same(id, given);
        }
        if let Some(at) = self.deleted.get(name).filter(|at| **at + SETTLING_TIME > now)
            && self.settings.recreate_wait
        {
            let left = (*at + SETTLING_TIME).since(now).as_secs_f64().ceil();
            return Err(Problem::new(
                Code::QueueDeletedRecently,
                format!(
                    "You must wait 60 seconds after deleting a queue before you can create another with the same name ({left} s left)."
                ),
            ));
        }
        let attributes = Attributes::new(fifo, given)?;
        self.check_redrive(name, fifo, &attributes)?;
        tags::check(tags)?;
        self.deleted.retain(|_, at| *at + SETTLING_TIME > now);
        self.add_queue(now, name, attributes, tags);
        Ok(())
    }

    /// Deletes the queue `name` with all its messages and subscriptions.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn delete_queue(&mut self, now: Timestamp, name: &str) -> Result<(), Problem> {
        self.pass(now);
        let id = self.id(name)?;
        let queue = self.queues.remove(&id).expect("the queue of a name exists");
        self.names.remove(name);
        self.deleted.insert(Arc::clone(&queue.name), now);
        self.tasks.forget(name);
        for subscription in queue.subscriptions.values() {
            if let Some(subscribed) = self.subscriptions.remove(subscription) {
                self.drop_lane(subscribed.lane);
            }
        }
        self.drop_lane(queue.lane);
        self.changes.push(|| Change::QueueGone { queue: id, name: name.to_owned(), at: now });
        Ok(())
    }

    /// Drops all messages of the queue `name`, in flight or not.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `PurgeQueueInProgress` within 60 seconds of the last purge.
    pub fn purge(&mut self, now: Timestamp, name: &str) -> Result<(), Problem> {
        self.pass(now);
        let id = self.id(name)?;
        if self.queue(id).purged_at.is_some_and(|at| at + SETTLING_TIME > now) {
            return Err(Problem::new(
                Code::PurgeQueueInProgress,
                format!("Only one PurgeQueue operation on {name} is allowed every 60 seconds."),
            ));
        }
        self.queue_mut(id).purged_at = Some(now);
        self.note_queue(id);
        self.clear(now, name)
    }

    /// Drops all messages of the queue `name`, as often as it is asked to.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn clear(&mut self, now: Timestamp, name: &str) -> Result<(), Problem> {
        self.pass(now);
        let id = self.id(name)?;
        for lane in self.lanes_of(self.queue(id)) {
            let mut empty = self.new_lane(id, &self.queue(id).attributes);
            empty.expected = self.lane(lane).expected;
            *self.lane_mut(lane) = empty;
            self.changes.push(|| Change::Cleared(lane));
            self.settle(lane);
        }
        Ok(())
    }

    /// Sets attributes of the queue `name`.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, and as [`Attributes::with`].
    pub fn set_attributes(
        &mut self,
        now: Timestamp,
        name: &str,
        given: &BTreeMap<String, String>,
    ) -> Result<(), Problem> {
        self.pass(now);
        let id = self.id(name)?;
        let attributes = self.queue(id).attributes.clone().with(given)?;
        if given.contains_key("RedrivePolicy") {
            self.check_redrive(name, self.queue(id).is_fifo(), &attributes)?;
        }
        let (retention, delay) = (attributes.retention, attributes.delay);
        let queue = self.queue_mut(id);
        queue.attributes = attributes;
        queue.modified_at = now;
        self.note_queue(id);
        for lane in self.lanes_of(self.queue(id)) {
            self.lane_mut(lane).retention = retention;
            self.lane_mut(lane).delay_all(delay);
            self.settle(lane);
        }
        self.pass(now);
        Ok(())
    }

    /// The attributes of the queue `name` that `names` asks for; `All` stands for every one.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `InvalidAttributeName`.
    pub fn attributes(
        &mut self,
        now: Timestamp,
        name: &str,
        names: &[String],
    ) -> Result<BTreeMap<String, String>, Problem> {
        self.pass(now);
        let queue = self.queue(self.id(name)?);
        let counts = self.counts_of(queue);
        let report = Report {
            arn: self.arn(name),
            created_at: queue.created_at,
            modified_at: queue.modified_at,
            visible: counts.visible,
            in_flight: counts.in_flight,
            delayed: counts.delayed,
        };
        queue.attributes.report(names, &report)
    }

    /// How long a receive from the queue `name` waits that doesn't say.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn wait(&self, name: &str) -> Result<Duration, Problem> {
        Ok(self.queue(self.id(name)?).attributes.wait)
    }

    /// Whether there is a queue `name`.
    #[must_use]
    pub fn has_queue(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The names that begin with `prefix` and come after `after`, at most `limit`.
    #[must_use]
    pub fn queues(&self, prefix: &str, after: Option<&str>, limit: usize) -> Page {
        let from = after.map_or(prefix, |after| after.max(prefix));
        let names =
            self.names.range::<str, _>((Bound::Included(from), Bound::Unbounded)).map(|(name, _)| &**name);
        let names = names.take_while(|name| name.starts_with(prefix)).filter(|name| Some(*name) != after);
        page(names, limit)
    }

    /// The names of the queues whose dead-letter queue is `name`, after `after`, at most `limit`.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn dead_letter_sources(
        &self,
        name: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, Problem> {
        self.id(name)?;
        let arn = self.arn(name);
        let sources = self.names.iter().filter(|(source, id)| {
            let redrive = self.queue(**id).attributes.redrive.as_ref();
            redrive.is_some_and(|redrive| redrive.target == arn)
                && after.is_none_or(|after| ***source > *after)
        });
        Ok(page(sources.map(|(source, _)| &**source), limit))
    }

    /// Drops all queues.
    pub fn reset(&mut self) {
        let lanes: Vec<u32> = self.lanes.keys().copied().collect();
        for lane in lanes {
            self.drop_lane(lane);
        }
        self.queues.clear();
        self.names.clear();
        self.deleted.clear();
        self.subscriptions.clear();
        self.tasks = super::MoveTasks::default();
        self.changes.push(|| Change::Reset);
    }

    pub(super) fn new_lane(&self, queue: u32, attributes: &Attributes) -> Lane {
        let mut lane = if attributes.fifo.is_some() {
            Lane::fifo(queue, attributes.retention, attributes.delay)
        } else {
            Lane::standard(queue, attributes.retention, self.settings.unreliable.clone())
        };
        if self.changes.wanted {
            lane.take_notes();
        }
        lane
    }

    pub(super) fn drop_lane(&mut self, lane: u32) {
        if let Some(at) = self.lanes.remove(&lane).and_then(|lane| lane.expected) {
            self.due.remove(&(at, lane));
        }
        self.stirred.insert(lane);
    }

    fn add_queue(
        &mut self,
        now: Timestamp,
        name: &str,
        attributes: Attributes,
        tags: &BTreeMap<String, String>,
    ) {
        let (id, lane) = (self.number(), self.number());
        let name: Arc<str> = name.into();
        self.lanes.insert(lane, self.new_lane(id, &attributes));
        let mut queue = Queue::new(Arc::clone(&name), attributes, lane, now);
        queue.tags = tags.clone();
        self.queues.insert(id, queue);
        self.names.insert(name, id);
        self.note_queue(id);
    }

    fn check_same(&self, id: u32, given: &BTreeMap<String, String>) -> Result<(), Problem> {
        let queue = self.queue(id);
        let asked = Attributes::new(queue.is_fifo(), given)?;
        if queue.attributes.agrees(&asked, given) {
            return Ok(());
        }
        let differing = given.iter().find(|(name, value)| {
            !queue.attributes.agrees(&asked, &BTreeMap::from([((*name).clone(), (*value).clone())]))
        });
        let name = differing.map_or("", |(name, _)| name);
        Err(Problem::new(
            Code::QueueNameExists,
            format!("A queue already exists with the same name and a different value for attribute {name}"),
        ))
    }
}

fn checked_kind(name: &str, given: &BTreeMap<String, String>) -> Result<bool, Problem> {
    let asked = given.get("FifoQueue").is_some_and(|value| value == "true");
    if !validate::is_queue_name(name) || (name.ends_with(".fifo") && !asked) {
        return Err(Problem::new(
            Code::InvalidParameterValue,
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        ));
    }
    if asked && !name.ends_with(".fifo") {
        return Err(Problem::new(
            Code::InvalidParameterValue,
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
        ));
    }
    Ok(asked)
}

fn page<'name>(names: impl Iterator<Item = &'name str>, limit: usize) -> Page {
    let mut names: Vec<String> = names.take(limit.saturating_add(1)).map(str::to_owned).collect();
    let more = names.len() > limit;
    names.truncate(limit);
    let next = names.last().filter(|_| more).cloned();
    Page { names, next }
}
