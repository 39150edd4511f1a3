//! `void stream create`.

use clap::Args;

use crate::{
    commands::Context,
    failure::Failure,
    output::{Done, spinner},
};

/// `void stream create NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void stream create clicks --shards 2
  void stream create clicks --on-demand --no-wait")]
pub(crate) struct Create {
    /// The name: up to 128 letters, digits, `-`, `_` and `.`
    name: String,
    /// How many shards it has
    #[arg(long, value_name = "COUNT", default_value_t = 1, conflicts_with = "on_demand")]
    shards: u32,
    /// Has the service look after the number of shards
    #[arg(long)]
    on_demand: bool,
    /// Does not wait until the stream is there
    #[arg(long)]
    no_wait: bool,
}

impl Create {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.streams()?;
        let call = client.create_stream(self.name.as_str());
        if self.on_demand { call.on_demand() } else { call.shards(self.shards) }.await?;
        if !self.no_wait {
            let spinner = spinner(context.console, "the stream is being made");
            client.wait_until_stream_exists(self.name.as_str()).await?;
            spinner.finish_and_clear();
        }
        context.console.show(&Done { action: "created", kind: "stream", name: &self.name })
    }
}
