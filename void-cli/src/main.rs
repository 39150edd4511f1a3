#![doc = include_str!("../README.md")]

mod cli;
mod commands;
mod exit;
mod failure;
mod output;
mod session;

use std::process::ExitCode;

use self::{cli::Cli, exit::Exit, failure::Failure, output::Console};

fn main() -> ExitCode {
    let cli = Cli::read();
    let console = Console::new(&cli.global);
    let ended = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(commands::run(cli, &console)),
        Err(error) => Err(Failure::from(error)),
    };
    match ended {
        Ok(()) => Exit::Done,
        Err(failure) => {
            console.failure(&failure);
            failure.exit
        }
    }
    .into()
}
