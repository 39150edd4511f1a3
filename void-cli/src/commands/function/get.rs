//! `void function get`.

use clap::Args;
use serde::Serialize;
use void_core::Timestamp;
use void_local::control::FunctionDescription;

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style, time},
};

/// `void function get NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void function get create-order")]
pub(crate) struct Get {
    /// The function
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Shown(FunctionDescription);

impl Get {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        context.console.show(&Shown(context.session.control()?.function(&self.name).await?))
    }
}

impl Show for Shown {
    fn text(&self, style: Style) -> String {
        let function = &self.0;
        let mut lines = vec![
            style.bold(&function.name),
            format!("  runtime    {} ({})", function.runtime, function.handler),
            format!("  memory     {} MB", function.memory_mb),
            format!("  timeout    {} s", function.timeout_seconds),
            format!("  version    {}", function.version),
            format!("  deployed   {}", time(Timestamp::from_millis(function.deployed_at))),
            format!("  processes  {} busy, {} idle", function.running, function.idle_processes),
        ];
        lines.extend(function.events.iter().map(|event| format!("  event      {event}")));
        lines.extend(function.permissions.iter().map(|permission| format!("  may        {permission}")));
        lines.join("\n")
    }
}
