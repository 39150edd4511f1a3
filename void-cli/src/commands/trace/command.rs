//! The command itself: ask, put together, show.

use clap::Args;
use serde::Serialize;

use super::tree::{Invocation, NotDone, tree};
use crate::{
    commands::Context,
    exit::Exit,
    failure::Failure,
    output::{Show, Style, printable},
};

/// `void trace CORRELATION-ID`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void trace 1-6926f0a1-4f9c6f2c8e1b2a3d4c5e6f70
  void trace 1-6926f0a1-4f9c6f2c8e1b2a3d4c5e6f70 --output json")]
pub(crate) struct Trace {
    /// What everything that one request set off has in common; `void logs --output json` shows it with each line
    correlation_id: String,
}

#[derive(Debug, Serialize)]
struct Shown<'t> {
    correlation_id: &'t str,
    invocations: Vec<Invocation>,
}

impl Trace {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let entries = context.session.control()?.trace(&self.correlation_id).await?;
        let invocations = tree(&entries);
        if invocations.is_empty() {
            let message = format!("nothing happened with the correlation id {}", self.correlation_id);
            return Err(Failure::new(Exit::NotFound, message)
                .with_hint("`void logs --output json` shows those that there are"));
        }
        context.console.show(&Shown { correlation_id: &self.correlation_id, invocations })
    }
}

impl Show for Shown<'_> {
    fn text(&self, style: Style) -> String {
        let started = self.invocations.iter().map(|invocation| invocation.at_ms).min().unwrap_or_default();
        let mut lines = Vec::new();
        for invocation in &self.invocations {
            push(invocation, started, 0, style, &mut lines);
        }
        lines.join("\n")
    }
}

/// A line for an invocation, then those of what it set off.
fn push(invocation: &Invocation, started: u64, depth: usize, style: Style, lines: &mut Vec<String>) {
    let duration = invocation.duration_ms.map_or_else(|| "running".to_owned(), |time| format!("{time} ms"));
    let mut line = format!(
        "{:>8}  {}{}  {}  {duration}",
        format!("+{} ms", invocation.at_ms.saturating_sub(started)),
        "  ".repeat(depth),
        style.bold(&invocation.function),
        printable(&invocation.trigger),
    );
    if let Some(attempt) = invocation.attempt.filter(|attempt| *attempt > 1) {
        line.push_str(&format!("  attempt {attempt}"));
    }
    if let Some(status) = invocation.status {
        line.push_str(&format!("  {status}"));
    }
    if let Some(error) = &invocation.error {
        line.push_str(&format!("  failed: {}", printable(error)));
    }
    for part in &invocation.not_done {
        line.push_str(&format!("  {}", style.failure(&words(part))));
    }
    lines.push(line);
    for child in &invocation.children {
        push(child, started, depth + 1, style, lines);
    }
}

/// What became of what was not done, and why.
fn words(NotDone { outcome, in_ms, queue, reason, count }: &NotDone) -> String {
    let mut words = outcome.replace('_', "-");
    if *count > 1 {
        words = format!("{count} {words}");
    }
    if let Some(queue) = queue {
        words.push_str(&format!(" in {}", printable(queue)));
    }
    if let Some(time) = in_ms {
        words.push_str(&format!(" after {time} ms"));
    }
    format!("{words}: {}", printable(reason))
}
