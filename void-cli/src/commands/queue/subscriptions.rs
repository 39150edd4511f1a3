//! `void queue subscriptions`.

use clap::Args;
use serde::Serialize;
use void_local::control::SubscriptionDescription;

use crate::{
    commands::Context,
    exit::Exit,
    failure::Failure,
    output::{Show, Style, or_dash, table},
    session::Endpoint,
};

/// `void queue subscriptions NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue subscriptions order-events-queue
  void queue subscriptions order-events-queue --output json")]
pub(crate) struct Subscriptions {
    /// The queue
    queue: String,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Listed(Vec<SubscriptionDescription>);

impl Subscriptions {
    /// The protocol of queues does not know of functions: the local cloud's control API does.
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        let Some(control) = context.session.local_cloud().await else {
            return Err(self.not_told(context));
        };
        context.console.show(&Listed(control.subscriptions(url.queue_name()).await?))
    }

    fn not_told(&self, context: &Context<'_>) -> Failure {
        let place = match context.session.endpoint(&void_messaging_sdk::service()) {
            Endpoint::At(setting) => setting.value,
            Endpoint::Own { .. } => "the service's own endpoint".to_owned(),
        };
        let message =
            format!("{place} does not tell which functions {} invokes: it has no control API", self.queue);
        Failure::new(Exit::Failed, message)
    }
}

impl Show for Listed {
    fn text(&self, style: Style) -> String {
        let headings =
            ["FUNCTION", "BATCH", "CONCURRENCY", "RETRIES", "DEAD-LETTER QUEUE", "WAITING", "IN FLIGHT"];
        let rows = self.0.iter().map(|subscription| {
            [
                subscription.function.clone(),
                subscription.batch_size.to_string(),
                subscription.max_concurrency.to_string(),
                or_dash(subscription.max_retries),
                or_dash(subscription.dead_letter_queue.as_ref()),
                (subscription.visible + subscription.delayed).to_string(),
                subscription.in_flight.to_string(),
            ]
        });
        table(style, headings, rows)
    }
}
