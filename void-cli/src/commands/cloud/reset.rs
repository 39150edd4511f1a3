//! `void reset`.

use std::io::{self, IsTerminal, Write};

use clap::Args;
use void_local::control::Health;

use crate::{commands::Context, failure::Failure, output::Done};

/// `void reset`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void reset
  void reset --yes")]
pub(crate) struct Reset {
    /// Does not ask
    #[arg(long, short)]
    yes: bool,
}

impl Reset {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let control = context.session.control()?;
        let health = control.health().await?;
        if !self.yes && !agreed(&health)? {
            context.console.note("nothing was deleted");
            return Ok(());
        }
        control.reset().await?;
        context.console.show(&Done { action: "emptied", kind: "local", name: "cloud" })
    }
}

/// Asks the person at the terminal.
fn agreed(health: &Health) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::usage("this deletes everything, and nobody is there to ask")
            .with_hint("`void reset --yes` does not ask"));
    }
    let counts = health.counts;
    let (functions, queues, streams, buckets) =
        (counts.functions, counts.queues, counts.streams, counts.buckets);
    let mut output = io::stderr().lock();
    write!(
        output,
        "This deletes {functions} functions, {queues} queues, {streams} streams and {buckets} buckets with all that is in them, \
         at {}. Go on? [y/N] ",
        health.services_url
    )?;
    output.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
