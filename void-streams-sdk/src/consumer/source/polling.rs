//! [`Polling`]: reads a shard with GetRecords.

use std::time::Duration;

use void_core::{SharedClock, Timestamp};

use super::{super::Consumer, Fetched, backoff, is_trimmed_away};
use crate::{
    client::VoidStreamsClient,
    error::{Error, ErrorKind},
    operations::GetRecordsResponse,
    types::{ShardId, ShardIterator, ShardIteratorType, StartingPosition, StreamIdentifier},
};

/// A shard gives five calls a second, to all of its readers together.
const MIN_PAUSE: Duration = Duration::from_millis(200);

/// Reads a shard with GetRecords.
#[derive(Debug)]
pub(in crate::consumer) struct Polling {
    client: VoidStreamsClient,
    stream: StreamIdentifier,
    shard_id: ShardId,
    clock: SharedClock,
    limit: u16,
    idle: Duration,
    /// Where to go on when there is no iterator, or it has expired.
    position: StartingPosition,
    iterator: Option<ShardIterator>,
    call_after: Timestamp,
    failures: u32,
}

impl Polling {
    pub(super) fn new(settings: &Consumer, shard_id: ShardId, position: StartingPosition) -> Self {
        Self {
            client: settings.client.clone(),
            stream: settings.stream.clone(),
            shard_id,
            clock: settings.client.config().clock().clone(),
            limit: settings.fetch_limit,
            idle: settings.idle,
            position,
            iterator: None,
            call_after: Timestamp::UNIX_EPOCH,
            failures: 0,
        }
    }

    pub(super) async fn next(&mut self) -> Fetched {
        loop {
            self.clock.sleep_until(self.call_after).await;
            match self.fetch().await {
                Ok(fetched) => {
                    self.failures = 0;
                    return fetched;
                }
                Err(error) => {
                    if self.failed(&error).await {
                        return Fetched { end: Some(Vec::new()), ..Fetched::default() };
                    }
                }
            }
        }
    }

    async fn fetch(&mut self) -> Result<Fetched, Error> {
        let mut began_at = None;
        let iterator = match self.iterator.clone() {
            Some(iterator) => iterator,
            None => {
                let now = self.clock.now();
                let opened = self
                    .client
                    .get_shard_iterator(&self.stream, &self.shard_id, self.position.clone())
                    .await?;
                if self.position.kind == ShardIteratorType::Latest {
                    // A second iterator for the latest would pass over what was put since.
                    self.position = StartingPosition::at_timestamp(now);
                    began_at = Some(now);
                }
                self.iterator.insert(opened.shard_iterator).clone()
            }
        };
        self.call_after = self.clock.now() + MIN_PAUSE;
        let response = match self.client.get_records(iterator).limit(self.limit).await {
            Ok(response) => response,
            Err(error) => return self.unread(error, began_at),
        };
        Ok(self.read(response, began_at))
    }

    /// That reading has begun is told even where the first read fails.
    fn unread(&mut self, error: Error, began_at: Option<Timestamp>) -> Result<Fetched, Error> {
        if error.kind() == ErrorKind::ExpiredIterator {
            self.iterator = None;
        }
        match began_at {
            None => Err(error),
            Some(_) => Ok(Fetched { began_at, behind: Duration::from_millis(1), ..Fetched::default() }),
        }
    }

    fn read(&mut self, response: GetRecordsResponse, began_at: Option<Timestamp>) -> Fetched {
        let behind = response.behind_latest();
        let GetRecordsResponse { records, next_shard_iterator, child_shards, .. } = response;
        if let Some(last) = records.last() {
            self.position = StartingPosition::after_sequence_number(&last.sequence_number);
        } else if behind.is_zero() {
            self.call_after = self.call_after.max(self.clock.now() + self.idle);
        }
        self.iterator = next_shard_iterator;
        let end = self.iterator.is_none().then_some(child_shards);
        Fetched { records, behind, end, began_at }
    }

    /// Waits longer after each failure. Whether the shard is no more.
    async fn failed(&mut self, error: &Error) -> bool {
        let is_expired = error.kind() == ErrorKind::ExpiredIterator;
        if is_expired && self.failures == 0 {
            tracing::debug!(shard_id = %self.shard_id, "the iterator has expired: another one is taken");
            self.failures = 1;
            return false;
        }
        if error.kind() == ErrorKind::ResourceNotFound
            && is_trimmed_away(&self.client, &self.stream, &self.shard_id).await
        {
            tracing::warn!(shard_id = %self.shard_id, "the shard is no more: its records have expired");
            return true;
        }
        self.failures = self.failures.saturating_add(1);
        let wait = backoff(&self.client, self.failures).max(MIN_PAUSE);
        self.call_after = self.clock.now() + wait;
        tracing::warn!(%error, shard_id = %self.shard_id, wait_ms = wait.as_millis(), "can't read the shard");
        false
    }
}
