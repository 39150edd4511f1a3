//! Reads the ledger again from a time on, and says what it comes to.

use order_events::{Balance, Books, OrderEvent};
use serde::{Deserialize, Serialize};
use void_core::Timestamp;
use void_function_sdk::{FunctionEnv, Handler, HandlerError, Json, MissingVariable, VoidContext};
use void_streams_sdk::{Record, ShardId, StartingPosition, StreamName, VoidStreamsClient};

/// The variable that holds the name of the stream that is read.
pub const STREAM_VARIABLE: &str = "LEDGER_STREAM";

/// From when on to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditRequest {
    /// Milliseconds since 1970.
    pub since_millis: u64,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Audit {
    /// How many records there were.
    pub records: usize,
    /// How many of them are not events that this build knows.
    pub unknown: usize,
    /// What the others come to.
    pub balance: Balance,
}

/// Reads the ledger by itself: what others have read of it does not matter, and it leaves no trace.
#[derive(Clone, Debug)]
pub struct AuditLedger {
    streams: VoidStreamsClient,
    stream: StreamName,
}

impl AuditLedger {
    /// Reads `stream`.
    pub fn new(streams: VoidStreamsClient, stream: impl Into<StreamName>) -> Self {
        Self { streams, stream: stream.into() }
    }

    /// Reads the stream that the environment names.
    ///
    /// # Errors
    ///
    /// [`MissingVariable`] where it names none.
    pub fn from_function_env(env: &FunctionEnv) -> Result<Self, MissingVariable> {
        Ok(Self::new(VoidStreamsClient::new(env.config()), env.require(STREAM_VARIABLE)?))
    }

    /// All shards, those that were split or merged too.
    async fn shards(&self) -> Result<Vec<ShardId>, HandlerError> {
        let mut ids = Vec::new();
        let mut page = self.streams.list_shards(&self.stream).await?;
        loop {
            ids.extend(page.shards.into_iter().map(|shard| shard.shard_id));
            let Some(token) = page.next_token else { return Ok(ids) };
            page = self.streams.list_shards(&self.stream).next_token(token).await?;
        }
    }

    /// Reads a shard from a time on, up to its newest record.
    async fn read(
        &self,
        shard: &ShardId,
        since: Timestamp,
        mut take: impl FnMut(&Record) + Send,
    ) -> Result<(), HandlerError> {
        let position = StartingPosition::at_timestamp(since);
        let place = self.streams.get_shard_iterator(&self.stream, shard.clone(), position).await?;
        let mut next = Some(place.shard_iterator);
        while let Some(iterator) = next {
            let read = self.streams.get_records(iterator).await?;
            read.records.iter().for_each(&mut take);
            let is_at_the_end = read.records.is_empty() && read.behind_latest().is_zero();
            next = read.next_shard_iterator.filter(|_| !is_at_the_end);
        }
        Ok(())
    }
}

impl Handler<Json<AuditRequest>> for AuditLedger {
    type Output = Json<Audit>;

    async fn handle(
        &self,
        Json(request): Json<AuditRequest>,
        _context: VoidContext,
    ) -> Result<Json<Audit>, HandlerError> {
        let since = Timestamp::from_millis(request.since_millis);
        let (mut books, mut records, mut unknown) = (Books::default(), 0, 0);
        for shard in self.shards().await? {
            let take = |record: &Record| {
                records += 1;
                match record.json::<OrderEvent>() {
                    Ok(event) if !event.is_unknown() => drop(books.book(&event)),
                    _ => unknown += 1,
                }
            };
            self.read(&shard, since, take).await?;
        }
        let audit = Audit { records, unknown, balance: books.balance() };
        tracing::info!(records, orders = audit.balance.orders, "the ledger was read again");
        Ok(Json(audit))
    }
}
