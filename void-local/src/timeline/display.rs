//! The timeline as a person reads it: one line for each thing that happened, times from the beginning.

use std::{fmt, time::Duration};

use super::{
    entry::{TimelineEntry, TimelineEvent, Trigger},
    log::Timeline,
    refs::{MessageRef, ObjectRef, RecordRef},
};

/// How much of an id is shown: enough to tell a few hundred apart.
const ID_CHARACTERS: usize = 8;
/// The longest partition key that is shown whole; of a longer one as much as of an id is shown.
const KEY_CHARACTERS: usize = 24;

impl fmt::Display for Timeline {
    /// ```text
    ///    0.000 s  create-order       invoked by POST /orders
    ///    0.000 s  create-order       sent OrderPlaced 6f1e0c2a to order-events-queue
    ///    0.000 s  create-order       returned 200 after 0 ms
    ///    0.000 s  process-payment    invoked by order-events-queue with OrderPlaced 6f1e0c2a
    /// ```
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.entries().iter().filter_map(|entry| entry.function.as_deref());
        let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
        if self.forgotten() > 0 {
            writeln!(formatter, "({} earlier entries are forgotten)", self.forgotten())?;
        }
        for entry in self.entries() {
            let since_start = entry.at.since(self.origin()).as_secs_f64();
            let name = entry.function.as_deref().unwrap_or("-");
            writeln!(formatter, "{since_start:>9.3} s  {name:<width$}  {entry}")?;
        }
        Ok(())
    }
}

impl fmt::Display for TimelineEntry {
    /// What happened, without time and function.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.event {
            TimelineEvent::Deployed { replaced: false } => formatter.write_str("deployed"),
            TimelineEvent::Deployed { replaced: true } => {
                formatter.write_str("deployed in place of the one before")
            }
            TimelineEvent::Refused { method, path, status } => {
                write!(formatter, "{method} {path} refused with {status}")
            }
            TimelineEvent::Invoked { trigger } => {
                write!(formatter, "invoked by {trigger}")?;
                match self.attempt {
                    Some(attempt) if attempt > 1 => write!(formatter, ", attempt {attempt}"),
                    _ => Ok(()),
                }
            }
            TimelineEvent::Sent { queue, message } => write!(formatter, "sent {message} to {queue}"),
            TimelineEvent::Put { stream, record } => write!(formatter, "put {record} into {stream}"),
            TimelineEvent::Stored { bucket, key, .. } => write!(formatter, "stored {key} in {bucket}"),
            TimelineEvent::Logged { level, message } => write!(formatter, "{level} {message}"),
            TimelineEvent::Returned { duration, status, failed_records } => {
                formatter.write_str("returned")?;
                if let Some(status) = status {
                    write!(formatter, " {status}")?;
                }
                write!(formatter, " after {}", Milliseconds(*duration))?;
                match failed_records {
                    Some(failed) if *failed > 0 => write!(formatter, ", {failed} failed"),
                    _ => Ok(()),
                }
            }
            TimelineEvent::Failed { duration, error_type, message, status, .. } => {
                write!(formatter, "failed after {}: {error_type}: {message}", Milliseconds(*duration))?;
                status.map_or(Ok(()), |status| write!(formatter, " (answered {status})"))
            }
            TimelineEvent::Retried { message, after, reason, .. } => {
                write!(formatter, "{message} is tried again in {}: {reason}", Milliseconds(*after))
            }
            TimelineEvent::DeadLettered { queue, message, reason } => {
                write!(formatter, "{message} went to {queue}")?;
                self.attempt.map_or(Ok(()), |attempt| write!(formatter, " after attempt {attempt}"))?;
                write!(formatter, ": {reason}")
            }
            TimelineEvent::Dropped { message, reason, .. } => {
                write!(formatter, "{message} was dropped: {reason}")
            }
            TimelineEvent::BatchRetried { records, after, reason, .. } => {
                let records = Records(records);
                let again = if records.0.len() == 1 { "is" } else { "are" };
                write!(formatter, "{records} {again} tried again in {}: {reason}", Milliseconds(*after))
            }
            TimelineEvent::BatchBisected { records, reason, .. } => {
                write!(formatter, "{} are tried again in two halves: {reason}", Records(records))
            }
            TimelineEvent::BatchDeadLettered { queue, records, reason } => {
                write!(formatter, "{} went to {queue}", Records(records))?;
                self.attempt.map_or(Ok(()), |attempt| write!(formatter, " after attempt {attempt}"))?;
                write!(formatter, ": {reason}")
            }
            TimelineEvent::BatchDropped { records, reason, .. } => {
                let gone = if records.len() == 1 { "was" } else { "were" };
                write!(formatter, "{} {gone} dropped: {reason}", Records(records))
            }
            TimelineEvent::EventRetried { objects, after, reason, .. } => {
                write!(formatter, "{} is tried again in {}: {reason}", Objects(objects), Milliseconds(*after))
            }
            TimelineEvent::EventDeadLettered { queue, objects, reason } => {
                write!(formatter, "{} went to {queue}", Objects(objects))?;
                self.attempt.map_or(Ok(()), |attempt| write!(formatter, " after attempt {attempt}"))?;
                write!(formatter, ": {reason}")
            }
            TimelineEvent::EventDropped { objects, reason, .. } => {
                write!(formatter, "{} was dropped: {reason}", Objects(objects))
            }
            TimelineEvent::EventRedriven { from, objects, .. } => {
                write!(formatter, "{} out of {from} is tried anew", Objects(objects))
            }
            TimelineEvent::Redriven { from, queue, subscription, message, .. } => {
                write!(formatter, "{message} went from {from} back to {queue}")?;
                subscription.as_ref().map_or(Ok(()), |name| write!(formatter, " for {name}"))
            }
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http { method, path } => write!(formatter, "{method} {path}"),
            Self::Queue { queue, messages } => match messages.as_slice() {
                [message] => write!(formatter, "{queue} with {message}"),
                messages => write!(formatter, "{queue} with {} messages", messages.len()),
            },
            Self::Stream { stream, records } => write!(formatter, "{stream} with {}", Records(records)),
            Self::Storage { bucket, objects } => write!(formatter, "{bucket} with {}", Objects(objects)),
            Self::Direct => formatter.write_str("a direct call"),
        }
    }
}

