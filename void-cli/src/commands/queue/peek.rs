//! `void queue peek`.

use std::time::Duration;

use clap::Args;

use super::peeked::Peeked;
use crate::{commands::Context, failure::Failure, output::Messages};

/// The most messages that one call receives.
const MOST_RECEIVED: u16 = 10;

/// `void queue peek NAME`.
///
/// The local cloud is asked what lies in the queue, and nothing is received by that. The protocol has no such question: on any
/// other endpoint messages are received with a visibility time-out of 0 and are visible again at once, but each was received
/// once more, which counts in a queue with a dead-letter queue.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue peek order-events-dlq
  void queue peek order-events-dlq --max 100 --output json")]
pub(crate) struct Peek {
    /// The queue
    queue: String,
    /// The most messages: up to 1,000 of the local cloud, up to 10 of others
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    max: u16,
}

impl Peek {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        if let Some(control) = context.session.local_cloud().await {
            let messages = control.peek(url.queue_name(), self.max.into()).await?;
            return context.console.show(&Peeked(messages));
        }
        let max = u8::try_from(self.max.min(MOST_RECEIVED)).unwrap_or(u8::MAX);
        let call = client.receive_message(&url).max_number_of_messages(max).all_attributes();
        let messages = call.visibility_timeout(Duration::ZERO).await?.messages;
        if !messages.is_empty() {
            context.console.warn("each message shown counts as received once more");
        }
        context.console.show(&Messages(messages))
    }
}
