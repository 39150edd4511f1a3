//! From a function's folder to its executable.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;
use void_local::manifest::Runtime;

use super::find::Found;
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
    target: Option<Target>,
    #[serde(default)]
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// Builds a function, or finds its executable. What Cargo says goes to the standard error as it is.
pub(super) fn build(function: &Found, profile: &Profile) -> Result<PathBuf, Failure> {
    match function.manifest.runtime {
        Runtime::Rust => cargo(function, profile),
        Runtime::Provided => provided(function),
        _ => Err(Failure::usage(format!("{}: this runtime can't be built here", function.file))),
    }
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

fn cargo(function: &Found, profile: &Profile) -> Result<PathBuf, Failure> {
    let handler = &function.manifest.handler;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--bin", handler, "--message-format", "json-render-diagnostics"])
        .current_dir(&function.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if let Some(name) = &profile.name {
        command.args(["--profile", name]);
    }
    let mut child = command.spawn().map_err(|error| {
        Failure::new(Exit::Failed, format!("cargo can't be started: {error}"))
            .with_hint("https://rustup.rs installs it")
    })?;
    let executable = match child.stdout.take() {
        Some(output) => executable_in(BufReader::new(output), handler)?,
        None => None,
    };
    let status = child.wait()?;
    if !status.success() {
        let message = format!("{}: the binary `{handler}` was not built ({status})", function.file);
        return Err(Failure::new(Exit::Failed, message));
    }
    executable.ok_or_else(|| no_such_binary(function, &function.folder))
}

fn executable_in(output: impl BufRead, handler: &str) -> Result<Option<PathBuf>, Failure> {
    let mut executable = None;
    for line in output.lines() {
        let Ok(message) = serde_json::from_str::<Message>(&line?) else { continue };
        let is_it = message.reason == "compiler-artifact"
            && message
                .target
                .is_some_and(|target| target.name == handler && target.kind.iter().any(|kind| kind == "bin"));
        if is_it && message.executable.is_some() {
            executable = message.executable;
        }
    }
    Ok(executable)
}

fn no_such_binary(function: &Found, folder: &Path) -> Failure {
    let handler = &function.manifest.handler;
    let message = format!("{}: cargo built no binary `{handler}` in {}", function.file, folder.display());
    Failure::new(Exit::NotFound, message).with_hint("`handler` names a binary of the package in that folder")
}

#[cfg(test)]
mod tests {
    use super::executable_in;

    #[test]
    fn the_executable_is_the_binarys_and_not_a_librarys_of_the_same_name() {
        let output = r#"{"reason":"compiler-artifact","target":{"name":"a","kind":["lib"]},"executable":null}
not json
{"reason":"compiler-artifact","target":{"name":"a","kind":["bin"]},"executable":"/t/a"}
{"reason":"compiler-artifact","target":{"name":"b","kind":["bin"]},"executable":"/t/b"}
{"reason":"build-finished","success":true}"#;
        let found = executable_in(output.as_bytes(), "a").unwrap();
        assert_eq!(found.unwrap().to_str(), Some("/t/a"));
        assert_eq!(executable_in(output.as_bytes(), "c").unwrap(), None);
    }
}
