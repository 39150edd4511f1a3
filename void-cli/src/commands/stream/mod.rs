//! `void stream`.

mod create;
mod delete;
mod get;
mod list;
mod put;
mod read;
mod tail;

use clap::Subcommand;

use super::Context;
use crate::failure::Failure;

/// What can be done with streams. A stream is named by its name or its ARN.
#[derive(Debug, Subcommand)]
pub(crate) enum Stream {
    /// Makes a stream, and waits until it is there
    Create(create::Create),
    /// Lists streams
    List(list::List),
    /// Shows a stream and its shards
    Get(get::Get),
    /// Puts a record
    Put(put::Put),
    /// Reads the records that are there
    Read(read::Read),
    /// Follows a stream: prints each record as it comes, until it is interrupted
    Tail(tail::Tail),
    /// Deletes a stream and its records
    Delete(delete::Delete),
}

impl Stream {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Create(command) => command.run(context).await,
            Self::List(command) => command.run(context).await,
            Self::Get(command) => command.run(context).await,
            Self::Put(command) => command.run(context).await,
            Self::Read(command) => command.run(context).await,
            Self::Tail(command) => command.run(context).await,
            Self::Delete(command) => command.run(context).await,
        }
    }
}
