//! How much memory a process takes. Linux tells in `/proc`; elsewhere nothing is known, and no limit is kept.

/// The resident memory of a process, in KB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) resident_kb: u64,
    pub(super) peak_kb: u64,
}

/// What the process takes now; `None` where that is not known.
pub(super) fn of(pid: u32) -> Option<Usage> {
    parse(&std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

fn parse(status: &str) -> Option<Usage> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    };
    Some(Usage { resident_kb: field("VmRSS:")?, peak_kb: field("VmHWM:")? })
}

#[cfg(test)]
mod tests {
    use super::{Usage, parse};

    #[test]
    fn reads_what_linux_writes() {
        let status = "Name:\tcreate-order\nVmPeak:\t   90000 kB\nVmHWM:\t    6120 kB\nVmRSS:\t    5980 kB\n";
        assert_eq!(parse(status), Some(Usage { resident_kb: 5980, peak_kb: 6120 }));
    }

    #[test]
    fn a_process_that_has_ended_takes_none() {
        assert_eq!(parse("Name:\tcreate-order\nState:\tZ (zombie)\n"), None);
    }
}
