//! `void function list`.

use clap::Args;
use serde::Serialize;
use void_core::Timestamp;
use void_local::control::FunctionDescription;

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style, table, time},
};

/// `void function list`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void function list
  void function list --output json")]
pub(crate) struct List {}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Functions(Vec<FunctionDescription>);

impl List {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        context.console.show(&Functions(context.session.control()?.functions().await?))
    }
}

impl Show for Functions {
    fn text(&self, style: Style) -> String {
        let row = |function: &FunctionDescription| {
            let deployed = time(Timestamp::from_millis(function.deployed_at));
            [function.name.clone(), function.events.join(", "), function.version.to_string(), deployed]
        };
        table(style, ["NAME", "EVENTS", "VERSION", "DEPLOYED"], self.0.iter().map(row))
    }
}
