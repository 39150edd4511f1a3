//! `void down`.

use std::time::Duration;

use clap::Args;
use void_core::{Clock, SystemClock};
use void_local::control::ControlError;

use crate::{commands::Context, exit::Exit, failure::Failure, output::Done};

/// How long requests in progress may take to come to their end.
const PATIENCE: Duration = Duration::from_secs(15);
const INTERVAL: Duration = Duration::from_millis(50);

/// `void down`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void down")]
pub(crate) struct Down {}

impl Down {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let control = context.session.control()?;
        control.shut_down().await?;
        let clock = SystemClock::new();
        let give_up_at = clock.now() + PATIENCE;
        while !matches!(control.health().await, Err(ControlError::Unreachable { .. })) {
            if clock.now() >= give_up_at {
                return Err(Failure::new(Exit::Failed, "the local cloud still has requests to finish"));
            }
            clock.sleep_until(clock.now() + INTERVAL).await;
        }
        context.console.show(&Done { action: "stopped", kind: "local", name: "cloud" })
    }
}
