//! `void queue subscriptions`.

use clap::Args;

use crate::{commands::Context, exit::Exit, failure::Failure, session::Endpoint};

/// `void queue subscriptions NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void queue subscriptions order-events-queue")]
pub(crate) struct Subscriptions {
    /// The queue
    queue: String,
}

impl Subscriptions {
    /// The protocol of queues does not know of functions.
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let place = match context.session.endpoint(&void_messaging_sdk::service()) {
            Endpoint::At(setting) => setting.value,
            Endpoint::Own { .. } => "the service's own endpoint".to_owned(),
        };
        let message =
            format!("{place} does not tell which functions {} invokes: it has no control API", self.queue);
        Err(Failure::new(Exit::Failed, message))
    }
}
