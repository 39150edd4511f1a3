//! The files of a new function.

use std::path::{Path, PathBuf};

use void_local::FunctionManifest;

use super::{name::Name, trigger::Trigger};
use crate::failure::Failure;

const CARGO: &str = include_str!("../../../templates/Cargo.toml.template");
const MANIFEST: &str = include_str!("../../../templates/void.yaml.template");
const MAIN: &str = include_str!("../../../templates/main.rs.template");
/// The root of a workspace of functions.
pub(super) const WORKSPACE: &str = include_str!("../../../templates/workspace.toml.template");

/// A function to be written.
#[derive(Debug)]
pub(super) struct Scaffold {
    pub(super) name: Name,
    pub(super) trigger: Trigger,
    /// Where the SDK's source is; else the crates of this version are used.
    pub(super) sdk: Option<PathBuf>,
    /// Whether its package is a workspace of its own.
    pub(super) is_own_workspace: bool,
}

impl Scaffold {
    /// Its files, by their paths in its folder.
    pub(super) fn files(&self) -> Result<Vec<(&'static str, String)>, Failure> {
        let templates = self.trigger.templates();
        let manifest = self.filled(MANIFEST);
        FunctionManifest::parse("void.yaml", &manifest).map_err(|error| Failure::usage(error.to_string()))?;
        Ok(vec![
            ("void.yaml", manifest),
            ("Cargo.toml", self.filled(CARGO)),
            ("src/main.rs", self.filled(MAIN)),
            ("src/lib.rs", self.filled(templates.library)),
            ("tests/handler.rs", self.filled(templates.test)),
        ])
    }

    fn filled(&self, template: &str) -> String {
        let (method, path) = self.trigger.route();
        let tested = if method == "ANY" { "POST" } else { method };
        let workspace = if self.is_own_workspace { "\n[workspace]\n" } else { "" };
        let text = template
            .replace("{{name}}", self.name.as_str())
            .replace("{{crate}}", &self.name.library())
            .replace("{{Type}}", &self.name.handler())
            .replace("{{into_handler}}", self.trigger.conversion())
            .replace("{{sdk}}", &dependency("void-function-sdk", self.sdk.as_deref()))
            .replace("{{workspace}}", workspace)
            .replace("{{events}}", &self.trigger.events(self.name.as_str()))
            .replace("{{resource}}", self.trigger.resource())
            .replace("{{METHOD}}", tested)
            .replace("{{method}}", method)
            .replace("{{path}}", path);
        format!("{}\n", text.trim_end())
    }
}

/// What stands behind `crate_name = ` in a `Cargo.toml`.
fn dependency(crate_name: &str, sdk: Option<&Path>) -> String {
    match sdk {
        Some(folder) => {
            // A string of JSON is one of TOML.
            let path = serde_json::Value::from(folder.join(crate_name).display().to_string());
            format!("{{ path = {path} }}")
        }
        None => format!("\"{}\"", env!("CARGO_PKG_VERSION")),
    }
}
