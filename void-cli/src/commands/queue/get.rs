//! `void queue get`.

use clap::Args;
use serde::Serialize;
use void_messaging_sdk::{
    QueueUrl,
    types::{QueueAttributeName, QueueAttributes},
};

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style, details, or_dash, seconds, size, time},
};

/// `void queue get NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue get order-events-queue
  void queue get order-events-dlq --output json | jq .messages_visible")]
pub(crate) struct Get {
    /// The queue
    queue: String,
}

/// A queue's settings and counts; what the endpoint does not tell is none.
#[derive(Debug, Serialize)]
struct Described {
    name: String,
    url: String,
    arn: Option<String>,
    fifo: bool,
    content_based_deduplication: Option<bool>,
    messages_visible: Option<u64>,
    messages_in_flight: Option<u64>,
    messages_delayed: Option<u64>,
    visibility_timeout_seconds: Option<u64>,
    message_retention_period_seconds: Option<u64>,
    delay_seconds: Option<u64>,
    receive_wait_seconds: Option<u64>,
    maximum_message_size_bytes: Option<usize>,
    dead_letter_queue_arn: Option<String>,
    max_receive_count: Option<u32>,
    created_at: Option<String>,
    last_modified_at: Option<String>,
}

impl Get {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        let attributes = client.get_queue_attributes(&url, [QueueAttributeName::All]).await?.attributes;
        context.console.show(&Described::of(&url, &attributes))
    }
}

impl Described {
    fn of(url: &QueueUrl, attributes: &QueueAttributes) -> Self {
        let redrive = attributes.redrive_policy();
        Self {
            name: url.queue_name().to_owned(),
            url: url.to_string(),
            arn: attributes.queue_arn().map(str::to_owned),
            fifo: attributes.is_fifo(),
            content_based_deduplication: attributes.content_based_deduplication(),
            messages_visible: attributes.approximate_number_of_messages(),
            messages_in_flight: attributes.approximate_number_of_messages_not_visible(),
            messages_delayed: attributes.approximate_number_of_messages_delayed(),
            visibility_timeout_seconds: attributes.visibility_timeout().map(|it| it.as_secs()),
            message_retention_period_seconds: attributes.message_retention_period().map(|it| it.as_secs()),
            delay_seconds: attributes.delay().map(|it| it.as_secs()),
            receive_wait_seconds: attributes.receive_message_wait_time().map(|it| it.as_secs()),
            maximum_message_size_bytes: attributes.maximum_message_size(),
            max_receive_count: redrive.as_ref().map(|policy| policy.max_receive_count),
            dead_letter_queue_arn: redrive.map(|policy| policy.dead_letter_target_arn),
            created_at: attributes.created_at().map(time),
            last_modified_at: attributes.last_modified_at().map(time),
        }
    }
}

impl Show for Described {
    fn text(&self, style: Style) -> String {
        let kind = match (self.fifo, self.content_based_deduplication) {
            (false, _) => "standard",
            (true, Some(true)) => "FIFO, deduplicates by content",
            (true, _) => "FIFO",
        };
        let duration = |value: Option<u64>| or_dash(value.map(seconds));
        let dead_letters = match (&self.dead_letter_queue_arn, self.max_receive_count) {
            (Some(arn), Some(count)) => {
                format!("to {} after {count} receives", arn.rsplit(':').next().unwrap_or(arn))
            }
            _ => "-".to_owned(),
        };
        let bytes = self.maximum_message_size_bytes.and_then(|bytes| u64::try_from(bytes).ok());
        details(
            style,
            [
                ("name", self.name.clone()),
                ("kind", kind.to_owned()),
                ("messages", or_dash(self.messages_visible)),
                ("in flight", or_dash(self.messages_in_flight)),
                ("delayed", or_dash(self.messages_delayed)),
                ("visibility time-out", duration(self.visibility_timeout_seconds)),
                ("retention", duration(self.message_retention_period_seconds)),
                ("delay", duration(self.delay_seconds)),
                ("receive wait", duration(self.receive_wait_seconds)),
                ("largest message", or_dash(bytes.map(size))),
                ("dead letters", dead_letters),
                ("created", or_dash(self.created_at.as_ref())),
                ("modified", or_dash(self.last_modified_at.as_ref())),
                ("URL", self.url.clone()),
                ("ARN", or_dash(self.arn.as_ref())),
            ],
        )
    }
}
