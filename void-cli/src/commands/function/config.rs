//! `void function config`.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde::Serialize;
use void_local::{control::FunctionDescription, manifest::FunctionSettings};

use crate::{
    cli::{NameAndValue, name_and_value},
    commands::Context,
    failure::Failure,
    output::{Show, Style, details},
};

/// What can be done with a function's settings.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Shows a function's time-out, memory, and environment with its placeholders resolved
    Get(Get),
    /// Sets a function's time-out, memory and variables until it is deployed again; what runs comes to its end as it was
    Set(Set),
}

/// `void function config get NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void function config get create-order
  void function config get create-order --output json | jq .environment")]
pub(crate) struct Get {
    /// The function
    name: String,
}

/// `void function config set NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void function config set create-order --timeout 1m --memory 256MB
  void function config set create-order --env MODE=test --env LOG=debug
  void function config set create-order --unset MODE")]
pub(crate) struct Set {
    /// The function
    name: String,
    /// How long an invocation may take: 1s to 15m
    #[arg(long, value_name = "DURATION")]
    timeout: Option<String>,
    /// How much memory a process may take: 128MB to 10240MB
    #[arg(long, value_name = "MEMORY")]
    memory: Option<String>,
    /// A variable; ${VOID_QUEUE_…_URL} and the like stand for what they do in void.yaml. Can be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    env: Vec<NameAndValue>,
    /// A variable that it is not to have. Can be given several times
    #[arg(long, value_name = "NAME")]
    unset: Vec<String>,
}

/// A function's settings.
#[derive(Debug, Serialize)]
struct Settings {
    timeout_seconds: f64,
    memory_mb: u32,
    environment: BTreeMap<String, String>,
}

impl Config {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Get(command) => command.run(context).await,
            Self::Set(command) => command.run(context).await,
        }
    }
}

impl Get {
    async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let function = context.session.control()?.function(&self.name).await?;
        context.console.show(&Settings::of(function))
    }
}

impl Set {
    async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let mut settings = FunctionSettings::default();
        settings.timeout.clone_from(&self.timeout);
        settings.memory.clone_from(&self.memory);
        let variables = self.env.iter().map(|variable| (variable.name.clone(), variable.value.clone()));
        settings.environment.extend(variables);
        settings.unset.extend(self.unset.iter().cloned());
        if settings.is_empty() {
            return Err(Failure::usage(
                "nothing is to be set: --timeout, --memory, --env or --unset says what",
            ));
        }
        let set = context.session.control()?.configure(&self.name, &settings).await?;
        for warning in &set.warnings {
            context.console.warn(warning);
        }
        context.console.show(&Settings::of(set.function))
    }
}

impl Settings {
    fn of(function: FunctionDescription) -> Self {
        Self {
            timeout_seconds: function.timeout_seconds,
            memory_mb: function.memory_mb,
            environment: function.environment.into_iter().collect(),
        }
    }
}

impl Show for Settings {
    fn text(&self, style: Style) -> String {
        let limits = [
            ("time-out", format!("{} s", self.timeout_seconds)),
            ("memory", format!("{} MB", self.memory_mb)),
        ];
        let variables = self.environment.iter().map(|(name, value)| format!("{name}={value}"));
        std::iter::once(details(style, limits)).chain(variables).collect::<Vec<_>>().join("\n")
    }
}
