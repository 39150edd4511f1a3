//! Starting the local cloud in the background.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use void_core::{Clock, SystemClock};
use void_local::control::{ControlClient, ControlError};

use super::Up;
use crate::{commands::Context, exit::Exit, failure::Failure};

/// How long the local cloud may take until it answers.
const PATIENCE: Duration = Duration::from_secs(10);
const INTERVAL: Duration = Duration::from_millis(20);

/// What makes a folder the project's: in this order of trust, from the current one up.
const MARKS: [&str; 4] = [".void", "functions", "Cargo.toml", ".git"];

/// Starts the local cloud, where the settings lead to it and it does not run.
pub(crate) async fn ensure_up(context: &Context<'_>) -> Result<(), Failure> {
    let session = context.session;
    if !session.is_local_cloud() {
        return Ok(());
    }
    let control = session.control()?;
    if !matches!(control.health().await, Err(ControlError::Unreachable { .. })) {
        return Ok(());
    }
    in_background(&control, &Up::default()).await?;
    context.console.note("started the local cloud; `void down` ends it");
    Ok(())
}

/// Starts a process of its own for the cloud, and waits until it answers.
pub(super) async fn in_background(control: &ControlClient, up: &Up) -> Result<(), Failure> {
    let folder = state_folder()?;
    let log_path = folder.join("cloud.log");
    let log = File::create(&log_path).map_err(|error| Failure::file(&log_path, &error))?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["up", "--foreground", "--port", &up.port.to_string()]);
    command.args(["--http-port", &up.http_port.to_string()]);
    if up.anonymous {
        command.arg("--anonymous");
    }
    if up.ephemeral {
        command.arg("--ephemeral");
    }
    if let Some(data) = &up.data {
        command.arg("--data").arg(data);
    }
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    // Ctrl-C at this terminal is for what runs in it.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let clock = SystemClock::new();
    let give_up_at = clock.now() + PATIENCE;
    loop {
        if control.health().await.is_ok() {
            return Ok(());
        }
        let ended = child.try_wait()?;
        if ended.is_some() || clock.now() >= give_up_at {
            let said = fs::read_to_string(&log_path).unwrap_or_default();
            let said = said.trim().strip_prefix("error: ").unwrap_or(said.trim());
            let why = if ended.is_some() { said } else { "it did not answer in time" };
            let log = format!("its log: {}", log_path.display());
            return Err(
                Failure::new(Exit::Failed, format!("the local cloud did not start: {why}")).with_hint(log)
            );
        }
        clock.sleep_until(clock.now() + INTERVAL).await;
    }
}

/// Where what belongs to the project's cloud is kept: `.void` in the project's folder, which git does not see.
pub(super) fn state_folder() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir()?;
    let folder = project_of(&here).join(".void");
    fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, &error))?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        let mut file = File::create(&ignore).map_err(|error| Failure::file(&ignore, &error))?;
        file.write_all(b"*\n")?;
    }
    Ok(folder)
}

fn project_of(here: &Path) -> &Path {
    let marked = MARKS.iter().find_map(|mark| here.ancestors().find(|folder| folder.join(mark).exists()));
    marked.unwrap_or(here)
}
