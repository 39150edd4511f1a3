//! The command itself: check, write, say what comes next.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use serde::Serialize;

use super::{
    name::{Name, name, route},
    scaffold::{Scaffold, WORKSPACE},
    trigger::Trigger,
    workspace::{self, Workspace},
};
use crate::{
    exit::Exit,
    failure::Failure,
    output::{Console, Show, Style},
};

/// Where functions are, in a project.
const FUNCTIONS: &str = "functions";

/// `void new NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void new create-order --http 'POST /orders'
  void new process-payment --queue order-events-queue
  void new make-thumbnail --storage photos --path services
  void new report")]
pub(crate) struct New {
    /// The function: a letter, then letters, digits, `-` and `_`
    #[arg(value_parser = name)]
    name: Name,
    /// Called by HTTP requests: a method (or ANY) and a path
    #[arg(long, value_name = "METHOD PATH", value_parser = route, group = "trigger")]
    http: Option<(String, String)>,
    /// Called by messages of this queue; what it can't handle goes to a dead-letter queue
    #[arg(long, value_name = "NAME", group = "trigger")]
    queue: Option<String>,
    /// Called by records of this stream
    #[arg(long, value_name = "NAME", group = "trigger")]
    stream: Option<String>,
    /// Called by what is put into this bucket
    #[arg(long, value_name = "BUCKET", group = "trigger")]
    storage: Option<String>,
    /// The folder that the function's folder is made in [default: functions]
    #[arg(long, value_name = "DIR")]
    path: Option<PathBuf>,
    /// Where the SDK's source is, to build against that [default: VOID_SDK_PATH, else the published crates]
    #[arg(long, value_name = "DIR")]
    sdk_path: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Created {
    name: String,
    folder: PathBuf,
    files: Vec<PathBuf>,
    #[serde(skip)]
    deploy: String,
}

impl New {
    pub(crate) fn run(&self, console: &Console) -> Result<(), Failure> {
        let parent = self.path.as_deref().unwrap_or_else(|| Path::new(FUNCTIONS));
        let folder = parent.join(self.name.as_str());
        if folder.exists() {
            let message = format!("there is something at {} already", folder.display());
            return Err(Failure::new(Exit::Failed, message).with_hint("another name, or `--path`"));
        }
        let workspace = workspace::find(&std::path::absolute(parent)?, self.path.is_none());
        let scaffold = Scaffold {
            name: self.name.clone(),
            trigger: self.trigger(),
            sdk: self.sdk()?,
            is_own_workspace: workspace == Workspace::Own,
        };
        let mut files = Vec::new();
        for (path, text) in scaffold.files()? {
            files.push(write(&folder.join(path), &text)?);
        }
        if let Workspace::Made(_) = workspace {
            files.push(write(Path::new("Cargo.toml"), WORKSPACE)?);
        }
        if let Workspace::There(root) = &workspace
            && workspace::is_member(&folder.join("Cargo.toml")) == Some(false)
        {
            console.warn(&format!(
                "Cargo does not take {} yet: add it to `members` of `[workspace]` in {}",
                folder.display(),
                root.display()
            ));
        }
        let deploy = match &self.path {
            Some(_) => format!("void deploy {}", folder.display()),
            None => "void deploy".to_owned(),
        };
        console.show(&Created { name: self.name.as_str().to_owned(), folder, files, deploy })
    }

    fn trigger(&self) -> Trigger {
        match (&self.http, &self.queue, &self.stream, &self.storage) {
            (Some((method, path)), ..) => Trigger::Http { method: method.clone(), path: path.clone() },
            (_, Some(queue), ..) => Trigger::Queue(queue.clone()),
            (_, _, Some(stream), _) => Trigger::Stream(stream.clone()),
            (.., Some(bucket)) => Trigger::Storage(bucket.clone()),
            _ => Trigger::Direct,
        }
    }

    fn sdk(&self) -> Result<Option<PathBuf>, Failure> {
        let set = || std::env::var_os("VOID_SDK_PATH").filter(|path| !path.is_empty()).map(PathBuf::from);
        let Some(folder) = self.sdk_path.clone().or_else(set) else { return Ok(None) };
        let folder = folder.canonicalize().map_err(|error| Failure::file(&folder, &error))?;
        if !folder.join("void-function-sdk/Cargo.toml").is_file() {
            let message =
                format!("{} is not the SDK's source: it has no void-function-sdk", folder.display());
            return Err(Failure::new(Exit::NotFound, message));
        }
        Ok(Some(folder))
    }
}

/// Writes a new file, and the folders that it is in.
fn write(path: &Path, text: &str) -> Result<PathBuf, Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    }
    fs::write(path, text).map_err(|error| Failure::file(path, &error))?;
    Ok(path.to_owned())
}

impl Show for Created {
    fn text(&self, style: Style) -> String {
        let mut lines =
            vec![format!("created function {} in {}", style.bold(&self.name), self.folder.display())];
        lines.extend(self.files.iter().map(|file| format!("  {}", file.display())));
        lines
            .push(format!("`{}` builds it and runs it, `cargo test -p {}` tests it", self.deploy, self.name));
        lines.join("\n")
    }
}
