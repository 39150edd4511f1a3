//! `void queue delete`.

use clap::Args;

use crate::{commands::Context, failure::Failure, output::Done};

/// `void queue delete NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void queue delete order-events-queue")]
pub(crate) struct Delete {
    /// The queue
    queue: String,
}

impl Delete {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        client.delete_queue(&url).await?;
        context.console.show(&Done { action: "deleted", kind: "queue", name: url.queue_name() })
    }
}
