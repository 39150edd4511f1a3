//! `void queue peek`.

use std::time::Duration;

use clap::Args;

use crate::{commands::Context, failure::Failure, output::Messages};

/// `void queue peek NAME`.
///
/// The protocol has no way to look without receiving. So messages are received with a visibility time-out of 0 and are
/// visible again at once, but each was received once more: in a queue with a dead-letter queue, that counts.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue peek order-events-dlq
  void queue peek order-events-dlq --max 10 --output json")]
pub(crate) struct Peek {
    /// The queue
    queue: String,
    /// The most messages
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=10))]
    max: u8,
}

impl Peek {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        let call = client.receive_message(&url).max_number_of_messages(self.max).all_attributes();
        let messages = call.visibility_timeout(Duration::ZERO).await?.messages;
        if !messages.is_empty() {
            context.console.warn("each message shown counts as received once more");
        }
        context.console.show(&Messages(messages))
    }
}
