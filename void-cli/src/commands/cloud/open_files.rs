//! [`allow_many`]: how many files the process of a local cloud may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// As many as the connections to all its ports, the functions' pipes and large bodies take together.
const ENOUGH: u64 = 65_536;

/// Raises this process's limit, as far as the system lets it: each connection is an open file, and shells begin with as few as
/// 256.
pub(super) fn allow_many() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if current.is_some_and(|current| current < wanted) {
        // Where it is refused, what there is has to do.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum });
    }
}
