//! Message move tasks: from a dead-letter queue back to where its messages came from, at a rate.

use std::{collections::VecDeque, time::Duration};

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{Code, Engine, Problem, limits::MAX_MOVES_PER_SECOND, redrive::not_found};

/// How many messages a task with no rate of its own moves at a time, and how often: a slice, so that no call takes long.
const SLICE: u64 = 1000;
const SLICE_EVERY: Duration = Duration::from_millis(1);
/// How many tasks of a queue are remembered.
const REMEMBERED: usize = 10;

/// How far a move task is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoveStatus {
    /// It goes on.
    Running,
    /// It is done.
    Completed,
    /// It was cancelled.
    Cancelled,
    /// It could not go on, and why.
    Failed(String),
}

/// A move task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveTask {
    /// What cancels it.
    pub handle: String,
    /// The name of the queue that messages are moved from.
    pub source: String,
    /// The name of the queue that they are moved to; `None` for where each came from.
    pub destination: Option<String>,
    /// The rate, where one was asked for.
    pub per_second: Option<u32>,
    /// How far it is.
    pub status: MoveStatus,
    /// How many messages it has moved.
    pub moved: u64,
    /// How many there were when it started.
    pub to_move: u64,
    /// When it started.
    pub started_at: Timestamp,
}

impl MoveTask {
    /// When the next message is moved.
    fn next_due(&self) -> Option<Timestamp> {
        (self.status == MoveStatus::Running).then(|| match self.per_second {
            None => self.started_at + SLICE_EVERY * u32::try_from(self.moved / SLICE).unwrap_or(u32::MAX),
            Some(rate) => {
                self.started_at
                    + Duration::from_millis(self.moved.saturating_mul(1000).div_ceil(u64::from(rate)))
            }
        })
    }
}

/// All move tasks, the newest first.
#[derive(Debug, Default)]
pub(super) struct MoveTasks {
    tasks: VecDeque<MoveTask>,
    /// When the first of them has something to do.
    due: Option<Timestamp>,
}

impl MoveTasks {
    pub(super) const fn next_due(&self) -> Option<Timestamp> {
        self.due
    }

    fn settle(&mut self) {
        self.due = self.tasks.iter().filter_map(MoveTask::next_due).min();
    }

    pub(super) fn oldest_first(&self) -> impl Iterator<Item = &MoveTask> {
        self.tasks.iter().rev()
    }

    /// Puts a task back, the oldest first.
    pub(super) fn restore(&mut self, task: MoveTask) {
        self.add(task);
        self.settle();
    }

    fn add(&mut self, task: MoveTask) {
        let source = task.source.clone();
        self.tasks.push_front(task);
        let mut of_source = 0;
        self.tasks.retain(|task| {
            of_source += usize::from(task.source == source);
            task.source != source || of_source <= REMEMBERED
        });
    }

    pub(super) fn forget(&mut self, source: &str) {
        self.tasks.retain(|task| task.source != source);
        self.settle();
    }
}

impl Engine {
    /// Starts to move messages from the dead-letter queue of the ARN `source`, and gives the task's handle.
    ///
    /// Moved messages are new ones: they get an id and a time of sending of their own.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` where an ARN names no queue; `InvalidParameterValue` where the source is no queue's dead-letter
    /// queue, the destination is of the other kind, or the rate is not 1 to 500; `UnsupportedOperation` while another task moves
    /// messages from the same queue.
    pub fn start_move(
        &mut self,
        now: Timestamp,
        source: &str,
        destination: Option<&str>,
        per_second: Option<u32>,
    ) -> Result<String, Problem> {
        self.pass(now);
        let source = self.name_of(source)?;
        if let Some(rate) = per_second.filter(|rate| !(1..=MAX_MOVES_PER_SECOND).contains(rate)) {
            return Err(Problem::parameter(
                "MaxNumberOfMessagesPerSecond",
                rate,
                "Must be between 1 and 500, if provided.",
            ));
        }
        let id = self.id(&source)?;
        let destination = destination.map(|arn| self.name_of(arn)).transpose()?;
        if let Some(destination) = &destination {
            if self.queue(self.id(destination)?).is_fifo() != self.queue(id).is_fifo() {
                return Err(Problem::parameter(
                    "DestinationArn",
                    destination,
                    "Must be the same type of queue as the source.",
                ));
            }
            if *destination == source {
                return Err(Problem::parameter(
                    "DestinationArn",
                    destination,
                    "Must be another queue than the source.",
                ));
            }
        }
        if !self.is_dead_letter_queue(&source) {
            return Err(Problem::new(
                Code::InvalidParameterValue,
                "Source queue must be configured as a Dead Letter Queue.",
            ));
        }
        if self.tasks.tasks.iter().any(|task| task.source == source && task.status == MoveStatus::Running) {
            return Err(Problem::new(
                Code::UnsupportedOperation,
                "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
            ));
        }
        let counts = self.counts_of(self.queue(id));
        let handle = self.settings.random.uuid();
        let task = MoveTask {
            handle: handle.clone(),
            source,
            destination,
            per_second,
            status: MoveStatus::Running,
            moved: 0,
            to_move: counts.visible as u64,
            started_at: now,
        };
        self.note_move(&task);
        self.tasks.add(task);
        self.tasks.settle();
        self.pass(now);
        Ok(handle)
    }

