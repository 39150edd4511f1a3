//! `void function config`.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style},
};

/// What can be done with a function's environment.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Shows a function's environment, with its placeholders resolved
    Get(Get),
}

/// `void function config get NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void function config get create-order")]
pub(crate) struct Get {
    /// The function
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Environment(BTreeMap<String, String>);

impl Config {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Get(command) => command.run(context).await,
        }
    }
}

impl Get {
    async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let function = context.session.control()?.function(&self.name).await?;
        context.console.show(&Environment(function.environment.into_iter().collect()))
    }
}

impl Show for Environment {
    fn text(&self, _style: Style) -> String {
        self.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("\n")
    }
}
