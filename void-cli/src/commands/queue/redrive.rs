//! `void queue redrive`.

use std::time::Duration;

use clap::Args;
use serde::Serialize;
use void_messaging_sdk::{
    VoidMessagingClient, operations::ListMessageMoveTasksResultEntry, types::MoveTaskStatus,
};

use crate::{
    commands::Context,
    exit::Exit,
    failure::Failure,
    output::{Show, Style, count_bar},
};

/// How long after its start a task is looked at; then twice as long each time, up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// `void queue redrive NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void queue redrive order-events-dlq
  void queue redrive order-events-dlq --to order-events-retry --max-messages-per-second 50
  void queue redrive order-events-dlq --message-id 6f1e0c2a-5b7d-4c1e-9a53-0d2f8e4b7c61
  void queue redrive order-events-dlq --no-wait")]
pub(crate) struct Redrive {
    /// The dead-letter queue
    queue: String,
    /// Where the messages go [default: each where it came from]
    #[arg(long, value_name = "QUEUE")]
    to: Option<String>,
    /// The most messages a second, 1 to 500 [default: the service decides]
    #[arg(long, value_name = "COUNT", alias = "max-per-second")]
    max_messages_per_second: Option<u16>,
    /// Only the message with this id; can be given several times. Needs the local cloud
    #[arg(long, value_name = "ID", conflicts_with_all = ["to", "max_messages_per_second", "no_wait"])]
    message_id: Vec<String>,
    /// Starts to move, and does not wait for the end
    #[arg(long)]
    no_wait: bool,
}

/// How far the task is.
#[derive(Debug, Serialize)]
struct Task {
    queue: String,
    to: Option<String>,
    status: String,
    messages_moved: u64,
    messages_to_move: Option<u64>,
}

impl Redrive {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        if let Some(moved) = self.in_local_cloud(context).await? {
            return context.console.show(&moved);
        }
        let client = context.session.messaging()?;
        let arn = context.session.queue_arn(&client, &self.queue).await?;
        let mut call = client.start_message_move_task(&arn);
        if let Some(to) = &self.to {
            call = call.destination_arn(context.session.queue_arn(&client, to).await?);
        }
        if let Some(count) = self.max_messages_per_second {
            call = call.max_messages_per_second(count);
        }
        call.await?;
        let task =
            if self.no_wait { look(&client, &arn).await? } else { wait(context, &client, &arn).await? };
        context.console.show(&Task::of(&task))?;
        match task.failure_reason {
            Some(reason) => {
                Err(Failure::new(Exit::Failed, format!("the messages were not all moved: {reason}")))
            }
            None if task.status == MoveTaskStatus::Failed => {
                Err(Failure::new(Exit::Failed, "the messages were not all moved"))
            }
            None => Ok(()),
        }
    }
}

impl Redrive {
    /// The local cloud knows where each message failed, and sends it there: to one function of several, or one that a bucket
    /// told. `None` where it is not what is called, or something is asked for that a task does.
    async fn in_local_cloud(&self, context: &Context<'_>) -> Result<Option<Task>, Failure> {
        if self.to.is_some() || self.max_messages_per_second.is_some() {
            return Ok(None);
        }
        let Some(control) = context.session.local_cloud().await else {
            if self.message_id.is_empty() {
                return Ok(None);
            }
            return Err(Failure::usage(
                "--message-id is for a local cloud: a queue's protocol moves all messages or none",
            ));
        };
        let client = context.session.messaging()?;
        let url = context.session.queue(&client, &self.queue).await?;
        let queue = url.queue_name();
        let mut moved = 0;
        for id in &self.message_id {
            control.redrive_message(queue, id).await?;
            moved += 1;
        }
        if self.message_id.is_empty() {
            moved = u64::try_from(control.redrive(queue).await?.moved).unwrap_or(u64::MAX);
        }
        Ok(Some(Task {
            queue: queue.to_owned(),
            to: None,
            status: "completed".to_owned(),
            messages_moved: moved,
            messages_to_move: Some(moved),
        }))
    }
}

/// Follows the task to its end.
async fn wait(
    context: &Context<'_>,
    client: &VoidMessagingClient,
    arn: &str,
) -> Result<ListMessageMoveTasksResultEntry, Failure> {
    let clock = client.config().clock();
    let bar = count_bar(context.console, "moving", 0);
    let mut pause = FIRST_WAIT;
    loop {
        let task = look(client, arn).await?;
        bar.set_length(count(task.approximate_number_of_messages_to_move.unwrap_or_default()));
        bar.set_position(count(task.approximate_number_of_messages_moved));
        if !matches!(task.status, MoveTaskStatus::Running | MoveTaskStatus::Cancelling) {
            bar.finish_and_clear();
            return Ok(task);
        }
        clock.sleep_until(clock.now() + pause).await;
        pause = (pause * 2).min(LONGEST_WAIT);
    }
}

/// The latest task of the queue.
async fn look(client: &VoidMessagingClient, arn: &str) -> Result<ListMessageMoveTasksResultEntry, Failure> {
    let tasks = client.list_message_move_tasks(arn).await?.results;
    let none = || Failure::new(Exit::Failed, "the endpoint does not tell how far the task is");
    tasks.into_iter().next().ok_or_else(none)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

fn name(arn: &str) -> String {
    arn.rsplit(':').next().unwrap_or(arn).to_owned()
}

impl Task {
    fn of(task: &ListMessageMoveTasksResultEntry) -> Self {
        Self {
            queue: name(&task.source_arn),
            to: task.destination_arn.as_deref().map(name),
            status: task.status.as_str().to_ascii_lowercase(),
            messages_moved: count(task.approximate_number_of_messages_moved),
            messages_to_move: task.approximate_number_of_messages_to_move.map(count),
        }
    }
}

impl Show for Task {
    fn text(&self, _style: Style) -> String {
        let of = self.messages_to_move.map(|count| format!(" of {count}")).unwrap_or_default();
        let to = self.to.as_deref().unwrap_or("where each came from");
        format!("{}: moved {}{of} from {} to {to}", self.status, self.messages_moved, self.queue)
    }
}
