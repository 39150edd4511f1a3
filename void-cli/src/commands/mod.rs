//! The commands: a folder for each noun, a file for each verb.

mod completions;
mod config;
mod input;
mod queue;
mod storage;
mod stream;

use clap::Subcommand;

pub(crate) use self::storage::Location;
use crate::{
    cli::{Cli, Global},
    failure::Failure,
    output::Console,
    session::Session,
};

/// What a command works with.
#[derive(Debug)]
pub(crate) struct Context<'c> {
    pub(crate) session: &'c Session,
    pub(crate) console: &'c Console,
}

/// The commands. Each has a module of its name.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Queues: their settings, their messages, their dead letters
    #[command(subcommand)]
    Queue(queue::Queue),
    /// Streams: their shards, their records
    #[command(subcommand)]
    Stream(stream::Stream),
    /// Buckets and objects
    #[command(subcommand)]
    Storage(storage::Storage),
    /// Shows the endpoint, region, profile and credentials in force, and where each was found; never a secret
    Config(config::Config),
    /// Prints a script that completes `void` in a shell
    Completions(completions::Completions),
}

/// Carries out what was typed.
pub(crate) async fn run(cli: Cli, console: &Console) -> Result<(), Failure> {
    match cli.command {
        Command::Completions(completions) => completions.run(console),
        Command::Config(config) => config.run(&Session::open(&cli.global)?, console),
        Command::Queue(queue) => {
            with_session(&cli.global, console, async |context| queue.run(context).await).await
        }
        Command::Stream(stream) => {
            with_session(&cli.global, console, async |context| stream.run(context).await).await
        }
        Command::Storage(storage) => {
            with_session(&cli.global, console, async |context| storage.run(context).await).await
        }
    }
}

/// Runs what calls services; where there is no answer, says what to do about it.
async fn with_session(
    global: &Global,
    console: &Console,
    command: impl AsyncFnOnce(&Context<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let session = Session::open(global)?;
    let ended = command(&Context { session: &session, console }).await;
    ended.map_err(|failure| session.explain(failure))
}
