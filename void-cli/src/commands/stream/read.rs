//! `void stream read`.

use clap::Args;
use void_streams_sdk::{
    StartingPosition, VoidStreamsClient, aggregation::decode, consumer::InitialPosition, types::Shard,
};

use crate::{
    cli::{Position, position},
    commands::Context,
    exit::Exit,
    failure::Failure,
    output::{Record, Records},
};

/// `void stream read NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void stream read clicks
  void stream read clicks --from 2026-11-30T12:00:00Z --max 1000 --output json
  void stream read clicks --shard shardId-000000000001")]
pub(crate) struct Read {
    /// The stream
    stream: String,
    /// `oldest` or a time
    #[arg(long, value_name = "PLACE", default_value = "oldest", value_parser = position)]
    from: Position,
    /// This shard only [default: one after the other, in the order of their ids]
    #[arg(long, value_name = "ID")]
    shard: Option<String>,
    /// The most records
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    max: usize,
}

impl Read {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.streams()?;
        let mut shards = match client.list_shards(self.stream.as_str()).items().collect().await {
            Ok(shards) => shards,
            Err(error) => return Err(context.session.stream_missing(&self.stream, error).await),
        };
        if let Some(id) = &self.shard {
            shards.retain(|shard| shard.shard_id.as_str() == id);
            if shards.is_empty() {
                let message = format!("{} has no shard {id}", self.stream);
                return Err(Failure::new(Exit::NotFound, message));
            }
        }
        let mut records = Vec::new();
        for shard in &shards {
            self.read(&client, shard, &mut records).await?;
        }
        context.console.show(&Records(records))
    }

    /// Reads a shard up to its newest record, or until there are enough.
    async fn read(
        &self,
        client: &VoidStreamsClient,
        shard: &Shard,
        records: &mut Vec<Record>,
    ) -> Result<(), Failure> {
        let from = match self.from.0 {
            InitialPosition::TrimHorizon => StartingPosition::trim_horizon(),
            InitialPosition::Latest => StartingPosition::latest(),
            InitialPosition::AtTimestamp(time) => StartingPosition::at_timestamp(time),
        };
        let found = client.get_shard_iterator(self.stream.as_str(), &shard.shard_id, from).await?;
        let mut next = Some(found.shard_iterator);
        while let Some(iterator) = next.take()
            && records.len() < self.max
        {
            let wanted = u16::try_from(self.max - records.len()).unwrap_or(u16::MAX).min(10_000);
            let page = client.get_records(iterator).limit(wanted).await?;
            let is_behind = !page.behind_latest().is_zero();
            for record in page.records.into_iter().flat_map(decode) {
                records.push(Record::of(shard.shard_id.as_str(), &record));
            }
            next = page.next_shard_iterator.filter(|_| is_behind);
        }
        records.truncate(self.max);
        Ok(())
    }
}
