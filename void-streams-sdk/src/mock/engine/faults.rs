//! [`Faults`]: puts that a test lets fail.

use std::collections::BTreeMap;

use super::{Engine, Problem};

/// How a put fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// As if the shard's throughput was used up.
    Throttled,
    /// Within the service.
    Internal,
}

/// How many of the next puts fail: any, and those of a partition key.
#[derive(Debug, Default)]
pub(super) struct Faults {
    any: u64,
    internally: u64,
    by_key: BTreeMap<String, u64>,
}

impl Faults {
    /// How the next put fails, which has this partition key, if it does.
    pub(super) fn take(&mut self, partition_key: &str) -> Option<Fault> {
        if let Some(left) = self.by_key.get_mut(partition_key) {
            *left -= 1;
            if *left == 0 {
                self.by_key.remove(partition_key);
            }
            return Some(Fault::Throttled);
        }
        let left = [(&mut self.any, Fault::Throttled), (&mut self.internally, Fault::Internal)];
        let (left, fault) = left.into_iter().find(|(left, _)| **left > 0)?;
        *left -= 1;
        Some(fault)
    }
}

impl Engine {
    /// Lets the next `count` records that are put into a stream fail as if their shard's throughput was used up: of one
    /// partition key, or any. It takes the place of what was said before of the same.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn fail_next_puts(
        &mut self,
        name: &str,
        partition_key: Option<&str>,
        count: u64,
    ) -> Result<(), Problem> {
        let faults = &mut self.stream_mut(name)?.faults;
        match partition_key {
            None => faults.any = count,
            Some(key) if count == 0 => drop(faults.by_key.remove(key)),
            Some(key) => drop(faults.by_key.insert(key.to_owned(), count)),
        }
        Ok(())
    }

    /// Lets the next `count` records that are put into a stream fail with `InternalFailure`, after those that fail in other
    /// ways. It takes the place of what was said before of the same.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn fail_next_puts_internally(&mut self, name: &str, count: u64) -> Result<(), Problem> {
        self.stream_mut(name)?.faults.internally = count;
        Ok(())
    }
}
