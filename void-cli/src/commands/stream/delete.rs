//! `void stream delete`.

use clap::Args;

use crate::{
    commands::Context,
    failure::Failure,
    output::{Done, spinner},
};

/// `void stream delete NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void stream delete clicks")]
pub(crate) struct Delete {
    /// The stream
    stream: String,
    /// Deletes it even if consumers with enhanced fan-out are registered with it
    #[arg(long)]
    with_consumers: bool,
    /// Does not wait until the stream is gone
    #[arg(long)]
    no_wait: bool,
}

impl Delete {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.streams()?;
        let mut call = client.delete_stream(self.stream.as_str());
        if self.with_consumers {
            call = call.enforce_consumer_deletion();
        }
        if let Err(error) = call.await {
            return Err(context.session.stream_missing(&self.stream, error).await);
        }
        if !self.no_wait {
            let spinner = spinner(context.console, "the stream is being deleted");
            client.wait_until_stream_not_exists(self.stream.as_str()).await?;
            spinner.finish_and_clear();
        }
        context.console.show(&Done { action: "deleted", kind: "stream", name: &self.stream })
    }
}
