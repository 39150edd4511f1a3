//! From functions' folders to their executables: those of one workspace in one run of Cargo.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
};

use serde::Deserialize;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use void_local::manifest::Runtime;

use super::{
    find::Found,
    package::{Package, Target, cargo, no_cargo, no_such_binary, package},
};
use crate::{exit::Exit, failure::Failure};

/// How executables are built.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Cargo's profile; its `dev` where none is named.
    pub(super) name: Option<String>,
}

/// A line of Cargo's messages. Only one of a binary that was built says where that is.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    package_id: String,
    #[serde(default)]
    target: Option<Target>,
    #[serde(default)]
    executable: Option<PathBuf>,
}

/// A binary that was built.
struct Built {
    package: String,
    target: Target,
    executable: PathBuf,
}

/// Builds functions, or finds their executables, in the order of `functions`. What Cargo says goes to the standard error
/// as it is.
pub(super) async fn build(functions: &[Found], profile: &Profile) -> Result<Vec<PathBuf>, Failure> {
    let mut executables = vec![PathBuf::new(); functions.len()];
    let mut workspaces: BTreeMap<PathBuf, Vec<(usize, Package)>> = BTreeMap::new();
    for (index, function) in functions.iter().enumerate() {
        match function.manifest.runtime {
            Runtime::Rust => {
                let package = package(function).await?;
                workspaces.entry(package.workspace.clone()).or_default().push((index, package));
            }
            Runtime::Provided => executables[index] = provided(function)?,
            _ => return Err(Failure::usage(format!("{}: this runtime can't be built here", function.file))),
        }
    }
    for (workspace, members) in &workspaces {
        let binaries: Vec<_> = members
            .iter()
            .map(|(index, package)| (package.id.as_str(), functions[*index].manifest.handler.as_str()))
            .collect();
        let built = run_cargo(workspace, &binaries, profile).await?;
        for (index, package) in members {
            let function = &functions[*index];
            let is_it = |built: &&Built| {
                built.package == package.id && built.target.is_binary(&function.manifest.handler)
            };
            let built = built.iter().rev().find(is_it).ok_or_else(|| no_such_binary(function))?;
            executables[*index].clone_from(&built.executable);
        }
    }
    Ok(executables)
}

fn provided(function: &Found) -> Result<PathBuf, Failure> {
    let path = function.folder.join(&function.manifest.handler);
    if path.is_file() {
        return Ok(path);
    }
    let message = format!("{}: there is no executable {}", function.file, path.display());
    Err(Failure::new(Exit::NotFound, message)
        .with_hint("`handler` names it, from the folder of void.yaml on"))
}

/// Builds these packages and no others: the features that another member of the workspace asks for stay out.
async fn run_cargo(
    workspace: &Path,
    binaries: &[(&str, &str)],
    profile: &Profile,
) -> Result<Vec<Built>, Failure> {
    let mut command = cargo();
    command.args(["build", "--message-format", "json-render-diagnostics"]).current_dir(workspace);
    for (package, binary) in binaries {
        command.args(["--package", package, "--bin", binary]);
    }
    if let Some(name) = &profile.name {
        command.args(["--profile", name]);
    }
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| no_cargo(&error))?;
    let built = match child.stdout.take() {
        Some(output) => binaries_in(BufReader::new(output)).await?,
        None => Vec::new(),
    };
    let status = child.wait().await?;
    if !status.success() {
        let names: Vec<_> = binaries.iter().map(|(_, binary)| *binary).collect();
        let message = format!("not all of these were built: {} ({status})", names.join(", "));
        return Err(Failure::new(Exit::Failed, message));
    }
    Ok(built)
}

async fn binaries_in(output: impl AsyncBufRead + Unpin) -> Result<Vec<Built>, Failure> {
    let (mut built, mut lines) = (Vec::new(), output.lines());
    while let Some(line) = lines.next_line().await? {
        let Ok(message) = serde_json::from_str::<Message>(&line) else { continue };
        if message.reason == "compiler-artifact"
            && let (Some(target), Some(executable)) = (message.target, message.executable)
        {
            built.push(Built { package: message.package_id, target, executable });
        }
    }
    Ok(built)
}

#[cfg(test)]
mod tests {
    use super::binaries_in;

    #[tokio::test]
    async fn the_executable_is_the_binarys_and_not_a_librarys_of_the_same_name() {
        let output = r#"{"reason":"compiler-artifact","package_id":"p","target":{"name":"a","kind":["lib"]},"executable":null}
not json
{"reason":"compiler-artifact","package_id":"p","target":{"name":"a","kind":["bin"]},"executable":"/t/a"}
{"reason":"compiler-artifact","package_id":"q","target":{"name":"b","kind":["bin"]},"executable":"/t/b"}
{"reason":"build-finished","success":true}"#;
        let found = binaries_in(output.as_bytes()).await.unwrap();
        assert_eq!(found.len(), 2);
        assert!(found[0].target.is_binary("a") && found[0].package == "p");
        assert_eq!(found[1].executable.to_str(), Some("/t/b"));
    }
}
