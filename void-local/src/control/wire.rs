//! What the control API takes and answers, as JSON.

use std::path::PathBuf;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use void_function_sdk::{ErrorReport, InvocationError};

/// How the cloud is, and where it is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Health {
    /// The version of this crate.
    pub version: String,
    /// Where queues, streams and buckets are.
    pub services_url: String,
    /// Where functions' HTTP routes are.
    pub gateway_url: String,
    /// The process that it runs in.
    pub pid: u32,
    /// When it was started, in milliseconds since 1970.
    pub started_at: u64,
    /// How many functions, queues, streams and buckets there are.
    pub counts: ResourceCounts,
}

/// How many there are of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResourceCounts {
    /// Functions.
    pub functions: usize,
    /// Queues.
    pub queues: usize,
    /// Streams.
    pub streams: usize,
    /// Buckets.
    pub buckets: usize,
}

/// A function to deploy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionSource {
    /// The name of its `void.yaml`, for messages.
    pub file: String,
    /// What is in it.
    pub manifest: String,
    /// The executable, on the cloud's machine.
    pub executable: PathBuf,
    /// Where its processes are started.
    pub directory: PathBuf,
}

/// Functions to deploy, all or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeployRequest {
    /// The functions.
    pub functions: Vec<FunctionSource>,
    /// Only says what it would do.
    #[serde(default)]
    pub dry_run: bool,
}

/// What was done, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeployResponse {
    /// One for each function, in their order.
    pub functions: Vec<FunctionChange>,
}

/// What a deployment does to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// It is new.
    Create,
    /// Its file or its executable has changed.
    Change,
    /// It is as it was.
    Unchanged,
}

/// What a deployment does to a function, and what it makes for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FunctionChange {
    /// Its name.
    pub name: String,
    /// What is done to it.
    pub action: Action,
    /// Queues that are made.
    pub queues: Vec<String>,
    /// Streams that are made.
    pub streams: Vec<String>,
    /// Buckets that are made.
    pub buckets: Vec<String>,
    /// Its HTTP routes: `POST /orders`.
    pub routes: Vec<String>,
    /// What it may do, by resource: `queue order-events-queue: receive, delete`.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// What works but is likely not meant so.
    pub warnings: Vec<String>,
}

/// A function that is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FunctionDescription {
    /// Its name.
    pub name: String,
    /// `rust` or `provided`.
    pub runtime: String,
    /// The binary.
    pub handler: String,
    /// In MB.
    pub memory_mb: u32,
    /// In seconds.
    pub timeout_seconds: f64,
    /// What brings events to it: `POST /orders`, `queue order-events-queue`.
    pub events: Vec<String>,
    /// What it may do, by resource: `queue order-events-queue: receive, delete`.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Its environment, resolved.
    pub environment: Vec<(String, String)>,
    /// How many times it was deployed.
    pub version: u64,
    /// When that was last, in milliseconds since 1970.
    pub deployed_at: u64,
    /// Processes that wait for an invocation.
    pub idle_processes: usize,
    /// Invocations that run.
    pub running: usize,
}

/// A function that was set otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Configured {
    /// As it is now.
    pub function: FunctionDescription,
    /// What works but is likely not meant so.
    pub warnings: Vec<String>,
}

/// What came of an invocation: a reply or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Invoked {
    /// The reply: JSON as it is, anything else as a text.
    Reply(serde_json::Value),
    /// The error.
    Error(ErrorReport),
}

impl Invoked {
    pub(super) fn of(answer: Result<Bytes, InvocationError>) -> Self {
        match answer {
            Ok(reply) => {
                Self::Reply(serde_json::from_slice(&reply).unwrap_or_else(|_| {
                    serde_json::Value::String(String::from_utf8_lossy(&reply).into_owned())
                }))
            }
            Err(error) => Self::Error(error.report().clone()),
        }
    }
}

/// How many dead letters were sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Redriven {
    /// Messages.
    pub moved: usize,
}

/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Refusal {
    /// For a program: `NoSuchFunction`, `InvalidManifest`.
    pub code: String,
    /// For a person.
    pub message: String,
}
