//! [`Environment`]: the variables and files that a configuration is read from, as a value, so that a test has its own.

use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

type Variables = dyn Fn(&str) -> Option<String> + Send + Sync;

/// The variables and files that a configuration is read from.
///
/// ```
/// use void_core::config::{Config, Environment};
///
/// let environment = Environment::from_vars([("VOID_REGION", "eu-central-1")]);
/// let config = Config::from_environment(&environment)?;
/// assert_eq!(config.region(), Some("eu-central-1"));
/// # Ok::<(), void_core::config::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct Environment {
    variables: Arc<Variables>,
    files: BTreeMap<PathBuf, String>,
}

impl Environment {
    /// The process's own variables, read when they are asked for.
    #[must_use]
    pub fn process() -> Self {
        Self::from_fn(|name| std::env::var(name).ok())
    }

    /// These variables and no others. Without `HOME` among them, no file is read that none of them names.
    pub fn from_vars<Name, Value>(variables: impl IntoIterator<Item = (Name, Value)>) -> Self
    where
        Name: Into<String>,
        Value: Into<String>,
    {
        let variables: BTreeMap<String, String> =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self::from_fn(move |name| variables.get(name).cloned())
    }

    /// What `variable` gives for a name.
    pub fn from_fn(variable: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { variables: Arc::new(variable), files: BTreeMap::new() }
    }

    /// Puts a file of this `content` at `path`, in front of what is on the disk.
    #[must_use]
    pub fn with_file(mut self, path: impl Into<PathBuf>, content: impl Into<String>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }

    /// The value of the variable `name`, without the blanks around it; `None` where it is not set or blank.
    #[must_use]
    pub fn var(&self, name: &str) -> Option<String> {
        let value = (self.variables)(name)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The value of `VOID_…`, else of `AWS_…`, and which of the two it was.
    pub(crate) fn setting(&self, suffix: &str) -> Option<(String, String)> {
        ["VOID_", "AWS_"].into_iter().find_map(|family| {
            let name = format!("{family}{suffix}");
            self.var(&name).map(|value| (value, name))
        })
    }

    /// What is in the file at `path`; `None` where there is none.
    pub(crate) fn read(&self, path: &Path) -> io::Result<Option<String>> {
        if let Some(content) = self.files.get(path) {
            return Ok(Some(content.clone()));
        }
        match std::fs::read_to_string(path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The path that `text` names, `~` being the home directory; `None` where that is not known.
    pub(crate) fn path(&self, text: &str) -> Option<PathBuf> {
        match text.strip_prefix("~/") {
            None => Some(PathBuf::from(text)),
            Some(rest) => {
                let home = self.var("HOME").or_else(|| self.var("USERPROFILE"))?;
                Some(PathBuf::from(home).join(rest))
            }
        }
    }
}

impl fmt::Debug for Environment {
    /// Variables hold secrets, so none is shown.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Environment").finish_non_exhaustive()
    }
}
