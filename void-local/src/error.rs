//! [`Error`]: what can go wrong in the cloud itself. What a function does wrong is an answer, an entry, a dead letter.

use std::{convert::Infallible, fmt, time::Duration};

use void_function_sdk::HandlerError;

use crate::manifest::ManifestError;

/// What went wrong. One word wide.
#[derive(thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<ErrorKind>);

/// Why.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A `void.yaml` is wrong, or does not fit what is there. Nothing was deployed.
    #[error(transparent)]
    Manifest(ManifestError),
    /// A function's handler could not be made. Nothing was deployed.
    #[error("the function {function} could not be set up: {error}")]
    Init {
        /// The function.
        function: String,
        /// What its constructor said; it is part of this message.
        error: HandlerError,
    },
    /// The queue service refused something.
    #[error("the queue {queue}: {message}")]
    Queue {
        /// The queue.
        queue: String,
        /// What the service said.
        message: String,
    },
    /// The storage service refused something.
    #[error("the bucket {bucket}: {message}")]
    Bucket {
        /// The bucket.
        bucket: String,
        /// What the service said.
        message: String,
    },
    /// A function's executable is not there, or can't be read. Nothing was deployed.
    #[error("the function {function}: the executable {executable} can't be used: {message}")]
    Executable {
        /// The function.
        function: String,
        /// The path.
        executable: String,
        /// What the system said.
        message: String,
    },
    /// A function can't have these settings. Nothing has changed.
    #[error("the function {function}: {message}")]
    Settings {
        /// The function.
        function: String,
        /// What is wrong.
        message: String,
    },
    /// No function has this name.
    #[error("there is no function {name}{}", suggested(suggestion.as_deref()))]
    NoSuchFunction {
        /// The name.
        name: String,
        /// The nearest name of a function.
        suggestion: Option<String>,
    },
    /// What was done can't be made to last: the disk is full or broken.
    #[error("it is done, but does not last: {0}")]
    NotKept(String),
    /// No HTTP client can send this request.
    #[error("the request can't be sent: {0}")]
    InvalidRequest(String),
    /// The system did not come to rest.
    #[error(transparent)]
    Unsettled(Unsettled),
}

fn suggested(suggestion: Option<&str>) -> String {
    suggestion.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

impl Error {
    /// Why.
    #[must_use]
    pub const fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl From<ManifestError> for Error {
    fn from(error: ManifestError) -> Self {
        ErrorKind::Manifest(error).into()
    }
}

impl From<Unsettled> for Error {
    fn from(unsettled: Unsettled) -> Self {
        ErrorKind::Unsettled(unsettled).into()
    }
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// A system that did not come to rest: a message that is tried for ever, or functions that set each other off without end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unsettled {
    /// How long it went on, by the cloud's clock.
    pub elapsed: Duration,
    /// How many invocations there were.
    pub invocations: u64,
    /// What is still waiting, the soonest first.
    pub waiting: Vec<Waiting>,
    /// The functions that were invoked and how often, the busiest first.
    pub busiest: Vec<(String, u64)>,
}

/// Messages or records that wait for a function.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// Where: `the queue orders`, `the stream clicks`.
    pub source: String,
    /// The function.
    pub function: String,
    /// In how long the next of them is due.
    pub due_in: Duration,
}

impl fmt::Display for Unsettled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs_f64();
        write!(formatter, "not settled after {seconds} s and {} invocations", self.invocations)?;
        for Waiting { source, function, due_in } in &self.waiting {
            let seconds = due_in.as_secs_f64();
            write!(formatter, "; {source} has something for {function}, due in {seconds} s")?;
        }
        for (function, invocations) in &self.busiest {
            write!(formatter, "; {function} was invoked {invocations} times")?;
        }
        Ok(())
    }
}

impl std::error::Error for Unsettled {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_it_in_one_line() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        let error = Error::from(ErrorKind::NoSuchFunction {
            name: "creat-order".to_owned(),
            suggestion: Some("create-order".to_owned()),
        });
        assert_eq!(error.to_string(), "there is no function creat-order; did you mean `create-order`?");
        let unsettled = Unsettled {
            elapsed: Duration::from_millis(86_400_500),
            invocations: 7,
            waiting: vec![Waiting {
                source: "the queue q".to_owned(),
                function: "f".to_owned(),
                due_in: Duration::from_secs(60),
            }],
            busiest: vec![("f".to_owned(), 7)],
        };
        assert_eq!(
            Error::from(unsettled).to_string(),
            "not settled after 86400.5 s and 7 invocations; the queue q has something for f, due in 60 s; f was invoked 7 times"
        );
    }
}
