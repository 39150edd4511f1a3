//! The profile that is in force, out of both files.

use std::path::PathBuf;

use super::parse::{Sections, Settings, parse};
use crate::config::{ConfigError, Environment};

/// Both files as they were read.
#[derive(Debug)]
pub(in crate::config) struct SharedFiles {
    config: File,
    credentials: File,
}

#[derive(Debug)]
struct File {
    /// `None` where there is no home directory to look in.
    path: Option<PathBuf>,
    sections: Sections,
}

/// One profile's settings.
#[derive(Clone)]
pub(in crate::config) struct Profile {
    pub(in crate::config) name: String,
    /// Where it was looked for.
    pub(in crate::config) origin: String,
    settings: Settings,
    services: Settings,
}

impl SharedFiles {
    /// Reads the files that `environment` names, else those in the home directory. A file that is not there is an empty one.
    pub(in crate::config) fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            config: File::read(environment, "CONFIG_FILE", "~/.aws/config")?,
            credentials: File::read(environment, "SHARED_CREDENTIALS_FILE", "~/.aws/credentials")?,
        })
    }

    /// The profile in force: what `VOID_PROFILE` or `AWS_PROFILE` names, which must exist then, else `default`.
    pub(in crate::config) fn profile(&self, environment: &Environment) -> Result<Profile, ConfigError> {
        let asked = environment.setting("PROFILE");
        let name = asked.as_ref().map_or("default", |(name, _)| name);
        let origin = [&self.config, &self.credentials]
            .into_iter()
            .filter_map(|file| file.path.as_ref().map(|path| path.display().to_string()))
            .collect::<Vec<_>>()
            .join(" and ");

        // Only `default` may go without the word in front in the config file, and then only where no section has it.
        let with_word = self.config.sections_of(&format!("profile {name}"));
        let in_config =
            with_word.or_else(|| (name == "default").then(|| self.config.sections_of(name)).flatten());
        let found = match (in_config, self.credentials.sections_of(name)) {
            (Some(config), Some(credentials)) => Some(config.into_iter().chain(credentials).collect()),
            (config, credentials) => config.or(credentials),
        };
        if let (None, Some((name, variable))) = (&found, &asked) {
            return Err(ConfigError::new(format!(
                "{variable} asks for the profile {name:?}, which is not in {}",
                if origin.is_empty() {
                    "any file: no file is named, and there is no home directory"
                } else {
                    &origin
                },
            )));
        }
        let settings: Settings = found.unwrap_or_default();
        let services = settings
            .get("services")
            .and_then(|name| self.config.sections_of(&format!("services {name}")))
            .unwrap_or_default();
        Ok(Profile { name: name.to_owned(), origin, settings, services })
    }
}

impl File {
    fn read(environment: &Environment, variable: &str, default: &str) -> Result<Self, ConfigError> {
        let named = environment.setting(variable);
        let text = named.as_ref().map_or(default, |(path, _)| path);
        let Some(path) = environment.path(text) else { return Ok(Self { path: None, sections: Vec::new() }) };
        let content = environment
            .read(&path)
            .map_err(|error| ConfigError::new(format!("{} can't be read: {error}", path.display())))?;
        let sections = parse(content.as_deref().unwrap_or_default())
            .map_err(|error| ConfigError::new(format!("{}, {error}", path.display())))?;
        Ok(Self { path: Some(path), sections })
    }

    /// The settings of all the sections with this heading; `None` where there is none.
    fn sections_of(&self, heading: &str) -> Option<Settings> {
        self.sections
            .iter()
            .filter(|(name, _)| name == heading)
            .map(|(_, settings)| settings.clone())
            .reduce(|merged, later| merged.into_iter().chain(later).collect())
    }
}

impl Profile {
    /// The value of a setting that is not blank.
    pub(in crate::config) fn get(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// As [`get`](Self::get), with where it was found.
    pub(in crate::config) fn setting(&self, name: &str) -> Option<(String, String)> {
        self.get(name).map(|value| (value.to_owned(), format!("`{name}` in the profile {:?}", self.name)))
    }

    /// The endpoint of `service` in the profile's `services` section.
    pub(in crate::config) fn service_endpoint(&self, service: &str) -> Option<(String, String)> {
        let url = self.services.get(&format!("{service}.endpoint_url")).filter(|url| !url.is_empty())?;
        Some((
            url.clone(),
            format!("`endpoint_url` of {service} in the services of the profile {:?}", self.name),
        ))
    }
}

impl std::fmt::Debug for Profile {
    /// A profile holds secrets, so no setting is shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Profile").field("name", &self.name).finish_non_exhaustive()
    }
}
