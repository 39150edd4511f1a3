//! `void queue send`.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use serde::Serialize;

use crate::{
    cli::{NameAndValue, name_and_value},
    commands::{Context, input},
    failure::Failure,
    output::{Show, Style},
};

/// `void queue send NAME BODY`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue send order-events-queue '{\"order_id\":\"A-1\"}' --attribute EventType=OrderPlaced
  void queue send order-events-queue --file order.json --delay 60
  void queue send payments.fifo - --group customer-7 < order.json")]
pub(crate) struct Send {
    /// The queue
    queue: String,
    /// The body; `-` reads it from the standard input
    #[arg(required_unless_present = "file")]
    body: Option<String>,
    /// The file that the body is in
    #[arg(long, value_name = "PATH", conflicts_with = "body")]
    file: Option<PathBuf>,
    /// An attribute; up to ten
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    attribute: Vec<NameAndValue>,
    /// By how many seconds the message is delayed, 0 to 900
    #[arg(long, value_name = "SECONDS")]
    delay: Option<u32>,
    /// The message group: required in a FIFO queue
    #[arg(long, value_name = "ID")]
    group: Option<String>,
    /// The deduplication id, in a FIFO queue
    #[arg(long, value_name = "ID")]
    deduplication_id: Option<String>,
}

#[derive(Serialize)]
struct Sent {
    message_id: String,
    sequence_number: Option<String>,
}

impl Send {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let body = input::text(self.body.as_deref(), self.file.as_deref())?;
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        let mut call = client.send_message(&url, body);
        for NameAndValue { name, value } in &self.attribute {
            call = call.message_attribute(name, value.as_str());
        }
        if let Some(delay) = self.delay {
            call = call.delay(Duration::from_secs(delay.into()));
        }
        if let Some(group) = &self.group {
            call = call.message_group_id(group);
        }
        if let Some(id) = &self.deduplication_id {
            call = call.message_deduplication_id(id);
        }
        let sent = call.await?;
        let sequence_number = sent.sequence_number.map(|number| number.as_str().to_owned());
        context.console.show(&Sent { message_id: sent.message_id, sequence_number })
    }
}

impl Show for Sent {
    fn text(&self, _style: Style) -> String {
        let sequence = self.sequence_number.iter().map(|number| format!(", sequence number {number}"));
        format!("sent message {}{}", self.message_id, sequence.collect::<String>())
    }
}
