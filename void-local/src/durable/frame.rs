//! The format: a file begins with a head, frames follow, and an empty frame ends a file that is whole.
//!
//! ```text
//! head   magic (8) · format version (4) · kind (4) · number (8) · CRC of these (4)
//! frame  mark (4) · length of its records (4) · their CRC (4) · CRC of the head's number, the frame's offset and these (4) · records
//! record length (4) · bytes
//! ```
//!
//! Numbers are little-endian, CRCs are CRC-32C. A frame proves with its file and offset, so that bytes which were written
//! elsewhere never pass for one.

use crc_fast::{CrcAlgorithm::Crc32Iscsi, Digest, checksum};

/// The version of the format.
pub(super) const VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"VOIDJRNL";
/// What a frame begins with.
pub(super) const MARK: [u8; 4] = [0xf5, b'V', b'F', 0x0d];

pub(super) const HEAD_BYTES: usize = 28;
pub(super) const FRAME_BYTES: usize = 16;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Segment = 1,
    Snapshot = 2,
}

/// Which file it is: its frames name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) kind: Kind,
    pub(super) number: u64,
}

/// Why a head can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadHead {
    Damaged,
    Version(u32),
}

impl Head {
    pub(super) fn write(self) -> [u8; HEAD_BYTES] {
        let mut head = [0; HEAD_BYTES];
        head[..8].copy_from_slice(&MAGIC);
        head[8..12].copy_from_slice(&VERSION.to_le_bytes());
        head[12..16].copy_from_slice(&(self.kind as u32).to_le_bytes());
        head[16..24].copy_from_slice(&self.number.to_le_bytes());
        let crc = crc(&head[..24]);
        head[24..].copy_from_slice(&crc.to_le_bytes());
        head
    }

    /// Checks that `head` is this one.
    pub(super) fn check(self, head: &[u8]) -> Result<(), BadHead> {
        if head.len() < HEAD_BYTES || head[..8] != MAGIC {
            return Err(BadHead::Damaged);
        }
        // The version first: another one may have its CRC elsewhere.
        match number(&head[8..]) {
            VERSION => {}
            version => return Err(BadHead::Version(version)),
        }
        if head[..HEAD_BYTES] == self.write() { Ok(()) } else { Err(BadHead::Damaged) }
    }

    /// Fills in the first [`FRAME_BYTES`] of a frame whose records are behind them.
    pub(super) fn seal(self, offset: u64, frame: &mut [u8]) {
        let (head, records) = frame.split_at_mut(FRAME_BYTES);
        let length = u32::try_from(records.len()).expect("a frame is far below 4 GiB");
        head[..4].copy_from_slice(&MARK);
        head[4..8].copy_from_slice(&length.to_le_bytes());
        head[8..12].copy_from_slice(&crc(records).to_le_bytes());
        let proof = self.proof(offset, &head[4..12]);
        head[12..].copy_from_slice(&proof.to_le_bytes());
    }

    /// What the head of a frame at `offset` says: how long its records are, and their CRC. `None` where there is none.
    pub(super) fn read(self, offset: u64, head: &[u8; FRAME_BYTES]) -> Option<(usize, u32)> {
        let whole = head[..4] == MARK && number(&head[12..]) == self.proof(offset, &head[4..12]);
        whole.then(|| (number(&head[4..]) as usize, number(&head[8..])))
    }

    fn proof(self, offset: u64, lengths: &[u8]) -> u32 {
        let mut digest = Digest::new(Crc32Iscsi);
        digest.update(&self.number.to_le_bytes());
        digest.update(&[self.kind as u8]);
        digest.update(&offset.to_le_bytes());
        digest.update(lengths);
        digest.finalize() as u32
    }
}

/// Adds a record to a frame.
pub(super) fn push(frame: &mut Vec<u8>, record: &[u8]) {
    let length = u32::try_from(record.len()).expect("a record is far below 4 GiB");
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(record);
}

/// The records of a frame, each with its offset among them; an error where a length is not one.
pub(super) fn records(mut records: &[u8]) -> impl Iterator<Item = Result<&[u8], ()>> {
    std::iter::from_fn(move || {
        if records.is_empty() {
            return None;
        }
        let record = split(records);
        records = record.map_or(&[][..], |(_, rest)| rest);
        Some(record.map(|(record, _)| record).ok_or(()))
    })
}

fn split(records: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = records.split_at_checked(4)?;
    rest.split_at_checked(number(length) as usize)
}

pub(super) fn crc(bytes: &[u8]) -> u32 {
    // The algorithm has 32 bits.
    checksum(Crc32Iscsi, bytes) as u32
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_le_bytes(bytes[..4].try_into().expect("four bytes"))
}

#[cfg(test)]
mod tests {
    use super::{BadHead, FRAME_BYTES, Head, Kind, VERSION, crc, push, records};

    const HEAD: Head = Head { kind: Kind::Segment, number: 7 };

    #[test]
    fn a_head_is_read_by_its_own_file_only() {
        let written = HEAD.write();
        assert_eq!(HEAD.check(&written), Ok(()));
        assert_eq!(Head { number: 8, ..HEAD }.check(&written), Err(BadHead::Damaged));
        assert_eq!(Head { kind: Kind::Snapshot, ..HEAD }.check(&written), Err(BadHead::Damaged));
        let mut newer = written;
        newer[8] += 1;
        assert_eq!(HEAD.check(&newer), Err(BadHead::Version(VERSION + 1)));
    }

    #[test]
    fn a_frame_counts_where_it_was_written_and_nowhere_else() {
        let mut frame = vec![0; FRAME_BYTES];
        push(&mut frame, b"one");
        push(&mut frame, b"");
        HEAD.seal(28, &mut frame);
        let (head, rest) = frame.split_first_chunk().unwrap();
        assert_eq!(HEAD.read(28, head), Some((rest.len(), crc(rest))));
        assert_eq!(records(rest).collect::<Vec<_>>(), [Ok(&b"one"[..]), Ok(&b""[..])]);
        assert_eq!(HEAD.read(29, head), None);
        assert_eq!(Head { number: 8, ..HEAD }.read(28, head), None);
    }

    #[test]
    fn a_crc_is_castagnolis() {
        assert_eq!(crc(b"123456789"), 0xe306_9283);
    }
}