    /// Stops a task that is running, and tells how many messages it has moved.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` where there is no such task; `UnsupportedOperation` where it is not running.
    pub fn cancel_move(&mut self, now: Timestamp, handle: &str) -> Result<u64, Problem> {
        self.pass(now);
        let task = self.tasks.tasks.iter_mut().find(|task| task.handle == handle);
        let task = task.ok_or_else(|| not_found("The task handle does not exist."))?;
        if task.status != MoveStatus::Running {
            return Err(Problem::new(
                Code::UnsupportedOperation,
                "Only a message movement task whose status is RUNNING can be cancelled.",
            ));
        }
        task.status = MoveStatus::Cancelled;
        let (moved, task) = (task.moved, task.clone());
        self.note_move(&task);
        self.tasks.settle();
        Ok(moved)
    }

    /// The tasks that move or moved messages from the queue of the ARN `source`, the newest first: `max` of the last 10.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` where the ARN names no queue.
    pub fn moves(&mut self, now: Timestamp, source: &str, max: usize) -> Result<Vec<MoveTask>, Problem> {
        self.pass(now);
        let source = self.name_of(source)?;
        Ok(self.tasks.tasks.iter().filter(|task| task.source == source).take(max).cloned().collect())
    }

    /// Carries the first task on that is due at `at`.
    pub(super) fn move_on(&mut self, at: Timestamp) {
        self.move_slice(at);
        self.tasks.settle();
    }

    fn move_slice(&mut self, at: Timestamp) {
        let due = self.tasks.tasks.iter().position(|task| task.next_due().is_some_and(|due| due <= at));
        let Some(place) = due else { return };
        self.move_slice_of(at, place);
        let task = self.tasks.tasks[place].clone();
        self.note_move(&task);
    }

    fn move_slice_of(&mut self, at: Timestamp, place: usize) {
        let task = &self.tasks.tasks[place];
        let slice = if task.per_second.is_some() { 1 } else { SLICE - task.moved % SLICE };
        for _ in 0..slice {
            let next = self.move_one(at, &self.tasks.tasks[place].clone());
            let task = &mut self.tasks.tasks[place];
            match next {
                Ok(true) => task.moved += 1,
                Ok(false) => task.status = MoveStatus::Completed,
                Err(problem) => task.status = MoveStatus::Failed(problem.message().to_owned()),
            }
            if task.status != MoveStatus::Running {
                return;
            }
        }
    }

    /// Moves a message; `false` where there is none left to move.
    fn move_one(&mut self, now: Timestamp, task: &MoveTask) -> Result<bool, Problem> {
        if task.moved >= task.to_move {
            return Ok(false);
        }
        let lanes = self.lanes_of(self.queue(self.id(&task.source)?));
        let found = lanes.into_iter().find_map(|lane| Some((lane, self.lane(lane).first()?)));
        let Some((lane, slot)) = found else { return Ok(false) };
        let (target, subscription) =
            match (&task.destination, self.lane(lane).get(slot).dead_letter.as_deref()) {
                (Some(destination), _) => (destination.clone(), None),
                (None, Some(dead_letter)) => (dead_letter.source.clone(), dead_letter.subscription.clone()),
                (None, None) => {
                    return Err(Problem::new(
                        Code::UnsupportedOperation,
                        "A message was sent to the source queue itself and has nowhere to go back to.",
                    ));
                }
            };
        let target = self.id(&target)?;
        let back = self.redrive_lanes(target, subscription.as_deref(), true)?;
        let entry = self.lane_mut(lane).remove(slot);
        self.settle(lane);
        self.resend(now, &entry.message, target, back);
        Ok(true)
    }

    fn is_dead_letter_queue(&self, name: &str) -> bool {
        let arn = self.arn(name);
        let by_policy = self
            .queues
            .values()
            .any(|queue| queue.attributes.redrive.as_ref().is_some_and(|redrive| redrive.target == arn));
        by_policy || self.subscriptions.values().any(|subscribed| subscribed.buries_in(name))
    }

    fn name_of(&self, arn: &str) -> Result<String, Problem> {
        let name = self.name_in_arn(arn).filter(|name| self.has_queue(name));
        let missing = || {
            not_found(
                "The resource that you specified for the SourceArn or DestinationArn parameter doesn't exist.",
            )
        };
        name.map(str::to_owned).ok_or_else(missing)
    }
}
