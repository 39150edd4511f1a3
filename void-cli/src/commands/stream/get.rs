//! `void stream get`.

use clap::Args;
use serde::Serialize;
use void_streams_sdk::types::{Shard as ShardDescription, StreamDescriptionSummary};

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style, details, or_dash, seconds, table, time},
};

/// `void stream get NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void stream get clicks
  void stream get clicks --output json | jq .shards")]
pub(crate) struct Get {
    /// The stream
    stream: String,
}

/// A stream and its shards, those that are closed included.
#[derive(Debug, Serialize)]
struct Described {
    name: String,
    arn: String,
    status: String,
    mode: Option<String>,
    retention_period_hours: u32,
    open_shard_count: u32,
    consumer_count: Option<u32>,
    created_at: String,
    shards: Vec<Shard>,
}

#[derive(Debug, Serialize)]
struct Shard {
    shard_id: String,
    open: bool,
    parents: Vec<String>,
    starting_hash_key: String,
    ending_hash_key: String,
}

impl Get {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.streams()?;
        let summary = match client.describe_stream_summary(self.stream.as_str()).await {
            Ok(found) => found.stream_description_summary,
            Err(error) => return Err(context.session.stream_missing(&self.stream, error).await),
        };
        let shards = client.list_shards(self.stream.as_str()).items().collect().await?;
        context.console.show(&Described::of(&summary, &shards))
    }
}

impl Described {
    fn of(summary: &StreamDescriptionSummary, shards: &[ShardDescription]) -> Self {
        Self {
            name: summary.stream_name.as_str().to_owned(),
            arn: summary.stream_arn.as_str().to_owned(),
            status: summary.stream_status.as_str().to_ascii_lowercase(),
            mode: summary.stream_mode_details.as_ref().map(|it| it.stream_mode.as_str().to_ascii_lowercase()),
            retention_period_hours: summary.retention_period_hours,
            open_shard_count: summary.open_shard_count,
            consumer_count: summary.consumer_count,
            created_at: time(summary.stream_creation_timestamp),
            shards: shards.iter().map(Shard::of).collect(),
        }
    }
}

impl Shard {
    fn of(shard: &ShardDescription) -> Self {
        Self {
            shard_id: shard.shard_id.as_str().to_owned(),
            open: shard.is_open(),
            parents: shard.parents().map(|parent| parent.as_str().to_owned()).collect(),
            starting_hash_key: shard.hash_key_range.starting_hash_key.to_string(),
            ending_hash_key: shard.hash_key_range.ending_hash_key.to_string(),
        }
    }
}

impl Show for Described {
    fn text(&self, style: Style) -> String {
        let retention = seconds(u64::from(self.retention_period_hours) * 3_600);
        let facts = details(
            style,
            [
                ("name", self.name.clone()),
                ("status", self.status.clone()),
                ("mode", or_dash(self.mode.as_ref())),
                ("retention", retention),
                ("open shards", self.open_shard_count.to_string()),
                ("consumers", or_dash(self.consumer_count)),
                ("created", self.created_at.clone()),
                ("ARN", self.arn.clone()),
            ],
        );
        let row = |shard: &Shard| {
            let state = if shard.open { "open" } else { "closed" };
            let parents = if shard.parents.is_empty() { "-".to_owned() } else { shard.parents.join(", ") };
            [shard.shard_id.clone(), state.to_owned(), parents]
        };
        let shards = table(style, ["SHARD", "STATE", "PARENTS"], self.shards.iter().map(row));
        if shards.is_empty() { facts } else { format!("{facts}\n\n{shards}") }
    }
}
