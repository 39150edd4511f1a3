//! [`Package`]: which of Cargo's packages a function is built from.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use serde::Deserialize;
use tokio::process::Command;

use super::find::Found;
use crate::{exit::Exit, failure::Failure};

/// The package of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Package {
    /// What Cargo calls it by, unlike any other.
    pub(super) id: String,
    /// The root of its workspace.
    pub(super) workspace: PathBuf,
}

/// What `cargo metadata` says.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Listed>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

/// A target of a package.
#[derive(Deserialize)]
pub(super) struct Target {
    name: String,
    kind: Vec<String>,
}

impl Target {
    /// Whether it is the binary `name`.
    pub(super) fn is_binary(&self, name: &str) -> bool {
        self.name == name && self.kind.iter().any(|kind| kind == "bin")
    }
}

/// Asks Cargo for the package that has the function's binary.
pub(super) async fn package(function: &Found) -> Result<Package, Failure> {
    let mut command = cargo();
    command.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(&function.folder);
    let output = command.stdout(Stdio::piped()).output().await.map_err(|error| no_cargo(&error))?;
    if !output.status.success() {
        return Err(Failure::new(Exit::Failed, format!("{}: Cargo finds no package", function.file)));
    }
    let metadata = serde_json::from_slice(&output.stdout).map_err(|error| {
        Failure::new(Exit::Failed, format!("what cargo metadata says can't be read: {error}"))
    })?;
    of_folder(metadata, &function.folder, &function.manifest.handler).ok_or_else(|| no_such_binary(function))
}

/// Cargo, whose messages go to the standard error as they are. It ends when nobody waits for it any more.
pub(super) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
    command
}

pub(super) fn no_cargo(error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, format!("cargo can't be started: {error}"))
        .with_hint("https://rustup.rs installs it")
}

pub(super) fn no_such_binary(function: &Found) -> Failure {
    let (handler, folder) = (&function.manifest.handler, function.folder.display());
    let message = format!("{}: Cargo knows no binary `{handler}` in {folder}", function.file);
    Failure::new(Exit::NotFound, message).with_hint("`handler` names a binary of the package in that folder")
}

/// The package that the folder is in, the innermost; in the root of a workspace, any that has the binary.
fn of_folder(metadata: Metadata, folder: &Path, handler: &str) -> Option<Package> {
    let is_root = metadata.workspace_root == folder;
    let depth = |package: &Listed| {
        let parent = package.manifest_path.parent()?;
        folder.starts_with(parent).then(|| parent.components().count()).or(is_root.then_some(0))
    };
    let packages = metadata.packages.into_iter();
    let having = packages.filter(|package| package.targets.iter().any(|target| target.is_binary(handler)));
    let nearest = having.filter_map(|package| depth(&package).map(|depth| (depth, package.id)));
    let (_, id) = nearest.max_by_key(|(depth, _)| *depth)?;
    Some(Package { id, workspace: metadata.workspace_root })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Metadata, of_folder};

    fn metadata() -> Metadata {
        let json = r#"{"workspace_root":"/w","packages":[
            {"id":"a","manifest_path":"/w/f/a/Cargo.toml","targets":[{"name":"a","kind":["lib"]},{"name":"a","kind":["bin"]}]},
            {"id":"b","manifest_path":"/w/f/b/Cargo.toml","targets":[{"name":"b","kind":["lib"]}]},
            {"id":"c","manifest_path":"/w/f/c/Cargo.toml","targets":[{"name":"a","kind":["bin"]}]}]}"#;
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_function_is_built_from_the_package_in_its_folder() {
        let found = |folder: &str, handler: &str| {
            of_folder(metadata(), Path::new(folder), handler).map(|package| package.id)
        };
        assert_eq!(found("/w/f/a", "a").as_deref(), Some("a"));
        assert_eq!(found("/w/f/c", "a").as_deref(), Some("c"), "two packages have a binary of that name");
        assert_eq!(found("/w/f/a/deeper", "a").as_deref(), Some("a"));
        assert_eq!(found("/w/f/b", "b"), None, "a library is no binary");
        assert_eq!(found("/w/f/b", "a"), None, "it is another folder's");
        assert!(found("/w", "a").is_some());
    }
}
