//! `void queue receive`.

use std::time::Duration;

use clap::Args;

use crate::{commands::Context, failure::Failure, output::Messages};

/// `void queue receive NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue receive order-events-queue --max 10 --wait 20
  void queue receive order-events-queue --delete --output json")]
pub(crate) struct Receive {
    /// The queue
    queue: String,
    /// The most messages
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=10))]
    max: u8,
    /// For how many seconds to wait for the first message
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=20))]
    wait: u8,
    /// For how many seconds the messages are invisible to others [default: the queue's]
    #[arg(long, value_name = "SECONDS")]
    visibility_timeout: Option<u32>,
    /// Deletes the messages once they are printed
    #[arg(long)]
    delete: bool,
}

impl Receive {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        let mut call = client.receive_message(&url).max_number_of_messages(self.max).all_attributes();
        if self.wait > 0 {
            call = call.wait_time(Duration::from_secs(self.wait.into()));
        }
        if let Some(timeout) = self.visibility_timeout {
            call = call.visibility_timeout(Duration::from_secs(timeout.into()));
        }
        let messages = Messages(call.await?.messages);
        context.console.show(&messages)?;
        if self.delete {
            for message in messages.0 {
                client.delete_message(&url, message.receipt_handle).await?;
            }
        }
        Ok(())
    }
}
