//! `void queue create`.

use std::time::Duration;

use clap::Args;
use serde::Serialize;
use void_messaging_sdk::types::RedrivePolicy;

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style},
};

/// `void queue create NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue create order-events-queue --visibility-timeout 30 --message-retention-period 345600
  void queue create payments --fifo --content-based-deduplication
  void queue create orders --dead-letter-queue orders-dlq --max-receive-count 3")]
pub(crate) struct Create {
    /// The name: up to 80 letters, digits, `-` and `_`
    name: String,
    /// For how many seconds a message is invisible after a receive, 0 to 43200 [default: 30]
    #[arg(long, value_name = "SECONDS")]
    visibility_timeout: Option<u32>,
    /// For how many seconds messages are kept, 60 to 1209600 [default: 345600, 4 days]
    #[arg(long, value_name = "SECONDS")]
    message_retention_period: Option<u32>,
    /// By how many seconds new messages are delayed, 0 to 900 [default: 0]
    #[arg(long, value_name = "SECONDS")]
    delay: Option<u32>,
    /// Makes a FIFO queue: `.fifo` is added to the name where it is not there
    #[arg(long)]
    fifo: bool,
    /// Takes the hash of a body as its deduplication id where none is sent
    #[arg(long, requires = "fifo")]
    content_based_deduplication: bool,
    /// Where messages go that were received too often: a queue that is there
    #[arg(long, value_name = "QUEUE", requires = "max_receive_count")]
    dead_letter_queue: Option<String>,
    /// How often a message is received before it goes there, 1 to 1000
    #[arg(long, value_name = "COUNT", requires = "dead_letter_queue")]
    max_receive_count: Option<u32>,
}

#[derive(Serialize)]
struct Created<'c> {
    name: &'c str,
    url: &'c str,
}

impl Create {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let mut name = self.name.clone();
        if self.fifo && !name.ends_with(".fifo") {
            name.push_str(".fifo");
        }
        let mut call = client.create_queue(name.as_str());
        if let Some(timeout) = seconds(self.visibility_timeout) {
            call = call.visibility_timeout(timeout);
        }
        if let Some(period) = seconds(self.message_retention_period) {
            call = call.message_retention_period(period);
        }
        if let Some(delay) = seconds(self.delay) {
            call = call.delay(delay);
        }
        if self.content_based_deduplication {
            call = call.content_based_deduplication();
        }
        if let (Some(queue), Some(count)) = (&self.dead_letter_queue, self.max_receive_count) {
            let arn = context.session.queue_arn(&client, queue).await?;
            call = call.redrive_policy(&RedrivePolicy::new(arn, count));
        }
        let url = call.await?.queue_url;
        context.console.show(&Created { name: &name, url: url.as_str() })
    }
}

fn seconds(count: Option<u32>) -> Option<Duration> {
    count.map(|count| Duration::from_secs(count.into()))
}

impl Show for Created<'_> {
    fn text(&self, _style: Style) -> String {
        format!("created queue {}\n{}", self.name, self.url)
    }
}
