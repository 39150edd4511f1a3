//! [`Receipts`]: receipt handles, which say what they stand for and prove that they were given out here.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use void_core::{Random, protocol::server::Authenticator};

use super::message::MessageId;

/// What a receipt handle stands for: one receive of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) queue: u32,
    pub(super) lane: u32,
    pub(super) slot: u32,
    pub(super) message: MessageId,
    /// Counts the receives of the message.
    pub(super) receive: u32,
}

const BODY: usize = 32;
const TAG: usize = Authenticator::TAG_BYTES;

/// Writes and reads receipt handles.
#[derive(Clone, Debug)]
pub(super) struct Receipts {
    authenticator: Authenticator,
}

impl Receipts {
    pub(super) fn new(random: &Random) -> Self {
        Self { authenticator: Authenticator::new(random) }
    }

    pub(super) fn write(&self, receipt: &Receipt) -> String {
        let mut bytes = [0; BODY + TAG];
        bytes[..4].copy_from_slice(&receipt.queue.to_be_bytes());
        bytes[4..8].copy_from_slice(&receipt.lane.to_be_bytes());
        bytes[8..12].copy_from_slice(&receipt.slot.to_be_bytes());
        bytes[12..28].copy_from_slice(&receipt.message.0);
        bytes[28..BODY].copy_from_slice(&receipt.receive.to_be_bytes());
        let tag = self.authenticator.tag(&bytes[..BODY]);
        bytes[BODY..].copy_from_slice(&tag);
        // The alphabet of the service's own handles: some clients take a handle apart at its dashes.
        STANDARD_NO_PAD.encode(bytes)
    }

    /// `None` for anything that [`Receipts::write`] did not make.
    pub(super) fn read(&self, handle: &str) -> Option<Receipt> {
        let mut bytes = [0; BODY + TAG];
        if STANDARD_NO_PAD.decode_slice(handle, &mut bytes).ok()? != bytes.len() {
            return None;
        }
        if self.authenticator.tag(&bytes[..BODY])[..] != bytes[BODY..] {
            return None;
        }
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        Some(Receipt {
            queue: number(0),
            lane: number(4),
            slot: number(8),
            message: MessageId(bytes[12..28].try_into().expect("sixteen bytes")),
            receive: number(28),
        })
    }
}

#[cfg(test)]
mod tests {
    use void_core::Random;

    use super::{MessageId, Receipt, Receipts};

    #[test]
    fn reads_only_what_it_wrote() {
        let receipts = Receipts::new(&Random::from_seed(1));
        let receipt = Receipt { queue: 1, lane: 2, slot: 3, message: MessageId([4; 16]), receive: 5 };
        let handle = receipts.write(&receipt);
        assert_eq!(receipts.read(&handle), Some(receipt));

        for at in 0..handle.len() {
            let mut forged = handle.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(receipts.read(std::str::from_utf8(&forged).unwrap()), None, "byte {at}");
        }
        for nonsense in ["", "x", "é", &handle[1..], &format!("{handle}A"), &handle.repeat(3)] {
            assert_eq!(receipts.read(nonsense), None, "{nonsense}");
        }
        assert_eq!(Receipts::new(&Random::from_seed(2)).read(&handle), None);
    }

    #[test]
    fn has_no_dash_at_which_the_extended_client_for_python_takes_a_handle_apart() {
        let receipts = Receipts::new(&Random::from_seed(1));
        for slot in 0..100 {
            let receipt = Receipt { queue: 1, lane: 2, slot, message: MessageId([0xfb; 16]), receive: 5 };
            assert!(!receipts.write(&receipt).contains('-'));
        }
    }
}
