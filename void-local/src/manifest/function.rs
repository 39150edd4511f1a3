//! [`FunctionManifest`]: one function's `void.yaml`.

use std::{fmt, ops::RangeInclusive, time::Duration};

use super::{
    environment::{Variable, read_environment},
    error::{ManifestError, Problem},
    event::{EventSource, read_events},
    fields::{Fields, duration, megabytes, scalar},
    nearest::nearest,
    tree::Node,
};

/// The file's name where the caller gives none.
const DEFAULT_FILE: &str = "void.yaml";
/// What `timeout` may be.
pub(super) const TIMEOUTS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(900);
/// What `memory` may be, in MB.
pub(super) const MEMORY_MB: RangeInclusive<u32> = 128..=10_240;
const KEYS: [&str; 7] = ["name", "runtime", "handler", "memory", "timeout", "environment", "events"];

/// What runs the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Runtime {
    /// `rust`: the Cargo binary that `handler` names.
    Rust,
    /// `provided`: the executable that `handler` names, whatever it was built with.
    Provided,
}

impl fmt::Display for Runtime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Rust => "rust",
            Self::Provided => "provided",
        })
    }
}

/// A function as its `void.yaml` describes it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FunctionManifest {
    /// The file's name, as it was given to [`FunctionManifest::parse`].
    pub file: String,
    /// `name`: 1 to 64 letters, digits, `-` and `_`.
    pub name: String,
    /// `runtime`.
    pub runtime: Runtime,
    /// `handler`: the Cargo binary (`rust`) or the executable (`provided`).
    pub handler: String,
    /// `memory` in MB, 128 to 10,240. Default 128.
    pub memory_mb: u32,
    /// `timeout`, 1 s to 15 min. Default 30 s.
    pub timeout: Duration,
    /// `environment`, in the order of the file.
    pub environment: Vec<Variable>,
    /// `events`, in the order of the file.
    pub events: Vec<EventSource>,
}

impl FunctionManifest {
    /// Reads a `void.yaml`; `file` is its name in error messages.
    ///
    /// # Errors
    ///
    /// [`ManifestError`] with everything that is wrong, each with its place and the nearest valid name.
    pub fn parse(file: &str, text: &str) -> Result<Self, ManifestError> {
        let mut problems = Vec::new();
        let manifest = Node::parse(text)
            .map_err(|problem| problems.push(problem))
            .ok()
            .and_then(|root| read(file, &root, &mut problems));
        match manifest {
            Some(manifest) if problems.is_empty() => Ok(manifest),
            _ => Err(ManifestError::new(file, problems)),
        }
    }
}

impl TryFrom<&str> for FunctionManifest {
    type Error = ManifestError;

    /// Reads the text of a file that goes by the name of `void.yaml` in error messages.
    fn try_from(text: &str) -> Result<Self, ManifestError> {
        Self::parse(DEFAULT_FILE, text)
    }
}

fn read(file: &str, root: &Node, problems: &mut Vec<Problem>) -> Option<FunctionManifest> {
    let fields = Fields::of(root, "void.yaml", &KEYS, problems)?;
    let name = fields.required("name", problems, read_name);
    let runtime = fields.required("runtime", problems, read_runtime);
    let handler = fields.required("handler", problems, read_handler);
    let memory_mb = fields.optional("memory", problems, |node| megabytes(node, MEMORY_MB));
    let timeout = fields.optional("timeout", problems, |node| duration(node, TIMEOUTS));
    let environment = fields.get("environment").map(|node| read_environment(node, problems));
    let events = fields.get("events").map(|node| read_events(node, problems));
    Some(FunctionManifest {
        file: file.to_owned(),
        name: name?,
        runtime: runtime?,
        handler: handler?,
        memory_mb: memory_mb.unwrap_or(128),
        timeout: timeout.unwrap_or(Duration::from_secs(30)),
        environment: environment.unwrap_or_default(),
        events: events.unwrap_or_default(),
    })
}

fn read_name(node: &Node) -> Result<String, Problem> {
    let name = scalar(node)?;
    let valid = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if (1..=64).contains(&name.len()) && name.chars().all(valid) {
        return Ok(name.to_owned());
    }
    let message = format!("`{name}` is not a function's name: 1 to 64 letters, digits, `-` and `_`");
    Err(Problem::new(node.place, message))
}

fn read_runtime(node: &Node) -> Result<Runtime, Problem> {
    match scalar(node)? {
        "rust" => Ok(Runtime::Rust),
        "provided" => Ok(Runtime::Provided),
        other => {
            let message =
                format!("runtime `{other}` is not offered here; this SDK runs `rust` and `provided`");
            Err(Problem::new(node.place, message).with_suggestion(nearest(other, ["rust", "provided"])))
        }
    }
}

fn read_handler(node: &Node) -> Result<String, Problem> {
    match scalar(node)?.trim() {
        "" => Err(Problem::new(node.place, "the name of the binary is empty")),
        handler => Ok(handler.to_owned()),
    }
}
