//! The commands: a folder for each noun, a file for each verb.

mod cloud;
mod completions;
mod config;
mod deploy;
mod function;
mod input;
mod invoke;
mod logs;
mod new;
mod queue;
mod storage;
mod stream;
mod trace;

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
    /// Starts the local cloud
    Up(cloud::Up),
    /// Starts the local cloud here, deploys, and deploys again what changes, with the logs of all functions
    Dev(cloud::Dev),
    /// Ends the local cloud
    Down(cloud::Down),
    /// Shows whether the local cloud runs, and where
    Status(cloud::Status),
    /// Deletes everything in the local cloud: functions, queues, streams, buckets, logs
    Reset(cloud::Reset),
    /// Makes a function that builds, with a test
    New(new::New),
    /// Builds functions and deploys them to the local cloud, all or none
    Deploy(deploy::Deploy),
    /// Invokes a function and shows its reply
    Invoke(invoke::Invoke),
    /// Shows what functions write
    Logs(logs::Logs),
    /// Shows what one request set off, with times
    Trace(trace::Trace),
    /// Functions that are deployed
    #[command(subcommand)]
    Function(function::Function),
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
        Command::New(new) => new.run(console),
        Command::Config(config) => config.run(&Session::open(&cli.global)?, console),
        Command::Up(up) => with_endpoint(&cli.global, console, async |context| up.run(context).await).await,
        Command::Dev(dev) => {
            with_endpoint(&cli.global, console, async |context| dev.run(context).await).await
        }
        Command::Down(down) => {
            with_endpoint(&cli.global, console, async |context| down.run(context).await).await
        }
        Command::Status(status) => {
            with_endpoint(&cli.global, console, async |context| status.run(context).await).await
        }
        Command::Reset(reset) => {
            with_cloud(&cli.global, console, async |context| reset.run(context).await).await
        }
        Command::Deploy(deploy) => {
            with_cloud(&cli.global, console, async |context| deploy.run(context).await).await
        }
        Command::Invoke(invoke) => {
            with_cloud(&cli.global, console, async |context| invoke.run(context).await).await
        }
        Command::Logs(logs) => {
            with_cloud(&cli.global, console, async |context| logs.run(context).await).await
        }
        Command::Trace(trace) => {
            with_cloud(&cli.global, console, async |context| trace.run(context).await).await
        }
        Command::Function(function) => {
            with_cloud(&cli.global, console, async |context| function.run(context).await).await
        }
        Command::Queue(queue) => {
            with_cloud(&cli.global, console, async |context| queue.run(context).await).await
        }
        Command::Stream(stream) => {
            with_cloud(&cli.global, console, async |context| stream.run(context).await).await
        }
        Command::Storage(storage) => {
            with_cloud(&cli.global, console, async |context| storage.run(context).await).await
        }
    }
}

/// Runs what calls services; the local cloud is started for it, where it is the one that is called.
async fn with_cloud(
    global: &Global,
    console: &Console,
    command: impl AsyncFnOnce(&Context<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let started = async |context: &Context<'_>| {
        cloud::ensure_up(context).await?;
        command(context).await
    };
    with_endpoint(global, console, started).await
}

/// Runs what calls an endpoint; where there is no answer, says what to do about it.
async fn with_endpoint(
    global: &Global,
    console: &Console,
    command: impl AsyncFnOnce(&Context<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let session = Session::open(global)?;
    let ended = command(&Context { session: &session, console }).await;
    ended.map_err(|failure| session.explain(failure))
}
