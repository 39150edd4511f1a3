//! [`Exit`]: what the exit code says.

use std::process::ExitCode;

/// How the command ended. The codes are stable, and at the end of `void --help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It did what it was asked to; or nobody reads its output any more (`void … | head`).
    Done = 0,
    /// It failed: the service, a file or a function says why.
    Failed = 1,
    /// It was asked for what can't be: an argument, a name, a setting. clap ends with this one too.
    Usage = 2,
    /// The queue, stream, bucket or object is not there.
    NotFound = 3,
    /// The credentials are not known, or may not do this.
    Refused = 4,
    /// There is no answer from the endpoint.
    Unreachable = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
