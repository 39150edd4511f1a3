//! What `run` sets up where nobody has.

use tracing::Level;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt};

use super::JsonLayer;
use crate::env::FunctionEnv;

/// Sends the process's events to standard output as JSON lines, unless a subscriber is set already. `run` does it by
/// itself; `env` says what is logged, and the function's name.
pub fn install(env: &FunctionEnv) {
    let (targets, complaint) = targets(env);
    let subscriber = tracing_subscriber::registry().with(targets).with(JsonLayer::of_function(env));
    let is_ours = tracing::subscriber::set_global_default(subscriber).is_ok();
    if let (true, Some(error)) = (is_ours, complaint) {
        tracing::warn!(error, "the log level can't be read: info is used");
    }
}

/// What is logged, and what is wrong with the variable that says so.
pub(super) fn targets(env: &FunctionEnv) -> (Targets, Option<String>) {
    let default = || Targets::new().with_default(Level::INFO);
    let names = ["VOID_LOG_LEVEL", "AWS_LAMBDA_LOG_LEVEL", "RUST_LOG"];
    let Some((name, said)) = names.iter().find_map(|name| Some((name, env.var(name)?))) else {
        return (default(), None);
    };
    // AWS knows a level above ERROR.
    let said = if said.eq_ignore_ascii_case("fatal") { "error" } else { said };
    match said.parse() {
        Ok(targets) => (targets, None),
        Err(error) => (default(), Some(format!("{name}={said}: {error}"))),
    }
}
