//! [`FunctionSettings`]: what takes the place of a file's settings until the function is deployed again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    environment::{Variable, is_variable_name},
    error::Place,
    function::{FunctionManifest, MEMORY_MB, TIMEOUTS},
    template::Template,
    units,
};

/// What takes the place of a `void.yaml`'s settings, written as it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FunctionSettings {
    /// `timeout`: `30s`.
    pub timeout: Option<String>,
    /// `memory`: `256MB`.
    pub memory: Option<String>,
    /// Variables of `environment`, by name. Values may have placeholders.
    pub environment: BTreeMap<String, String>,
}

impl FunctionSettings {
    /// Whether a file's settings are left as they are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes over what `later` says.
    pub(crate) fn add(&mut self, later: Self) {
        self.timeout = later.timeout.or(self.timeout.take());
        self.memory = later.memory.or(self.memory.take());
        self.environment.extend(later.environment);
    }

    /// The function with these settings in place of its file's. Variables that the file does not have come last.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the first that is.
    pub(crate) fn apply_to(&self, mut manifest: FunctionManifest) -> Result<FunctionManifest, String> {
        if let Some(timeout) = &self.timeout {
            manifest.timeout = within(&TIMEOUTS, units::duration(timeout)?)
                .ok_or_else(|| format!("the time-out is 1s to 15m, not {timeout}"))?;
        }
        if let Some(memory) = &self.memory {
            manifest.memory_mb = within(&MEMORY_MB, units::megabytes(memory)?)
                .ok_or_else(|| format!("the memory is 128MB to 10240MB, not {memory}"))?;
        }
        for (name, value) in &self.environment {
            if !is_variable_name(name) {
                return Err(format!(
                    "`{name}` is not a variable's name: letters, digits and `_`, no digit first"
                ));
            }
            let value = Template::parse(value).map_err(|message| format!("`{name}`: {message}"))?;
            match manifest.environment.iter_mut().find(|variable| variable.name == *name) {
                Some(variable) => variable.value = value,
                None => {
                    manifest.environment.push(Variable { name: name.clone(), value, place: Place::START });
                }
            }
        }
        Ok(manifest)
    }
}

fn within<T: PartialOrd>(range: &std::ops::RangeInclusive<T>, value: T) -> Option<T> {
    range.contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const FILE: &str =
        "name: a\nruntime: provided\nhandler: a\ntimeout: 5s\nenvironment: {MODE: plain, KEPT: '1'}\n";

    fn settings(timeout: &str, memory: &str, environment: &[(&str, &str)]) -> FunctionSettings {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let variables = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        FunctionSettings { timeout: text(timeout), memory: text(memory), environment: variables.collect() }
    }

    #[test]
    fn what_is_set_later_comes_before_what_was_set_and_that_before_the_file() {
        let manifest = FunctionManifest::parse("void.yaml", FILE).unwrap();
        let mut set = settings("", "256MB", &[("MODE", "one"), ("NEW", "${VOID_QUEUE_A_URL}")]);
        set.add(settings("1m", "", &[("MODE", "two")]));
        let set = set.apply_to(manifest).unwrap();
        assert_eq!((set.timeout, set.memory_mb), (Duration::from_secs(60), 256));
        let variables: Vec<_> = set
            .environment
            .iter()
            .map(|variable| {
                (variable.name.as_str(), variable.value.resolve(|name| Ok::<_, ()>(name.to_owned())))
            })
            .map(|(name, value)| format!("{name}={}", value.unwrap()))
            .collect();
        assert_eq!(variables, ["MODE=two", "KEPT=1", "NEW=VOID_QUEUE_A_URL"]);
    }

    #[test]
    fn what_a_file_may_not_say_can_not_be_set() {
        for (wrong, message) in [
            (settings("16m", "", &[]), "1s to 15m"),
            (settings("30", "", &[]), "no unit"),
            (settings("", "64MB", &[]), "128MB to 10240MB"),
            (settings("", "", &[("1A", "")]), "not a variable's name"),
            (settings("", "", &[("A", "${B")]), "no closing"),
        ] {
            let manifest = FunctionManifest::parse("void.yaml", FILE).unwrap();
            let said = wrong.apply_to(manifest).unwrap_err();
            assert!(said.contains(message), "{said}");
        }
    }
}
