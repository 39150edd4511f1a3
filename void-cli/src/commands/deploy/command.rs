//! The command itself: check, build, plan, deploy.

use std::path::PathBuf;

use clap::Args;
use void_local::control::{Action, ControlClient, DeployRequest, DeployResponse, FunctionSource};

use super::{
    build::{Profile, build},
    find::find,
    shown::Shown,
};
use crate::{commands::Context, failure::Failure};

/// `void deploy [PATH]…`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void deploy
  void deploy functions/create-order --dry-run
  void deploy examples/void-order-eda --profile-of-build release")]
pub(crate) struct Deploy {
    /// A void.yaml, a folder with one, or a folder of such folders [default: functions, or the current folder]
    paths: Vec<PathBuf>,
    /// Says what it would do, and does nothing
    #[arg(long)]
    dry_run: bool,
    /// Cargo's profile to build with [default: dev]
    #[arg(long = "profile-of-build", value_name = "NAME")]
    profile: Option<String>,
}

impl Deploy {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let control = context.session.control()?;
        let sources = sources(&self.paths, &Profile { name: self.profile.clone() }).await?;
        let gateway_url = control.health().await?.gateway_url;
        let plan = control.deploy(&DeployRequest { functions: sources.clone(), dry_run: true }).await?;
        warn(context, &plan);
        let has_changes = plan.functions.iter().any(|function| function.action != Action::Unchanged);
        if self.dry_run || !has_changes {
            return context.console.show(&Shown { done: !has_changes, gateway_url, response: plan });
        }
        let done = control.deploy(&DeployRequest { functions: sources, dry_run: false }).await?;
        context.console.show(&Shown { done: true, gateway_url, response: done })
    }
}

/// Builds the functions at `paths` and deploys those that have changed; shows what came of it unless nothing has. The cloud that
/// runs in this process goes on meanwhile. Dropped, the build ends.
pub(crate) async fn deploy_at(
    context: &Context<'_>,
    control: &ControlClient,
    paths: &[PathBuf],
) -> Result<(), Failure> {
    let functions = sources(paths, &Profile::default()).await?;
    let done = control.deploy(&DeployRequest { functions, dry_run: false }).await?;
    warn(context, &done);
    if done.functions.iter().all(|function| function.action == Action::Unchanged) {
        return Ok(());
    }
    let gateway_url = control.health().await?.gateway_url;
    context.console.show(&Shown { done: true, gateway_url, response: done })
}

/// Every file is read before anything is built.
async fn sources(paths: &[PathBuf], profile: &Profile) -> Result<Vec<FunctionSource>, Failure> {
    let functions = find(paths)?;
    let executables = build(&functions, profile).await?;
    let sources = functions.into_iter().zip(executables).map(|(function, executable)| FunctionSource {
        file: function.file,
        manifest: function.text,
        executable,
        directory: function.folder,
    });
    Ok(sources.collect())
}

fn warn(context: &Context<'_>, response: &DeployResponse) {
    for function in &response.functions {
        for warning in &function.warnings {
            context.console.warn(&format!("{}: {warning}", function.name));
        }
    }
}
