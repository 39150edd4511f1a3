//! `void invoke`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;
use void_function_sdk::fixtures;

use crate::{
    commands::{Context, input},
    exit::Exit,
    failure::Failure,
    output::{Show, Style},
};

/// `void invoke NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void invoke create-order --event order-request.json
  void invoke process-payment --example queue
  void invoke report '{\"day\":\"2026-11-30\"}'")]
pub(crate) struct Invoke {
    /// The function
    name: String,
    /// The event, as JSON; `-` reads it from the standard input [default: {}]
    #[arg(conflicts_with_all = ["event", "example"])]
    payload: Option<String>,
    /// The file that the event is in
    #[arg(long, value_name = "PATH", conflicts_with = "example")]
    event: Option<PathBuf>,
    /// An event such as one of these sends
    #[arg(long, value_enum, value_name = "KIND")]
    example: Option<Example>,
}

/// What brings events to functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Example {
    Http,
    Queue,
    Stream,
    Storage,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Reply(Value);

impl Invoke {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let event = match self.example {
            Some(example) => example.event(),
            None if self.payload.is_none() && self.event.is_none() => b"{}".to_vec(),
            None => input::bytes(self.payload.as_deref(), self.event.as_deref())?,
        };
        if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(&event) {
            return Err(Failure::usage(format!("the event is not JSON: {error}")));
        }
        match context.session.control()?.invoke(&self.name, event).await? {
            Ok(reply) => context.console.show(&Reply(reply)),
            Err(error) => {
                let message = format!("{} failed: {}: {}", self.name, error.error_type(), error.message());
                let hint = format!("`void logs --function {}` shows what it wrote", self.name);
                Err(Failure::new(Exit::Failed, message).with_hint(hint))
            }
        }
    }
}

impl Example {
    fn event(self) -> Vec<u8> {
        let event = match self {
            Self::Http => fixtures::API_GATEWAY_HTTP_V2,
            Self::Queue => fixtures::QUEUE_STANDARD,
            Self::Stream => fixtures::STREAM,
            Self::Storage => fixtures::STORAGE,
        };
        event.as_bytes().to_vec()
    }
}

impl Show for Reply {
    fn text(&self, _style: Style) -> String {
        serde_json::to_string_pretty(&self.0).unwrap_or_default()
    }
}
