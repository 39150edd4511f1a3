//! [`DeadLetterSink`]: where records go that are never to be handled.

use std::{error::Error as StdError, fmt, sync::Arc};

use async_trait::async_trait;

use super::super::UserRecord;
use crate::types::ShardId;

/// Records that are given up.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The application.
    pub application: Arc<str>,
    /// The stream's name.
    pub stream: Arc<str>,
    /// The shard.
    pub shard_id: ShardId,
    /// The records, in order: one, where it is known which one failed.
    pub records: Vec<UserRecord>,
    /// Why: what the handler said last.
    pub reason: String,
    /// How often the handler was given them, as a whole or in the end alone.
    pub attempts: u32,
}

/// Where records go that failed too often, are too old, or are never to be handled.
///
/// The shard, or with parallelism the key, goes on once the sink has taken them. While it fails they are kept and it is
/// tried again, so nothing is lost; a sink gets the same letter twice where its answer was lost or the worker died.
#[async_trait]
pub trait DeadLetterSink: fmt::Debug + Send + Sync + 'static {
    /// Takes a dead letter.
    ///
    /// # Errors
    ///
    /// Any, when it can't be taken at the moment: it is given again later.
    async fn send(&self, letter: &DeadLetter) -> Result<(), Box<dyn StdError + Send + Sync>>;
}

/// Logs each dead letter as an error, without its data, and goes on: the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogDeadLetters;

#[async_trait]
impl DeadLetterSink for LogDeadLetters {
    async fn send(&self, letter: &DeadLetter) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let number = |record: Option<&UserRecord>| record.map(|record| record.record.sequence_number.clone());
        tracing::error!(
            shard_id = %letter.shard_id,
            first = ?number(letter.records.first()),
            last = ?number(letter.records.last()),
            records = letter.records.len(),
            attempts = letter.attempts,
            reason = letter.reason,
            "records are given up, and there is no dead-letter sink"
        );
        Ok(())
    }
}
