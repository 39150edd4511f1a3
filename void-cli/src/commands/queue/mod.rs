//! `void queue`.

mod create;
mod delete;
mod get;
mod list;
mod peek;
mod peeked;
mod purge;
mod receive;
mod redrive;
mod send;
mod subscriptions;

use clap::Subcommand;

use super::Context;
use crate::failure::Failure;

/// What can be done with queues. A queue is named by its name, its URL or its ARN.
#[derive(Debug, Subcommand)]
pub(crate) enum Queue {
    /// Makes a queue; one that is there with the same settings is left as it is
    Create(create::Create),
    /// Lists queues with the counts of their messages
    List(list::List),
    /// Shows a queue's settings and the counts of its messages
    Get(get::Get),
    /// Deletes a queue and its messages
    Delete(delete::Delete),
    /// Sends a message
    Send(send::Send),
    /// Receives messages: they are invisible to others until the visibility time-out passes
    Receive(receive::Receive),
    /// Shows messages without taking them, and of dead letters why they failed
    Peek(peek::Peek),
    /// Deletes all messages of a queue
    Purge(purge::Purge),
    /// Moves the messages of a dead-letter queue back to where they came from
    Redrive(redrive::Redrive),
    /// Lists the functions that a queue invokes
    Subscriptions(subscriptions::Subscriptions),
}

impl Queue {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Create(command) => command.run(context).await,
            Self::List(command) => command.run(context).await,
            Self::Get(command) => command.run(context).await,
            Self::Delete(command) => command.run(context).await,
            Self::Send(command) => command.run(context).await,
            Self::Receive(command) => command.run(context).await,
            Self::Peek(command) => command.run(context).await,
            Self::Purge(command) => command.run(context).await,
            Self::Redrive(command) => command.run(context).await,
            Self::Subscriptions(command) => command.run(context).await,
        }
    }
}
