//! `void status`.

use clap::Args;
use serde::Serialize;
use void_core::Timestamp;
use void_local::control::Health;

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style, time},
};

/// `void status`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void status
  void status --output json")]
pub(crate) struct Status {}

/// How the cloud is.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Shown(pub(super) Health);

impl Status {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        context.console.show(&Shown(context.session.control()?.health().await?))
    }
}

impl Show for Shown {
    fn text(&self, style: Style) -> String {
        let Health { services_url, gateway_url, pid, started_at, counts, .. } = &self.0;
        let started = time(Timestamp::from_millis(*started_at));
        [
            format!("{}  pid {pid}, since {started}", style.bold("local cloud")),
            format!("  queues, streams, buckets  {services_url}"),
            format!("  HTTP routes               {gateway_url}"),
            format!(
                "  {} functions, {} queues, {} streams, {} buckets",
                counts.functions, counts.queues, counts.streams, counts.buckets
            ),
        ]
        .join("\n")
    }
}
