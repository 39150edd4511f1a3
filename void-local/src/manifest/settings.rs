//! [`FunctionSettings`]: what takes the place of a file's settings until the function is deployed again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    environment::{Variable, is_variable_name},
    error::Place,
    function::{FunctionManifest, MEMORY_MB, TIMEOUTS},
    nearest::nearest,
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
    /// Variables that the function is not to have.
    pub unset: BTreeSet<String>,
}

impl FunctionSettings {
    /// Whether a file's settings are left as they are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks that what is unset here is a variable of the function as it runs.
    ///
    /// # Errors
    ///
    /// Says which is none, and what may have been meant.
    pub(crate) fn check_unset(&self, runs: &FunctionManifest) -> Result<(), String> {
        let has = |name: &String| runs.environment.iter().any(|variable| variable.name == *name);
        let Some(name) = self.unset.iter().find(|name| !has(name)) else { return Ok(()) };
        let there_are = runs.environment.iter().map(|variable| variable.name.as_str());
        let meant = nearest(name, there_are).map(|meant| format!("; did you mean `{meant}`?"));
        Err(format!("it has no variable `{name}`{}", meant.unwrap_or_default()))
    }

    /// Takes over what `later` says. What it both sets and unsets is set.
    pub(crate) fn add(&mut self, later: Self) {
        self.timeout = later.timeout.or(self.timeout.take());
        self.memory = later.memory.or(self.memory.take());
        self.environment.retain(|name, _| !later.unset.contains(name));
        self.unset.extend(later.unset);
        self.environment.extend(later.environment);
        self.unset.retain(|name| !self.environment.contains_key(name));
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
        manifest.environment.retain(|variable| !self.unset.contains(&variable.name));
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
        FunctionSettings {
            timeout: text(timeout),
            memory: text(memory),
            environment: variables.collect(),
            unset: BTreeSet::new(),
        }
    }

    fn unset(names: &[&str]) -> FunctionSettings {
        let unset = names.iter().map(|name| (*name).to_owned()).collect();
        FunctionSettings { unset, ..FunctionSettings::default() }
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
    fn what_is_unset_is_gone_until_it_is_set_again() {
        let names = |set: &FunctionSettings| {
            let set = set.apply_to(FunctionManifest::parse("void.yaml", FILE).unwrap()).unwrap();
            set.environment.into_iter().map(|variable| variable.name).collect::<Vec<_>>()
        };
        let mut set = settings("", "", &[("NEW", "1")]);
        set.add(unset(&["MODE", "NEW"]));
        assert_eq!(names(&set), ["KEPT"]);
        set.add(settings("", "", &[("MODE", "again")]));
        assert_eq!(names(&set), ["MODE", "KEPT"]);
        assert!(set.unset.contains("NEW") && !set.unset.contains("MODE"));
    }

    #[test]
    fn only_what_is_there_can_be_unset() {
        let manifest = FunctionManifest::parse("void.yaml", FILE).unwrap();
        assert_eq!(unset(&["KEPT", "MODE"]).check_unset(&manifest), Ok(()));
        let said = unset(&["KEPT", "MDOE"]).check_unset(&manifest).unwrap_err();
        assert_eq!(said, "it has no variable `MDOE`; did you mean `MODE`?");
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
