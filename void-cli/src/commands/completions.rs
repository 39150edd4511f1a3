//! `void completions`: the shell's side of the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{cli::Cli, failure::Failure, output::Console};

/// `void completions SHELL`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void completions bash > ~/.local/share/bash-completion/completions/void
  void completions zsh > ~/.zfunc/_void
  void completions fish > ~/.config/fish/completions/void.fish")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, console: &Console) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "void", &mut script);
        console.bytes(&script)
    }
}
