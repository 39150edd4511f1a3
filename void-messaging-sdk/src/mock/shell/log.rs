//! [`Log`]: changes as the records of a log.

use std::sync::Arc;

use serde::Serialize;
use void_core::ChangeLog;

use super::super::engine::Change;

/// What a record begins with: the version of what follows.
pub(in crate::mock) const VERSION: u8 = 1;

/// Writes what operations change: one record an operation.
#[derive(Debug)]
pub(in crate::mock) struct Log {
    changes: Arc<dyn ChangeLog>,
    record: Vec<u8>,
}

impl Log {
    pub(in crate::mock) const fn new(changes: Arc<dyn ChangeLog>) -> Self {
        Self { changes, record: Vec::new() }
    }

    pub(super) const fn changes(&self) -> &Arc<dyn ChangeLog> {
        &self.changes
    }

    /// Appends a record, unless nothing changed.
    pub(super) fn write(&mut self, changes: Vec<Change>) -> Option<u64> {
        if changes.is_empty() {
            return None;
        }
        self.record.clear();
        encode(&changes, &mut self.record);
        Some(self.changes.append(&self.record))
    }
}

/// Writes changes behind what is in `record`.
pub(in crate::mock) fn encode(changes: &[Change], record: &mut Vec<u8>) {
    record.push(VERSION);
    let mut serializer = postcard::Serializer { output: Output(record) };
    for change in changes {
        change
            .serialize(&mut serializer)
            .expect("a change has lists of known length only, and memory takes any");
    }
}

/// Appends to a vector.
struct Output<'a>(&'a mut Vec<u8>);

impl postcard::ser_flavors::Flavor for Output<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}
