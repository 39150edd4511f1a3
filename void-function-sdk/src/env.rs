//! [`FunctionEnv`]: what a function's code may know about where it runs.

use std::{collections::BTreeMap, fmt, sync::Arc};

use void_core::{
    Config,
    config::{ConfigError, Environment},
};

/// A variable that the function needs is not set, or is empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {name} is not set")]
pub struct MissingVariable {
    name: String,
}

impl MissingVariable {
    /// The variable's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The variables and the client configuration of one function: the process's own in production, what the local cloud
/// hands to each function in a test. Cheap to clone. `Debug` shows the names of the variables, never their values.
///
/// ```
/// use void_function_sdk::FunctionEnv;
///
/// let env = FunctionEnv::builder().var("TABLE", "orders").build();
/// assert_eq!(env.require("TABLE").unwrap(), "orders");
/// assert_eq!(env.require("REGION").unwrap_err().to_string(), "the environment variable REGION is not set");
/// ```
#[derive(Clone)]
pub struct FunctionEnv {
    variables: Arc<BTreeMap<String, String>>,
    config: Config,
}

impl FunctionEnv {
    /// Starts from no variables and an empty configuration.
    pub fn builder() -> FunctionEnvBuilder {
        FunctionEnvBuilder::default()
    }

    /// Takes the process's variables, and the configuration of clients from them and the shared files, as
    /// [`Config::from_env`] does. A variable whose name or value is not UTF-8 is left out.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where a setting of the clients can't be read.
    pub fn from_process() -> Result<Self, ConfigError> {
        Self::process_variables().configured()
    }

    pub(crate) fn process_variables() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::builder().vars(variables).build()
    }

    /// Takes the configuration of clients from its variables and the shared files.
    pub(crate) fn configured(mut self) -> Result<Self, ConfigError> {
        let variables = Arc::clone(&self.variables);
        let environment = Environment::from_fn(move |name| variables.get(name).cloned());
        self.config = Config::from_environment(&environment)?;
        Ok(self)
    }

    /// The variable `name`; `None` where it is not set or empty.
    #[must_use]
    pub fn var(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The variable `name`, which the function can't do without.
    ///
    /// # Errors
    ///
    /// [`MissingVariable`] where it is not set or empty.
    pub fn require(&self, name: &str) -> Result<&str, MissingVariable> {
        self.var(name).ok_or_else(|| MissingVariable { name: name.to_owned() })
    }

    /// All variables, by name.
    pub fn vars(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The configuration that the function's clients are made with.
    #[must_use]
    pub fn config(&self) -> Config {
        self.config.clone()
    }
}

impl fmt::Debug for FunctionEnv {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FunctionEnv")
            .field("variables", &self.variables.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Makes a [`FunctionEnv`].
#[derive(Default)]
#[must_use = "a builder makes an environment only when `build` is called"]
pub struct FunctionEnvBuilder {
    variables: BTreeMap<String, String>,
    config: Option<Config>,
}

impl FunctionEnvBuilder {
    /// Sets the variable `name`.
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Sets all of `variables`.
    pub fn vars(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        self.variables.extend(variables);
        self
    }

    /// The configuration of the function's clients. Default: an empty one.
    pub fn config(mut self, config: Config) -> Self {
        self.config = Some(config);
        self
    }

    /// Makes the environment.
    #[must_use]
    pub fn build(self) -> FunctionEnv {
        FunctionEnv {
            variables: Arc::new(self.variables),
            config: self.config.unwrap_or_else(|| Config::builder().build()),
        }
    }
}

impl fmt::Debug for FunctionEnvBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FunctionEnvBuilder")
            .field("variables", &self.variables.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_not_set() {
        let env = FunctionEnv::builder().var("EMPTY", "").var("FULL", "x").build();
        assert_eq!((env.var("EMPTY"), env.var("FULL"), env.var("NONE")), (None, Some("x"), None));
        assert_eq!(env.require("EMPTY").unwrap_err().name(), "EMPTY");
        assert_eq!(env.vars().count(), 2);
    }

    #[test]
    fn values_do_not_show() {
        let env = FunctionEnv::builder().var("TOKEN", "secret").build();
        let shown = format!("{env:?}");
        assert!(shown.contains("TOKEN") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn the_processes_own_variables_are_there() {
        assert!(FunctionEnv::from_process().unwrap().var("PATH").is_some());
    }

    #[test]
    fn the_clients_are_configured_by_the_variables() {
        let env = FunctionEnv::builder().var("VOID_REGION", "eu-central-1").build();
        assert_eq!(env.config().region(), None);
        assert_eq!(env.configured().unwrap().config().region(), Some("eu-central-1"));
        let bad = FunctionEnv::builder().var("VOID_MAX_ATTEMPTS", "many").build();
        assert!(bad.configured().is_err());
    }
}
