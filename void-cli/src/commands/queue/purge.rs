//! `void queue purge`.

use clap::Args;

use crate::{commands::Context, failure::Failure, output::Done};

/// `void queue purge NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void queue purge order-events-dlq")]
pub(crate) struct Purge {
    /// The queue
    queue: String,
}

impl Purge {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        client.purge_queue(&url).await?;
        context.console.show(&Done { action: "purged", kind: "queue", name: url.queue_name() })
    }
}