impl fmt::Display for MessageRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id: String = self.message_id.chars().take(ID_CHARACTERS).collect();
        write!(formatter, "{} {id}", self.event_type.as_deref().unwrap_or("message"))
    }
}

impl fmt::Display for RecordRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_long = self.partition_key.chars().nth(KEY_CHARACTERS).is_some();
        let shown = if is_long { ID_CHARACTERS } else { KEY_CHARACTERS };
        let key: String = self.partition_key.chars().take(shown).collect();
        write!(formatter, "{} {key}", self.event_type.as_deref().unwrap_or("record"))
    }
}

/// The first object by what happened to it and its key; a bucket's event has one.
struct Objects<'o>(&'o [ObjectRef]);

impl fmt::Display for Objects<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => formatter.write_str("an event"),
            [object] => write!(formatter, "{} {}", object.event_name, object.key),
            objects => write!(formatter, "{} objects", objects.len()),
        }
    }
}

/// One record by its name, several by their number and shard.
struct Records<'r>(&'r [RecordRef]);

impl fmt::Display for Records<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [record] => record.fmt(formatter),
            records => {
                let shard = records.first().map_or("", |record| record.shard_id.as_str());
                write!(formatter, "{} records of {}", records.len(), Shard(shard))
            }
        }
    }
}

/// `shard 7` for `shardId-000000000007`.
struct Shard<'s>(&'s str);

impl fmt::Display for Shard<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.strip_prefix("shardId-").and_then(|number| number.parse::<u64>().ok()) {
            Some(number) => write!(formatter, "shard {number}"),
            None => formatter.write_str(self.0),
        }
    }
}

/// `15 ms`, `2.5 s`.
struct Milliseconds(Duration);

impl fmt::Display for Milliseconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            milliseconds @ 0..1000 => write!(formatter, "{milliseconds} ms"),
            _ => write!(formatter, "{} s", self.0.as_secs_f64()),
        }
    }
}
