//! [`Faults`]: puts that a test lets fail.

use std::collections::BTreeMap;

use super::{Engine, Problem};

/// How many of the next puts fail: any, and those of a partition key.
#[derive(Debug, Default)]
pub(super) struct Faults {
    any: u64,
    by_key: BTreeMap<String, u64>,
}

impl Faults {
    /// Whether the next put fails, which has this partition key.
    pub(super) fn take(&mut self, partition_key: &str) -> bool {
        if let Some(left) = self.by_key.get_mut(partition_key) {
            *left -= 1;
            if *left == 0 {
                self.by_key.remove(partition_key);
            }
            return true;
        }
        let fails = self.any > 0;
        self.any -= u64::from(fails);
        fails
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
}
