//! `void function`.

mod config;
mod delete;
mod get;
mod list;

use clap::Subcommand;

use super::Context;
use crate::failure::Failure;

/// What can be done with functions that are deployed.
#[derive(Debug, Subcommand)]
pub(crate) enum Function {
    /// Lists functions
    List(list::List),
    /// Shows a function: what brings events to it, its limits, its processes
    Get(get::Get),
    /// Removes a function; what waits for it stays in its queues
    Delete(delete::Delete),
    /// A function's environment
    #[command(subcommand)]
    Config(config::Config),
}

impl Function {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        match self {
            Self::List(command) => command.run(context).await,
            Self::Get(command) => command.run(context).await,
            Self::Delete(command) => command.run(context).await,
            Self::Config(command) => command.run(context).await,
        }
    }
}
