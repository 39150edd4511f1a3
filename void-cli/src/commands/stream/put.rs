//! `void stream put`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::{
    commands::{Context, input},
    failure::Failure,
    output::{Show, Style},
};

/// `void stream put NAME DATA`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void stream put clicks '{\"page\":\"/cart\"}' --key visitor-7
  void stream put clicks --file click.json
  void stream put clicks - --key visitor-7 < click.json")]
pub(crate) struct Put {
    /// The stream
    stream: String,
    /// The data; `-` reads it from the standard input
    #[arg(required_unless_present = "file")]
    data: Option<String>,
    /// The file that the data is in
    #[arg(long, value_name = "PATH", conflicts_with = "data")]
    file: Option<PathBuf>,
    /// The partition key: records of one key are in one shard, in order [default: a random one]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

#[derive(Serialize)]
struct Placed {
    shard_id: String,
    sequence_number: String,
    partition_key: String,
}

impl Put {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let data = input::bytes(self.data.as_deref(), self.file.as_deref())?;
        let client = context.session.streams()?;
        let partition_key = self.key.clone().unwrap_or_else(|| client.config().random().uuid());
        match client.put_record(self.stream.as_str(), &partition_key, data).await {
            Ok(put) => context.console.show(&Placed {
                shard_id: put.shard_id.as_str().to_owned(),
                sequence_number: put.sequence_number.as_str().to_owned(),
                partition_key,
            }),
            Err(error) => Err(context.session.stream_missing(&self.stream, error).await),
        }
    }
}

impl Show for Placed {
    fn text(&self, _style: Style) -> String {
        format!("put into {}, sequence number {}", self.shard_id, self.sequence_number)
    }
}
