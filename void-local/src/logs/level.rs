//! [`LogLevel`].

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How grave a line is, the least grave first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LogLevel {
    /// `TRACE`.
    Trace,
    /// `DEBUG`.
    Debug,
    /// `INFO`: also what a line is that does not say.
    #[default]
    Info,
    /// `WARN`.
    Warn,
    /// `ERROR`; `FATAL` counts as one.
    Error,
}

impl FromStr for LogLevel {
    type Err = String;

    /// In any case: `warn`, `WARNING`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "trace" => Ok(Self::Trace),
            "debug" => Ok(Self::Debug),
            "info" => Ok(Self::Info),
            "warn" | "warning" => Ok(Self::Warn),
            "error" | "fatal" => Ok(Self::Error),
            _ => Err(format!("`{text}` is not a level: trace, debug, info, warn, error")),
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Trace => "TRACE",
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        })
    }
}
