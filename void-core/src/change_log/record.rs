//! Changes as records: the version of what follows, then one change behind the other, as postcard writes them.

use serde::{Serialize, de::DeserializeOwned};

/// Writes changes behind what is in `record`: its version, then each.
///
/// # Panics
///
/// When a change has a sequence of unknown length.
pub fn write_changes<C: Serialize>(version: u8, changes: &[C], record: &mut Vec<u8>) {
    record.push(version);
    let mut serializer = postcard::Serializer { output: Output(record) };
    for change in changes {
        change
            .serialize(&mut serializer)
            .expect("a change has lists of known length only, and memory takes any");
    }
}

/// Records of changes that come piece by piece: one for each piece, until there is none.
pub fn records<C: Serialize>(
    version: u8,
    mut next_piece: impl FnMut() -> Option<Vec<C>>,
) -> impl Iterator<Item = Vec<u8>> {
    std::iter::from_fn(move || {
        let changes = next_piece()?;
        let mut record = Vec::new();
        write_changes(version, &changes, &mut record);
        Some(record)
    })
}

/// Hands the changes in `record` to `each`.
///
/// # Errors
///
/// The record is of another version, or has what is no change; says so. Those before it were handed out.
pub fn read_changes<C: DeserializeOwned>(
    version: u8,
    record: &[u8],
    mut each: impl FnMut(C),
) -> Result<(), String> {
    let (found, mut changes) = record.split_first().ok_or("the record is empty")?;
    if *found != version {
        return Err(format!("the record has version {found}, this program reads version {version}"));
    }
    while !changes.is_empty() {
        let (change, rest) = postcard::take_from_bytes(changes)
            .map_err(|error| format!("the record has a change that can't be read: {error}"))?;
        each(change);
        changes = rest;
    }
    Ok(())
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
