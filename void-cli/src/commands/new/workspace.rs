//! The Cargo workspace that a new function is in.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;

/// How a new function's package stands to a workspace.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Workspace {
    /// There is none, and one is made for all of `functions`.
    Made(PathBuf),
    /// There is none, and the package is one of its own.
    Own,
    /// There is one, with this manifest.
    There(PathBuf),
}

#[derive(Deserialize)]
struct Located {
    root: PathBuf,
}

/// Finds the workspace of what will be in `parent`: that of the nearest `Cargo.toml` above it.
pub(super) fn find(parent: &Path, is_default: bool) -> Workspace {
    // Cargo says nothing where a package doesn't list a member: it is the root itself that is asked for.
    let there = parent.ancestors().find(|folder| folder.join("Cargo.toml").is_file());
    match there {
        Some(folder) => Workspace::There(root_of(folder).unwrap_or_else(|| folder.join("Cargo.toml"))),
        None if is_default => {
            Workspace::Made(parent.parent().unwrap_or_else(|| Path::new(".")).join("Cargo.toml"))
        }
        None => Workspace::Own,
    }
}

/// Whether Cargo takes the package at `manifest` for a member of the workspace that it is in; `None` where there is no Cargo.
pub(super) fn is_member(manifest: &Path) -> Option<bool> {
    let mut command = cargo();
    command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest);
    Some(command.output().ok()?.status.success())
}

fn root_of(folder: &Path) -> Option<PathBuf> {
    let output = cargo().args(["locate-project", "--workspace"]).current_dir(folder).output().ok()?;
    serde_json::from_slice(&output.stdout).ok().map(|located: Located| located.root)
}

fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.stdin(Stdio::null());
    command
}
