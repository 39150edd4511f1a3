//! `void queue list`.

use std::sync::Mutex;

use clap::Args;
use serde::Serialize;
use void_core::bounded;
use void_messaging_sdk::{
    QueueUrl, VoidMessagingClient,
    types::{QueueAttributeName, QueueAttributes},
};

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style, or_dash, table},
};

/// How many queues are asked for their counts at the same time.
const CONCURRENCY: usize = 8;

/// `void queue list`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue list
  void queue list --prefix order- --output json")]
pub(crate) struct List {
    /// Only queues whose names begin so
    #[arg(long)]
    prefix: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Queues(Vec<Row>);

/// A queue; the counts are none where the endpoint does not tell them.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    url: String,
    fifo: bool,
    messages_visible: Option<u64>,
    messages_in_flight: Option<u64>,
    messages_delayed: Option<u64>,
}

impl List {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.messaging()?;
        let mut call = client.list_queues();
        if let Some(prefix) = &self.prefix {
            call = call.queue_name_prefix(prefix);
        }
        let urls = call.items().collect().await?;
        let rows = Mutex::new(Vec::with_capacity(urls.len()));
        let ask = async |url: QueueUrl| {
            let counts = counts(&client, &url).await;
            rows.lock().expect("nothing panics while it holds it").push(Row::of(&url, &counts));
        };
        bounded::run(CONCURRENCY, urls.into_iter().map(ask)).await;
        let mut rows = rows.into_inner().expect("nothing panics while it holds it");
        rows.sort_by(|left, right| left.name.cmp(&right.name));
        context.console.show(&Queues(rows))
    }
}

/// The counts of a queue; none where it is gone meanwhile, or where they may not be asked for.
async fn counts(client: &VoidMessagingClient, url: &QueueUrl) -> QueueAttributes {
    let names = [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        QueueAttributeName::ApproximateNumberOfMessagesDelayed,
    ];
    client.get_queue_attributes(url, names).await.map(|found| found.attributes).unwrap_or_default()
}

impl Row {
    fn of(url: &QueueUrl, counts: &QueueAttributes) -> Self {
        Self {
            name: url.queue_name().to_owned(),
            url: url.to_string(),
            fifo: url.is_fifo(),
            messages_visible: counts.approximate_number_of_messages(),
            messages_in_flight: counts.approximate_number_of_messages_not_visible(),
            messages_delayed: counts.approximate_number_of_messages_delayed(),
        }
    }
}

impl Show for Queues {
    fn text(&self, style: Style) -> String {
        let row = |row: &Row| {
            let counts = [row.messages_visible, row.messages_in_flight, row.messages_delayed];
            let [visible, in_flight, delayed] = counts.map(or_dash);
            [row.name.clone(), visible, in_flight, delayed]
        };
        table(style, ["NAME", "MESSAGES", "IN FLIGHT", "DELAYED"], self.0.iter().map(row))
    }
}
