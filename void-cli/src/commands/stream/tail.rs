//! `void stream tail`.

use clap::Args;

use crate::{
    cli::{Position, position},
    commands::Context,
    failure::Failure,
    output::Record,
};

/// `void stream tail NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void stream tail clicks
  void stream tail clicks --from oldest --output json | head -n 1")]
pub(crate) struct Tail {
    /// The stream
    stream: String,
    /// `latest`, `oldest` or a time
    #[arg(long, value_name = "PLACE", default_value = "latest", value_parser = position)]
    from: Position,
}

impl Tail {
    /// Reads as an application of its own, whose checkpoints nobody keeps: all shards, and those that they are split into.
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.streams()?;
        if let Err(error) = client.describe_stream_summary(self.stream.as_str()).await {
            return Err(context.session.stream_missing(&self.stream, error).await);
        }
        let consumer =
            client.consumer(self.stream.as_str(), "void-stream-tail").initial_position(self.from.0);
        let mut deliveries = consumer.stream();
        while let Some(delivery) = deliveries.next().await {
            let delivery = delivery?;
            context.console.show_line(&Record::of(delivery.shard_id().as_str(), delivery.record()))?;
            delivery.done();
        }
        Ok(())
    }
}
